"""Attacks by texts: headers that are missing, markup that is kept, lines that forge a log, hosts and paths that lead away."""

import html.parser
import re
import urllib.parse

import wire
from driver import Failure
from target import Target

CANARY = "<i id=canary>\"'&lt;"
UNESCAPED = "<i id=canary>"
MOST_PAGES = 120
REDIRECTS = [
    "//evil.example", "/\\evil.example", "\\\\evil.example", "/%09/evil.example", "/\t/evil.example", "https:evil.example",
    "https://evil.example", "http:/evil.example", "///evil.example", "////evil.example", "/%2f/evil.example", "/.//evil.example",
    "//evil.example/%2f..", "/\n//evil.example", "\x00//evil.example", " //evil.example", "\t//evil.example", "javascript:alert(1)",
    "data:text/html,x", "//127.0.0.1@evil.example", "/@evil.example:80//", "evil.example", ".evil.example", "/a:b//evil.example/..//",
    "/\u2215evil.example", "//evil\u3002example", "/%5cevil.example", "/%0d%0aLocation:%20https://evil.example", "?//evil.example",
    "#//evil.example", "//[::1]/", "/..//evil.example", "/x/../..//evil.example", "https://127.0.0.1.evil.example",
    "//evil.example#/", "/;//evil.example", "/\\/evil.example", "/\\\\evil.example", "\\/evil.example", "/\u00a0/evil.example",
]


class Page(html.parser.HTMLParser):
    """The links and forms of a page."""

    def __init__(self, text: str):
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, dict[str, str], dict[str, str]]] = []  # action, fields, their types
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Called for each tag."""
        attributes = {name: value or "" for name, value in attrs}
        if tag in ("a", "link") and attributes.get("href", "").startswith("/"):
            self.links.append(attributes["href"].split("#")[0])
        elif tag == "form":
            self.forms.append((attributes.get("action", ""), {}, {}))
        elif tag in ("input", "textarea", "select", "button") and self.forms and "name" in attributes:
            name, kind = attributes["name"], attributes.get("type", tag)
            if kind in ("checkbox", "radio") and "checked" not in attributes:
                return
            if tag == "button":
                return
            self.forms[-1][1].setdefault(name, attributes.get("value", ""))
            self.forms[-1][2].setdefault(name, kind)
        elif tag == "option" and "selected" in attributes and self.forms and self.forms[-1][1]:
            last = list(self.forms[-1][1])[-1]
            self.forms[-1][1][last] = attributes.get("value", "")


def crawl(target: Target, cookies: dict[str, str] | None, start: tuple[str, ...] = ("/",)) -> dict[str, wire.Reply]:
    """Every page of this site that links lead to, at most `MOST_PAGES`."""
    waiting, seen = list(start), {}
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen[path] = target.get(path, cookies)
        if "html" in (seen[path].header("Content-Type") or ""):
            waiting += [link for link in Page(seen[path].text).links if link not in seen]
    return seen


def headers_on_every_answer(target: Target) -> str:
    """The policies of S1 on every page and every kind of error."""
    replies = crawl(target, None) | crawl(target, target.manager, ("/", "/manage"))
    odd = {
        "404": target.get("/no/such/page"),
        "405": wire.request(target.port, "DELETE", "/login"),
        "400": target.get("/check-winner?date=nonsense"),
        "413": wire.request(target.port, "POST", "/login", {"username": "x" * 200_000}),
        "foreign form": wire.request(target.port, "POST", "/logout", {}, target.participant, {"Sec-Fetch-Site": "cross-site"}),
        "health": target.get("/health/ready"),
    }
    for path, reply in (replies | odd).items():
        policy = reply.header("Content-Security-Policy") or ""
        problems = []
        if "default-src 'none'" not in policy or "unsafe" in policy or "frame-ancestors 'none'" not in policy:
            problems.append(f"policy {policy!r}")
        for name, value in (("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
                            ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
                            ("Referrer-Policy", "same-origin")):
            if reply.header(name) != value:
                problems.append(f"{name}: {reply.header(name)}")
        if reply.header("Permissions-Policy") is None:
            problems.append("no Permissions-Policy")
        if not path.startswith("/static/") and "no-store" not in (reply.header("Cache-Control") or "") and reply.cookies():
            problems.append("sets a cookie, and may be kept")
        if problems:
            raise Failure(f"{path} ({reply.status}): {', '.join(problems)}")
    return f"{len(replies)} pages and {len(odd)} errors"


def markup_in_stored_texts(target: Target) -> str:
    """Markup in every field that a manager can fill is shown as text on every page."""
    page = target.get("/manage/lotteries/new", target.manager)
    forms = [form for form in Page(page.text).forms if "name" in form[1]]
    if not forms and not target.is_bad:
        raise Failure(f"no form to make a lottery: {page.status}")
    for action, fields, _ in forms[:1]:
        planted = {"name": CANARY, "description": CANARY, "prize_name": CANARY, "slug": "canary"}
        planted |= {"prize_quantity": "1", "prize_amount": "", "prize_currency": ""}
        reply = target.post(action or "/manage/lotteries/new", fields | planted, target.manager)
        if UNESCAPED in reply.text:
            raise Failure("the form repeats what was typed as markup")
    target.post("/manage/lotteries/canary/cancel", {"reason": CANARY}, target.manager)
    for query in ("/check-winner?date=", "/login?next=/", "/no/such/", "/lotteries/"):
        if UNESCAPED in target.get(query + urllib.parse.quote(CANARY)).text:
            raise Failure(f"{query} repeats what was asked as markup")
    looked = 0
    shown = 0
    for cookies in (None, target.participant, target.manager):
        for path, reply in crawl(target, cookies, ("/", "/lotteries", "/manage")).items():
            looked += 1
            shown += "canary&gt;" in reply.text or "canary&#62;" in reply.text
            # a calendar or a table is no markup, and nosniff keeps browsers from reading it as such
            kind = reply.header("Content-Type") or ""
            if UNESCAPED in reply.text and (not kind or "html" in kind or "xml" in kind or "svg" in kind):
                raise Failure(f"{path} shows stored text as markup")
    if not shown:
        raise Failure("no page shows the planted text: it was not stored, and this attack tested nothing")
    return f"{looked} pages, {shown} show the planted text, none as markup"


def lines_in_the_log(target: Target) -> str:
    """Line ends and escapes in whatever a client sends make no line and no colour of their own in the log."""
    forged = "2026-01-01T00:00:00Z INFO forged"
    target.get("/x%0d%0a" + forged.replace(" ", "%20") + "%1b%5b31m")
    target.get("/", headers={"User-Agent": f"a\x1b[31m {forged}", "Referer": f"http://x/\x1b[31m{forged}"})
    target.post("/login", {"username": f"x\r\n{forged}\x1b[31m", "password": "wrong-wrong-wrong"}, headers=target.place())
    target.post("/lotteries/daily/ballots", {"draw": f"x\n{forged}", "count": f"1\n{forged}", "key": forged}, target.participant)
    lines = target.log.read_text(errors="replace").splitlines()
    if any(line.startswith(forged) for line in lines):
        raise Failure("a client wrote a line of its own into the log")
    if any("\x1b" in line for line in lines):
        raise Failure("a client wrote terminal escapes into the log")
    return f"{len(lines)} lines, none forged"


def forged_host(target: Target) -> str:
    """The host that a request names turns up in no link, redirect or cookie."""
    pages = 0
    for headers in ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"},
                    {"Forwarded": "host=evil.example;proto=https"}, {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}):
        for path in ("/", "/lotteries/daily", "/login", "/ballots", "/check-winner", "/no/such/page", "/feed.atom", "/calendar.ics"):
            reply = target.get(path, headers=headers)
            pages += 1
            if "evil.example" in reply.text or any("evil.example" in value for _, value in reply.headers):
                raise Failure(f"{path} repeats the host of the request ({headers})")
    absolute = wire.send(target.port, b"GET http://evil.example/login HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    if b"evil.example" in absolute.body:
        raise Failure("an absolute request line turns up in the page")
    return f"{pages + 1} requests"


def open_redirect(target: Target) -> str:
    """`next` leads to a path of this site or home, whatever it is."""
    for payload in REDIRECTS:
        fields = {"username": "boss", "password": target.password, "next": payload}
        reply = target.post("/login", fields, headers=target.place())
        location = reply.header("Location") or ""
        if reply.status == 303 and not re.match(r"^/(?![/\\])", location):
            raise Failure(f"next={payload!r} leads to {location!r}")
        # a browser drops tabs and line ends and reads \ as /: what is left must still be of this site
        as_read = re.sub(r"[\t\r\n]", "", location).replace("\\", "/")
        if reply.status == 303 and as_read.startswith("//"):
            raise Failure(f"next={payload!r} leads to {location!r}")
        shown = target.get("/login?next=" + urllib.parse.quote(payload))
        for form in Page(shown.text).forms:
            if form[0].startswith(("//", "http", "\\")):
                raise Failure(f"next={payload!r} makes a form to {form[0]!r}")
    return f"{len(REDIRECTS)} payloads lead to this site"
