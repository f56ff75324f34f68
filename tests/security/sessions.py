"""Attacks on who somebody is: sessions, guessing, names, roles."""

import statistics
import time

import wire
from driver import Failure
from target import Target

GUESSES = 60
# security-and-reliability B6: per account and address, in 15 minutes
GUESSES_CHECKED = 10
PAIRS = 60


def fixation_and_rotation(target: Target) -> str:
    """A cookie from somebody else never becomes a session, and each sign-in makes a new one."""
    planted = {name: "planted-by-somebody-else" for name in target.participant}
    after = target.sign_in("amara", planted)
    if any(value == "planted-by-somebody-else" for value in after.values()):
        raise Failure("the planted cookie became a session")
    again = target.sign_in("amara", after)
    if again == after:
        raise Failure("signing in again kept the old session's cookie")
    if target.is_signed_in(planted):
        raise Failure("a made-up cookie is signed in")
    new = target.password + "2"
    changed = target.post("/account/password", {"current_password": target.password, "new_password": new}, again, target.place())
    if changed.status == 303:
        if target.is_signed_in(after):
            raise Failure("another session outlived a change of the password")
        target.passwords["amara"] = new
        target.participant = changed.cookies() or again
        if not target.is_signed_in(target.participant):
            raise Failure("changing the password signed its owner out")
        return "planted cookies refused, new cookie at sign-in, others end with the password"
    raise Failure(f"the password could not be changed: {changed.status}")


def logout_and_revocation(target: Target) -> str:
    """What was signed out stays out."""
    kept = target.sign_in("amara")
    if not target.is_signed_in(kept):
        raise Failure("signed in, and not signed in")
    target.post("/logout", {}, kept)
    begun = time.monotonic()
    if target.is_signed_in(kept):
        raise Failure("the cookie works after signing out")
    return f"dead {time.monotonic() - begun:.3f} s after signing out"


def throttled_guessing(target: Target) -> str:
    """Wrong passwords for one name from one place: few are looked at, the rest are told to wait, the owner is not affected."""
    owner = target.sign_in("boss")
    place = target.place()
    replies = [
        target.post("/login", {"username": "boss", "password": f"wrong-{number}-wrong"}, headers=place)
        for number in range(GUESSES)
    ]
    looked_at = sum(reply.status not in (429, 503) for reply in replies)
    if looked_at > GUESSES_CHECKED:
        raise Failure(f"{looked_at} of {GUESSES} guesses were looked at, not {GUESSES_CHECKED}")
    if any(reply.status == 429 and not reply.header("Retry-After") for reply in replies):
        raise Failure("429 without Retry-After")
    if not target.is_signed_in(owner):
        raise Failure("guessing signed the owner out")
    target.sign_in("boss")
    return f"{looked_at} of {GUESSES} guesses looked at, the owner signs in from elsewhere"


def which_names_exist(target: Target) -> str:
    """A name that exists and one that does not: the same status, the same page, the same time."""
    known, unknown = [], []
    for number in range(PAIRS):
        for name, kept in (("amara", known), (f"nobody{number:04}", unknown)):
            fields = {"username": name, "password": f"wrong-{number}-wrong"}
            reply = target.post("/login", fields, headers=target.place())
            if reply.status != 429:  # the account's own limit is told to everybody alike
                kept.append((reply.status, len(reply.text.replace(name, "")), reply.seconds))
    if not known or not unknown:
        raise Failure("nothing was looked at")
    if {answer[0] for answer in known} != {answer[0] for answer in unknown}:
        raise Failure(f"statuses differ: {known[0][0]} and {unknown[0][0]}")
    lengths = {answer[1] for answer in known} ^ {answer[1] for answer in unknown}
    if lengths:
        raise Failure(f"pages differ in length: {sorted(lengths)}")
    a, b = [answer[2] for answer in known], [answer[2] for answer in unknown]
    larger = sum((x > y) + 0.5 * (x == y) for x in a for y in b) / (len(a) * len(b))
    # the medians tell a hash from none; with few pairs the share alone is noise
    ratio = statistics.median(a) / statistics.median(b)
    if not 0.6 < ratio < 1.67:
        raise Failure(f"a name that exists takes {ratio:.2f} times as long")
    return f"{len(a)} and {len(b)} answers alike, AUC of the times {larger:.2f}, medians {ratio:.2f}"


def mass_assignment(target: Target) -> str:
    """Fields no form has make nobody a manager and change nothing."""
    extra = {"role": "manager", "is_manager": "true", "is_admin": "1", "id": "1", "account_id": "1", "disabled_at": ""}
    fields = {"username": "mallory", "password": target.password} | extra
    reply = target.post("/sign-up", fields, headers=target.place())
    if reply.status not in (303, 400, 422):
        raise Failure(f"signing up with more fields: {reply.status}")
    cookies = reply.cookies() or target.sign_up("mallory")
    status = target.get("/manage", cookies).status
    if status != 403:
        raise Failure(f"/manage answers {status} to somebody who signed up with role=manager")
    return "six more fields at sign-up, still a participant"


def forged_proxy_headers(target: Target) -> str:
    """Behind a trusted proxy the rightmost hop that is not one counts; what the client wrote before it does not."""
    statuses = []
    for number in range(GUESSES):
        forged = {"X-Forwarded-For": f"203.0.113.{number % 250 + 1}, 198.51.100.77", "Forwarded": f"for=192.0.2.{number % 250}",
                  "X-Real-IP": f"192.0.2.{number % 250}"}
        fields = {"username": f"nosuch{number % 3}", "password": "wrong-wrong-wrong"}
        statuses.append(wire.request(target.port, "POST", "/login", fields, headers=forged).status)
    if 429 not in statuses:
        raise Failure(f"{GUESSES} guesses from one place under forged hops were never slowed down")
    for nonsense in ("garbage", "1.2.3.4, , ,", "::::", "\x01", "127.0.0.1" + ", 127.0.0.1" * 500):
        status = target.get("/", headers={"X-Forwarded-For": nonsense}).status
        if status >= 500 or status == 0:
            raise Failure(f"X-Forwarded-For: {nonsense[:20]!r} answers {status}")
    return f"slowed down after {statuses.index(429)} guesses whatever the client claims"
