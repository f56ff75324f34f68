"""Runs the real program and talks to it as browsers do, and writes down outside the database what it was asked and what it said.

Knows nothing of the database: what must be true of it is in ledger.py.
"""

import contextlib
import dataclasses
import datetime
import html.parser
import http.client
import http.cookies
import os
import pathlib
import random
import re
import secrets
import signal
import socket
import subprocess
import threading
import time
import urllib.parse

LOTTERY = "/lotteries/daily"
ANSWER_WITHIN_SECONDS = 20
READY_WITHIN_SECONDS = 20
EXIT_WITHIN_SECONDS = 20


class Failure(Exception):
    """Something that must not happen; its text says what."""


def noon_zone(now: datetime.datetime) -> str:
    """The time zone where it is about noon: no draw closes while the test runs."""
    offset = 12 - now.astimezone(datetime.timezone.utc).hour
    # the sign of these names is the other way round: Etc/GMT-3 is three hours ahead of UTC
    return f"Etc/GMT{-offset:+d}" if offset else "UTC"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The program, its folder and its port; the same ones through every restart."""

    def __init__(
        self,
        binary: pathlib.Path,
        folder: pathlib.Path,
        database_url: str,
        data: pathlib.Path | None = None,
        settings: dict[str, str] | None = None,
    ):
        """`folder` holds the log, `data` (in `folder` if not said) the key; `settings` are added to the environment."""
        self.binary = binary.resolve()
        self.folder = folder
        self.port = free_port()
        self.log = folder / "server.log"
        self.process: subprocess.Popen | None = None
        # nothing of the caller's settings reaches the program
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CLEARLOT_")}
        self.environment = kept | {
            "DATABASE_URL": database_url,
            "CLEARLOT_LISTEN": f"127.0.0.1:{self.port}",
            "CLEARLOT_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "CLEARLOT_DATA_DIR": str(data or folder / "data"),
            "CLEARLOT_TIME_ZONE": noon_zone(datetime.datetime.now(datetime.timezone.utc)),
            # the load of a whole town comes from one address and a few accounts
            "CLEARLOT_RATE_LIMITS": "off",
            # results come at once, and nothing goes out
            "CLEARLOT_BEACON": "none",
            "RUST_LOG": "info",
        } | (settings or {})

    def launch(self) -> None:
        """Starts the program and waits for nothing."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.binary], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def start(self) -> float:
        """Starts the program and waits until it is ready; the seconds that took."""
        begun = time.monotonic()
        self.launch()
        while time.monotonic() - begun < READY_WITHIN_SECONDS:
            if self.process.poll() is not None:
                raise Failure(f"the program ended with {self.process.returncode} instead of serving\n{self.log_tail()}")
            if self.is_ready():
                return time.monotonic() - begun
            time.sleep(0.02)
        raise Failure(f"not ready after {READY_WITHIN_SECONDS} s\n{self.log_tail()}")

    def is_ready(self) -> bool:
        """Whether /health/ready answers 200."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        with contextlib.closing(connection):
            try:
                connection.request("GET", "/health/ready")
                return connection.getresponse().status == 200
            except (OSError, http.client.HTTPException):
                return False

    def kill(self) -> None:
        """Ends the program at once, wherever it is."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Asks the program to end, and expects it to do so in good order."""
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(EXIT_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failure(f"still running {EXIT_WITHIN_SECONDS} s after SIGTERM\n{self.log_tail()}") from None
        if status != 0:
            raise Failure(f"ended with {status} after SIGTERM\n{self.log_tail()}")

    def close(self) -> None:
        """Leaves nothing running."""
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def log_tail(self, lines: int = 40) -> str:
        """The last lines the program logged."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def panics(self) -> list[str]:
        """Lines of the log in which a thread panicked."""
        return [line for line in self.log.read_text(errors="replace").splitlines() if "panicked at" in line]


@dataclasses.dataclass
class Answer:
    """A whole answer to a request."""

    status: int
    location: str
    body: str

    def shows(self, path: str) -> bool:
        """Whether it is a redirect to this page."""
        return self.status == 303 and urllib.parse.urlsplit(self.location).path == path


class Browser:
    """One keep-alive connection with its cookies."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None):
        self.port = port
        self.cookies = dict(cookies or {})
        self.connection = self._connect()

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_WITHIN_SECONDS)

    def reconnect(self) -> None:
        """Forgets the connection, keeps the cookies."""
        self.connection.close()
        self.connection = self._connect()

    def get(self, path: str) -> Answer:
        """Opens a page."""
        return self._request("GET", path, None)

    def post(self, path: str, fields: dict[str, object]) -> Answer:
        """Sends a form of the site's own pages."""
        return self._request("POST", path, urllib.parse.urlencode(fields))

    def _request(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        for header in response.headers.get_all("Set-Cookie", []):
            for name, morsel in http.cookies.SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        return Answer(response.status, response.headers.get("Location", ""), text)


class HiddenFields(html.parser.HTMLParser):
    """Collects the hidden fields of a page."""

    def __init__(self):
        super().__init__()
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag, attrs):
        """Called for each tag; an input closed in itself comes here too."""
        attributes = dict(attrs)
        if tag == "input" and attributes.get("type") == "hidden":
            self.values[attributes.get("name", "")] = attributes.get("value", "")


def summary_of(answer: Answer) -> str:
    """An answer in one line."""
    words = re.sub(r"<[^>]*>|\s+", " ", answer.body)
    return f"{answer.status} {answer.location} {' '.join(words.split())[:200]}"


def sign_up(port: int, username: str) -> dict[str, str]:
    """Makes an account; the cookies of its session."""
    browser = Browser(port)
    answer = browser.post("/sign-up", {"username": username, "password": secrets.token_hex(16)})
    if answer.status != 303 or not browser.cookies:
        raise Failure(f"signing up as {username}: {summary_of(answer)}")
    browser.connection.close()
    return browser.cookies


def open_draw(port: int, cookies: dict[str, str]) -> str:
    """The name of the draw that the daily lottery's form submits to."""
    # the first draw of a new server opens in the second after it was announced
    given_up = time.monotonic() + 10
    while True:
        browser = Browser(port, cookies)
        answer = browser.get(LOTTERY)
        browser.connection.close()
        fields = HiddenFields()
        fields.feed(answer.body)
        if fields.values.get("draw") or time.monotonic() > given_up:
            break
        time.sleep(0.1)
    if answer.status != 200 or not fields.values.get("draw") or not fields.values.get("key"):
        raise Failure(f"no form for ballots on {LOTTERY}: {summary_of(answer)}")
    return fields.values["draw"]


@dataclasses.dataclass
class Submission:
    """One form sent, perhaps more than once with the same key."""

    username: str
    draw: str
    key: str
    count: int
    is_acknowledged: bool = False
    # when it was written down, on this machine's monotonic clock
    intended: float = 0.0


class Journal:
    """Everything that was sent, and what of it the program confirmed. Lives outside the database and outlives every kill."""

    def __init__(self):
        self._lock = threading.Lock()
        self._submissions: list[Submission] = []

    def intend(self, submission: Submission) -> None:
        """Written before the first byte is sent."""
        with self._lock:
            submission.intended = time.monotonic()
            self._submissions.append(submission)

    def all(self) -> list[Submission]:
        """Every submission, in the order of intent."""
        with self._lock:
            return list(self._submissions)

    def unknown(self) -> list[Submission]:
        """Sent, and no answer came."""
        return [submission for submission in self.all() if not submission.is_acknowledged]

    def acknowledged(self) -> list[Submission]:
        """Confirmed to the person."""
        return [submission for submission in self.all() if submission.is_acknowledged]


def submit(browser: Browser, submission: Submission) -> None:
    """Sends the form; notes the confirmation. A broken connection or a server error leaves the outcome unknown."""
    answer = browser.post(
        f"{LOTTERY}/ballots", {"count": submission.count, "draw": submission.draw, "key": submission.key}
    )
    if answer.shows("/ballots"):
        submission.is_acknowledged = True
    elif answer.status < 500:
        raise Failure(f"a right submission was refused: {summary_of(answer)}")


class Worker(threading.Thread):
    """Submits ballots over one connection until the program dies."""

    def __init__(self, browser: Browser, username: str, draw: str, journal: Journal, label: str, seed: str):
        super().__init__(name=label)
        self.browser = browser
        self.username = username
        self.draw = draw
        self.journal = journal
        self.random = random.Random(seed)
        self.stopping = threading.Event()
        self.failure: Exception | None = None
        self.server_errors = 0

    def run(self) -> None:
        """Ends at the first broken connection, or when told to."""
        number = 0
        try:
            while not self.stopping.is_set():
                number += 1
                count = self.random.choice((1, 1, 2, 3, 10, 1000))
                submission = Submission(self.username, self.draw, f"{self.name}-{number}", count)
                self.journal.intend(submission)
                submit(self.browser, submission)
                if not submission.is_acknowledged:
                    self.server_errors += 1
        except (OSError, http.client.HTTPException):
            pass
        except Exception as failure:  # handed to the main thread, which ends the run
            self.failure = failure


class Crowd:
    """Several accounts on many connections."""

    def __init__(self, port: int, journal: Journal, accounts: int, connections: int, seed: int, people: str = "faults"):
        """`people` is what the names of the accounts begin with."""
        self.journal = journal
        self.seed = seed
        self.port = port
        sessions = {name: sign_up(port, name) for name in (f"{people}{number}" for number in range(accounts))}
        self.sessions = sessions
        names = list(sessions)
        self.browsers = [(names[i % accounts], Browser(port, sessions[names[i % accounts]])) for i in range(connections)]
        self.draw = open_draw(port, sessions[names[0]])

    @contextlib.contextmanager
    def at_work(self, cycle: int):
        """Everybody submits while the block runs; the block ends the program, or they stop after it."""
        workers = []
        for number, (username, browser) in enumerate(self.browsers):
            browser.reconnect()
            label = f"{self.seed}-{cycle}-{number}"
            workers.append(Worker(browser, username, self.draw, self.journal, label, seed=label))
        for worker in workers:
            worker.start()
        try:
            yield workers
        finally:
            for worker in workers:
                worker.stopping.set()
            for worker in workers:
                worker.join()
        for worker in workers:
            if worker.failure is not None:
                raise worker.failure

    def send_again(self, submissions: list[Submission]) -> None:
        """Sends forms once more with their own keys, as people do who saw no answer; each must be confirmed."""
        browsers = {username: Browser(self.port, cookies) for username, cookies in self.sessions.items()}
        for submission in submissions:
            submission.is_acknowledged = False
            submit(browsers[submission.username], submission)
            if not submission.is_acknowledged:
                raise Failure(f"{submission.key} sent again was not confirmed")
        for browser in browsers.values():
            browser.connection.close()
