#!/usr/bin/env python3
"""Cuts the power under load again and again: what was confirmed must be on the disk, and nothing is confirmed on a dead one.

The database is on an ext4 file system in a file, which is shut down without flushing its journal. As root.

    python3 tests/faults/power_cut.py --binary target/release/clearlot --cycles 50
    python3 tests/faults/power_cut.py --binary … --self-test   # a system whose fsync does nothing must be caught
"""

import argparse
import pathlib
import random
import subprocess
import sys
import time

import cycles
import ext4_shutdown
import ledger
from cycles import check
from driver import Crowd, Failure, Journal, Server

ACCOUNTS = 4
CONNECTIONS = 16
LOAD_SECONDS = (0.3, 1.5)
# how long the program may take to notice that its disk is gone (security-and-reliability R14)
NOTICE_WITHIN_SECONDS = 5
DISK_MIB = 512


class Disk:
    """A file system in a file, and where it is mounted."""

    def __init__(self, folder: pathlib.Path):
        self.image = folder / "disk"
        self.mountpoint = folder / "mounted"
        self.mountpoint.mkdir()
        with self.image.open("wb") as image:
            image.truncate(DISK_MIB << 20)
        self._run("mkfs.ext4", "-q", "-F", str(self.image))

    @staticmethod
    def _run(*command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failure(f"{' '.join(command)}: {done.stderr.strip()}")

    def mount(self) -> None:
        """Nothing is written back by itself for five minutes: only what is synced survives."""
        self._run("mount", "-o", "loop,commit=300", str(self.image), str(self.mountpoint))

    def unmount(self) -> None:
        """Also after a cut; the program must be gone."""
        self._run("umount", str(self.mountpoint))

    def cut(self) -> None:
        """The power is gone."""
        ext4_shutdown.cut(str(self.mountpoint))


def wait_for_notice(server: Server) -> str:
    """The program has ended with an error, or says that it is not ready."""
    begun = time.monotonic()
    while time.monotonic() - begun < NOTICE_WITHIN_SECONDS:
        status = server.process.poll()
        if status is not None:
            if status == 0:
                raise Failure("the program ended as if all were well after its disk was gone")
            return f"ended with {status}"
        if not server.is_ready():
            return f"not ready after {time.monotonic() - begun:.2f} s"
        time.sleep(0.05)
    raise Failure(f"still ready {NOTICE_WITHIN_SECONDS} s after its disk was gone")


def cycle(number: int, seconds: float, server: Server, crowd: Crowd, journal: Journal, database, disk: Disk) -> None:
    """Load, cut, kill, mount, restart, check, send again what got no answer."""
    before = len(journal.acknowledged())
    with crowd.at_work(number) as workers:
        time.sleep(seconds)
        disk.cut()
        at_cut = len(journal.acknowledged())
        noticed = wait_for_notice(server)
        # what is sent from here on must not be confirmed; what was under way may have been, and is then looked for
        dead = time.monotonic()
        time.sleep(0.3)
        server.kill()
    if at_cut == before:
        raise Failure(f"nothing was confirmed in {seconds:.2f} s of load: there was none")
    late = sum(submission.intended > dead for submission in journal.acknowledged())
    if late:
        raise Failure(f"{late} submissions were confirmed on a dead disk")
    disk.unmount()
    disk.mount()
    ready = server.start()
    unknown = journal.unknown()
    crowd.send_again(unknown)
    entries = sum(len(draw.entries) for draw in check(database, journal, server).draws)
    errors = sum(worker.server_errors for worker in workers)
    print(
        f"cut {number}: after {seconds:.2f} s, {at_cut - before} confirmed, {len(unknown)} unknown, {errors} server errors, "
        f"{noticed}, ready in {ready:.2f} s, {entries} entries in all: whole",
        flush=True,
    )


def run(args: argparse.Namespace, folder: pathlib.Path) -> str:
    """The cuts, on a disk of their own."""
    disk = Disk(folder)
    disk.mount()
    database = ledger.Sqlite(disk.mountpoint / "clearlot.db")
    settings = cycles.preload("libeatmydata.so") if args.self_test else {}
    server = Server(args.binary, folder, database.url, data=disk.mountpoint / "data", settings=settings)
    dice = random.Random(args.seed)
    journal = Journal()
    try:
        server.start()
        crowd = Crowd(server.port, journal, ACCOUNTS, CONNECTIONS, args.seed)
        # the accounts are there before the first cut, whatever fsync does
        subprocess.run(["sync", "-f", str(disk.mountpoint)], check=True)
        for number in range(1, args.cycles + 1):
            cycle(number, dice.uniform(*LOAD_SECONDS), server, crowd, journal, database, disk)
        server.stop()
        check(database, journal, server)
    finally:
        server.close()
        subprocess.run(["umount", "-l", str(disk.mountpoint)], check=False)
    return f"{args.cycles} power cuts survived"


def self_test(args: argparse.Namespace, folder: pathlib.Path) -> str:
    """Without fsync the same test must fail."""
    try:
        run(args, folder)
    except Failure as failure:
        print(f"seen: {str(failure)[:300]}", flush=True)
        return "a system that syncs nothing was caught"
    raise Failure("a program whose fsync does nothing passed: this test sees no power cut")


def main() -> int:
    """Exit code 0 if everything held, 1 if not."""
    parser = cycles.parser(__doc__)
    parser.add_argument("--cycles", type=int, default=3)
    parser.add_argument("--self-test", action="store_true", help="run without fsync and see the checks fail")
    args = parser.parse_args()
    cycles.in_own_mounts(sys.argv)
    test = self_test if args.self_test else run
    return cycles.main("power cut on SQLite", lambda folder: test(args, folder), args)


if __name__ == "__main__":
    sys.exit(main())
