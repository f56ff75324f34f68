#!/usr/bin/env python3
"""Fills the disk under load: ballots are refused, pages still come, nothing confirmed is lost, and it works again once there is room.

On a tmpfs of its own. As root.

    python3 tests/faults/disk_full.py --binary target/release/clearlot --cycles 5
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

import cycles
import ledger
from cycles import check
from driver import Browser, Crowd, Failure, Journal, Server

ACCOUNTS = 4
CONNECTIONS = 8
# with room for the 100 MiB below which the program says that the disk is nearly full
DISK = "256m"
WRITES_AGAIN_WITHIN_SECONDS = 5.0


def fill(balloon: pathlib.Path) -> None:
    """Takes every free byte."""
    with balloon.open("ab", buffering=0) as file:
        size = 1 << 20
        while size >= 1:
            try:
                file.write(b"\0" * size)
            except OSError:
                size //= 2


def health_of_disk(server: Server) -> str:
    """What /health/ready says of the disk."""
    browser = Browser(server.port)
    answer = browser.get("/health/ready")
    browser.connection.close()
    return next(check["state"] for check in json.loads(answer.body)["checks"] if check["name"] == "disk")


def cycle(number: int, disk: pathlib.Path, server: Server, crowd: Crowd, journal: Journal, database) -> None:
    """Load, no room, room again."""
    balloon = disk / "balloon"
    with crowd.at_work(number) as workers:
        time.sleep(0.5)
        if not journal.acknowledged():
            raise Failure("nothing was confirmed before the disk was full")
        if health_of_disk(server) != "ok":
            raise Failure("/health/ready finds fault with a disk that has room")
        fill(balloon)
        time.sleep(0.5)
        fill(balloon)
        time.sleep(1.0)
        full = len(journal.acknowledged())
        time.sleep(0.5)
        while_full = len(journal.acknowledged()) - full
        browser = Browser(server.port, next(iter(crowd.sessions.values())))
        pages = {path: browser.get(path).status for path in ("/", "/lotteries/daily", "/ballots", "/check-winner")}
        browser.connection.close()
        said = health_of_disk(server)
        if while_full:
            raise Failure(f"{while_full} submissions were confirmed on a full disk")
        if any(status != 200 for status in pages.values()):
            raise Failure(f"pages on a full disk: {pages}\n{server.log_tail()}")
        if said == "ok":
            raise Failure("/health/ready says all is well on a full disk")
        balloon.unlink()
        begun = time.monotonic()
        while len(journal.acknowledged()) == full:
            if time.monotonic() - begun > WRITES_AGAIN_WITHIN_SECONDS:
                raise Failure(f"nothing is confirmed {WRITES_AGAIN_WITHIN_SECONDS} s after there is room\n{server.log_tail()}")
            time.sleep(0.02)
        took = time.monotonic() - begun
        given_up = time.monotonic() + WRITES_AGAIN_WITHIN_SECONDS
        while not server.is_ready() or health_of_disk(server) != "ok":
            if time.monotonic() > given_up:
                raise Failure("still not ready although there is room")
            time.sleep(0.05)
    errors = sum(worker.server_errors for worker in workers)
    if not errors:
        raise Failure("nobody was refused: the disk was not full")
    unknown = journal.unknown()
    crowd.send_again(unknown)
    entries = sum(len(draw.entries) for draw in check(database, journal, server).draws)
    print(f"full {number}: {errors} refused, taken again after {took:.2f} s, {entries} entries in all: whole", flush=True)


def run(args: argparse.Namespace, folder: pathlib.Path) -> str:
    """The program is started once and outlives every full disk."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "none", str(disk)], check=True)
    database = ledger.Sqlite(disk / "clearlot.db")
    server = Server(args.binary, folder, database.url, data=disk / "data")
    journal = Journal()
    try:
        server.start()
        crowd = Crowd(server.port, journal, ACCOUNTS, CONNECTIONS, args.seed)
        for number in range(1, args.cycles + 1):
            cycle(number, disk, server, crowd, journal, database)
        server.stop()
        check(database, journal, server)
    finally:
        server.close()
        os.sync()
        subprocess.run(["umount", "-l", str(disk)], check=False)
    return f"{args.cycles} full disks survived"


def main() -> int:
    """Exit code 0 if everything held, 1 if not."""
    parser = cycles.parser(__doc__)
    parser.add_argument("--cycles", type=int, default=2)
    args = parser.parse_args()
    cycles.in_own_mounts(sys.argv)
    return cycles.main("full disk on SQLite", lambda folder: run(args, folder), args)


if __name__ == "__main__":
    sys.exit(main())
