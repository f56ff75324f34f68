#!/usr/bin/env python3
"""Keeps the program under an even load for a long time: memory, open files and the write-ahead log stay where they are, and nothing fails.

    python3 tests/faults/soak.py --binary target/release/clearlot --minutes 120
"""

import argparse
import os
import pathlib
import sys
import time

import cycles
from driver import LOTTERY, Browser, Failure, Journal, Server, Submission, open_draw, sign_up, submit

ACCOUNTS = 20
REQUESTS_PER_SECOND = 50
# from here on memory is compared
WARM_UP_SHARE = 1 / 6
GROWTH = 0.10
WAL_MIB = 64
PAGES = ("/", LOTTERY, "/ballots", "/check-winner", "/lotteries", "/account")


def resident_kib(pid: int) -> int:
    """Memory of a process."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise Failure("no VmRSS")


def run(args: argparse.Namespace, folder: pathlib.Path) -> str:
    """Ballots and pages in turn, and a look at the process every ten seconds."""
    database = cycles.fresh_database("sqlite://", folder)
    server = Server(args.binary, folder, database.url)
    journal = Journal()
    wal = folder / "clearlot.db-wal"
    samples = []
    try:
        server.start()
        pid = server.process.pid
        people = {}
        for number in range(ACCOUNTS):
            username = f"soak{number}"
            people[username] = Browser(server.port, sign_up(server.port, username))
        draw = open_draw(server.port, next(iter(people.values())).cookies)
        names = list(people)
        begun = time.monotonic()
        length = args.minutes * 60
        number = 0
        while (now := time.monotonic() - begun) < length:
            username = names[number % ACCOUNTS]
            if number % 2:
                status = people[username].get(PAGES[number // 2 % len(PAGES)]).status
                if status != 200:
                    raise Failure(f"{PAGES[number // 2 % len(PAGES)]} answers {status} after {now:.0f} s")
            else:
                submission = Submission(username, draw, f"soak-{number}", 1)
                journal.intend(submission)
                submit(people[username], submission)
                if not submission.is_acknowledged:
                    raise Failure(f"a ballot was not confirmed after {now:.0f} s")
            number += 1
            if number % (10 * REQUESTS_PER_SECOND) == 0:
                files = len(os.listdir(f"/proc/{pid}/fd"))
                samples.append((now, resident_kib(pid), files, wal.stat().st_size))
            time.sleep(max(0.0, number / REQUESTS_PER_SECOND - (time.monotonic() - begun)))
        cycles.check(database, journal, server)
        server.stop()
    finally:
        server.close()
    warm = [sample for sample in samples if sample[0] >= length * WARM_UP_SHARE]
    if len(warm) < 2:
        raise Failure("too short to compare anything")
    first, last = warm[0], warm[-1]
    growth = last[1] / first[1] - 1
    told = (
        f"{number} requests in {args.minutes} min, memory {first[1] / 1024:.1f} to {last[1] / 1024:.1f} MiB ({growth:+.1%}), "
        f"files {first[2]} to {last[2]}, largest WAL {max(sample[3] for sample in samples) / (1 << 20):.1f} MiB"
    )
    if growth > GROWTH or last[2] > first[2] + 8 or max(sample[3] for sample in samples) > WAL_MIB << 20:
        raise Failure(told)
    return told


def main() -> int:
    """Exit code 0 if everything held, 1 if not."""
    parser = cycles.parser(__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    args = parser.parse_args()
    return cycles.main("soak on SQLite", lambda folder: run(args, folder), args)


if __name__ == "__main__":
    sys.exit(main())
