#!/usr/bin/env python3
"""Ends the program by SIGTERM under load: what was begun is answered, it ends in time and in good order, whoever is connected.

    python3 tests/faults/stopping.py --binary target/release/clearlot --cycles 50
"""

import argparse
import pathlib
import random
import signal
import socket
import subprocess
import sys
import time

import cycles
import ledger
from cycles import check
from driver import LOTTERY, Crowd, Failure, Journal, Server, Submission

ACCOUNTS = 4
CONNECTIONS = 8
IDLE = 100
SLOW_HEADS = 20
SLOW_BODIES = 20
LISTENERS = 20
LOAD_SECONDS = (0.2, 0.6)
# shutdown_timeout is 8 s; security-and-reliability R15 allows ten
EXIT_WITHIN_SECONDS = 10.0
# the rest of a body that was begun before the signal comes this long after it
REST_AFTER_SECONDS = 0.5


def connect(server: Server, first: bytes) -> socket.socket:
    """A connection that has sent so much."""
    made = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    made.sendall(first)
    return made


def head(path: str, cookies: dict[str, str], length: int) -> bytes:
    """The head of a form."""
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    lines = [
        f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {cookie}", "Sec-Fetch-Site: same-origin",
        "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {length}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def cycle(number: int, seconds: float, server: Server, crowd: Crowd, journal: Journal, database) -> None:
    """Load and all kinds of connections, SIGTERM, exit, restart, check."""
    before = len(journal.acknowledged())
    cookies = next(iter(crowd.sessions.values()))
    half = b"count=1&draw=" + crowd.draw.encode() + f"&key=half-{crowd.seed}-{number}-".encode()
    with crowd.at_work(number):
        held = [connect(server, b"") for _ in range(IDLE)]
        held += [connect(server, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow") for _ in range(SLOW_HEADS)]
        listen = f"GET {LOTTERY}/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n".encode()
        held += [connect(server, listen) for _ in range(LISTENERS)]
        begun = [connect(server, head(f"{LOTTERY}/ballots", cookies, len(half) + 2) + half) for _ in range(SLOW_BODIES)]
        time.sleep(seconds)
        asked = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        time.sleep(REST_AFTER_SECONDS)
        if server.process.poll() is not None:
            raise Failure("the program ended before the requests it had begun were sent whole")
        for place, connection in enumerate(begun):
            connection.sendall(f"{place:02}".encode())
        answers = [connection.recv(65536)[:12].decode(errors="replace") for connection in begun]
        try:
            status = server.process.wait(EXIT_WITHIN_SECONDS - REST_AFTER_SECONDS)
        except subprocess.TimeoutExpired:
            raise Failure(f"still running {EXIT_WITHIN_SECONDS} s after SIGTERM\n{server.log_tail()}") from None
        took = time.monotonic() - asked
    for connection in [*held, *begun]:
        connection.close()
    if status != 0:
        raise Failure(f"ended with {status}\n{server.log_tail()}")
    wrong = [answer for answer in answers if answer != "HTTP/1.1 303"]
    if wrong:
        raise Failure(f"{len(wrong)} of {SLOW_BODIES} forms that were begun before the signal were answered with {wrong[0]!r}")
    for place in range(SLOW_BODIES):
        note(journal, crowd, f"half-{crowd.seed}-{number}-{place:02}")
    server.start()
    unknown = journal.unknown()
    crowd.send_again(unknown)
    entries = sum(len(draw.entries) for draw in check(database, journal, server).draws)
    print(
        f"stop {number}: ended in {took:.2f} s, {len(journal.acknowledged()) - before} confirmed, {len(unknown)} unknown, "
        f"{entries} entries in all: whole",
        flush=True,
    )


def note(journal: Journal, crowd: Crowd, key: str) -> None:
    """A form that was confirmed by hand."""
    journal.intend(Submission(next(iter(crowd.sessions)), crowd.draw, key, 1, is_acknowledged=True))


def run(args: argparse.Namespace, folder: pathlib.Path) -> str:
    """As often as asked."""
    dice = random.Random(args.seed)
    database = ledger.Sqlite(folder / "clearlot.db")
    server = Server(args.binary, folder, database.url)
    journal = Journal()
    try:
        server.start()
        crowd = Crowd(server.port, journal, ACCOUNTS, CONNECTIONS, args.seed)
        for number in range(1, args.cycles + 1):
            cycle(number, dice.uniform(*LOAD_SECONDS), server, crowd, journal, database)
        server.stop()
        check(database, journal, server)
    finally:
        server.close()
    return f"{args.cycles} stops in good order"


def main() -> int:
    """Exit code 0 if everything held, 1 if not."""
    parser = cycles.parser(__doc__)
    parser.add_argument("--cycles", type=int, default=3)
    args = parser.parse_args()
    return cycles.main("SIGTERM under load", lambda folder: run(args, folder), args)


if __name__ == "__main__":
    sys.exit(main())
