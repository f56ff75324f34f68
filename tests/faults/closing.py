#!/usr/bin/env python3
"""Sends ballots right through the closing of a draw: each that was confirmed is in the draw it was meant for, and none came in late.

The clock of the program is set with libfaketime to seconds before midnight.

    python3 tests/faults/closing.py --binary target/release/clearlot --rounds 10
    python3 tests/faults/closing.py --binary … --database-url postgres://postgres@127.0.0.1:5432/postgres
"""

import argparse
import contextlib
import pathlib
import subprocess
import sys
import threading
import time

import cycles
import ledger
import results
from cycles import check
from driver import LOTTERY, Browser, Crowd, Failure, Journal, Server, Submission, summary_of

ACCOUNTS = 4
CONNECTIONS = 16
SECONDS_BEFORE = 3
SECONDS_AFTER = 3
# how long a transaction is held open across midnight, on PostgreSQL
HELD_SECONDS = 2.0


def fake_clock(start: str) -> dict[str, str]:
    """The program's wall clock begins at this UTC time and goes on; its monotonic clock is the real one."""
    return cycles.preload("libfaketimeMT.so.1") | {
        "FAKETIME": f"@{start}",
        "NO_FAKE_STAT": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "TZ": "UTC",
        "CLEARLOT_TIME_ZONE": "UTC",
    }


class LateComer(threading.Thread):
    """Submits to one draw until told to stop, whether or not it is still open."""

    def __init__(self, browser: Browser, username: str, draw: str, journal: Journal, label: str):
        super().__init__(name=label)
        self.browser, self.username, self.draw, self.journal = browser, username, draw, journal
        self.stopping = threading.Event()
        self.refused = 0
        self.failure: Exception | None = None

    def run(self) -> None:
        """Notes confirmations; a refusal must say that it is too late."""
        number = 0
        try:
            while not self.stopping.is_set():
                number += 1
                submission = Submission(self.username, self.draw, f"{self.name}-{number}", 1 + number % 3)
                self.journal.intend(submission)
                fields = {"count": submission.count, "draw": submission.draw, "key": submission.key}
                answer = self.browser.post(f"{LOTTERY}/ballots", fields)
                if answer.shows("/ballots"):
                    submission.is_acknowledged = True
                elif answer.status == 409 and "Too late" in answer.body:
                    self.refused += 1
                else:
                    raise Failure(f"neither taken nor too late: {summary_of(answer)}")
        except Exception as failure:  # handed to the main thread, which ends the run
            self.failure = failure


@contextlib.contextmanager
def held(database, draw: str):
    """On PostgreSQL somebody holds the draw's row across midnight, so that ballots wait there and get their turn late."""
    if not hasattr(database, "server_url"):
        yield
        return
    script = f"BEGIN; SELECT 1 FROM draws WHERE name = '{draw}' FOR UPDATE; SELECT pg_sleep({HELD_SECONDS}); COMMIT;"
    holder = None

    def begin() -> None:
        nonlocal holder
        holder = subprocess.Popen(["psql", "-X", "-q", "-d", database.url, "-c", script], stdout=subprocess.DEVNULL)

    timer = threading.Timer(SECONDS_BEFORE - HELD_SECONDS / 2, begin)
    timer.start()
    try:
        yield
    finally:
        timer.join()
        if holder is not None and holder.wait(20) != 0:
            raise Failure("the transaction that was to be held across midnight failed")


def drawn(database, draw: str) -> bool:
    """Whether the draw has its result."""
    return database.rows([f"SELECT count(*) FROM results r JOIN draws d ON d.id = r.draw_id WHERE d.name = '{draw}'"]) == [
        [["1"]]
    ]


def run(args: argparse.Namespace, folder: pathlib.Path) -> str:
    """One midnight a round, each a day later."""
    database = cycles.fresh_database(args.database_url, folder)
    server = Server(args.binary, folder, database.url)
    plain = dict(server.environment)
    journal = Journal()
    taken = refused = 0
    try:
        for number in range(args.rounds):
            day = f"2026-11-{10 + number:02}"
            # a session ends when it is not used for half a day: each noon has people of its own
            server.environment = plain | fake_clock(f"{day} 12:00:00")
            server.start()
            crowd = Crowd(server.port, journal, ACCOUNTS, CONNECTIONS, args.seed, f"day{number}-")
            server.stop()
            server.environment = plain | fake_clock(f"{day} 23:59:{55 - SECONDS_BEFORE}")
            server.start()
            taken_now, refused_now = through_midnight(number, f"daily-{day}", server, crowd, journal, database)
            taken, refused = taken + taken_now, refused + refused_now
            server.stop()
            if args.self_test:
                see_damages(database, f"daily-{day}", journal)
                return "every damage was seen"
    finally:
        server.close()
        database.drop()
    return f"{args.rounds} closings, {taken} ballots' submissions confirmed and {refused} refused around them"


def damages(database, draw: str) -> dict[str, str]:
    """Statements that do one damage each to a result, by its name."""
    of_draw = f"draw_id = (SELECT id FROM draws WHERE name = '{draw}')"
    nothing = database.blob(bytes(32))
    return {
        "another winner": f"UPDATE drawn_ballots SET ballot = ballot + 1 WHERE {of_draw} AND outcome = 'prize 1'",
        "another seed": f"UPDATE results SET seed = {nothing} WHERE {of_draw}",
        "another key": f"UPDATE results SET draw_key = {nothing} WHERE {of_draw}",
        "drawn before closing": f"UPDATE results SET drawn_at = 1 WHERE {of_draw}",
        "no result": f"DELETE FROM results WHERE {of_draw}",
        "an entry after closing": f"UPDATE entries SET time = time + 86400 WHERE {of_draw} AND leaf_index = 1",
    }


def see_damages(database, draw: str, journal: Journal) -> None:
    """Negative controls: each damage to a copy must be seen."""
    blind = []
    for number, (name, statement) in enumerate(damages(database, draw).items()):
        with database.copy(f"damaged{number}") as damaged:
            damaged.execute([statement])
            read = damaged.read()
            problems = results.problems_with(read, results.read(damaged)) + ledger.problems_with(read, journal.acknowledged())
        print(f"{name}: {problems[0] if problems else 'NOT SEEN'}", flush=True)
        if not problems:
            blind.append(name)
    if blind:
        raise Failure(f"damage the checks do not see: {', '.join(blind)}")


def through_midnight(number: int, draw: str, server: Server, crowd: Crowd, journal: Journal, database) -> tuple[int, int]:
    """Load from seconds before until seconds after, then everything that must hold."""
    before = len(journal.acknowledged())
    with held(database, draw):
        workers = []
        for place, (username, browser) in enumerate(crowd.browsers):
            browser.reconnect()
            workers.append(LateComer(browser, username, draw, journal, f"{crowd.seed}-{number}-{place}"))
        for worker in workers:
            worker.start()
        # the program has been up for some of the five spare seconds
        time.sleep(5 + SECONDS_BEFORE + SECONDS_AFTER)
        for worker in workers:
            worker.stopping.set()
        for worker in workers:
            worker.join()
    for worker in workers:
        if worker.failure is not None:
            raise worker.failure
    given_up = time.monotonic() + 30
    while not drawn(database, draw):
        if time.monotonic() > given_up:
            raise Failure(f"{draw} is not drawn 30 s after closing")
        time.sleep(0.2)
    taken = len(journal.acknowledged()) - before
    refused = sum(worker.refused for worker in workers)
    if not taken or not refused:
        raise Failure(f"{taken} confirmed and {refused} refused: the load did not reach across the closing")
    read = check(database, journal, server)
    problems = results.problems_with(read, results.read(database))
    if problems:
        raise Failure("\n".join(problems[:20]))
    print(f"{draw}: {taken} confirmed, {refused} too late: none lost, none late, result as the log gives it", flush=True)
    return taken, refused


def main() -> int:
    """Exit code 0 if everything held, 1 if not."""
    parser = cycles.parser(__doc__)
    parser.add_argument("--database-url", default="sqlite://")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--self-test", action="store_true", help="damage the result and see the checks fail")
    args = parser.parse_args()
    return cycles.main("ballots around the closing", lambda folder: run(args, folder), args)


if __name__ == "__main__":
    sys.exit(main())
