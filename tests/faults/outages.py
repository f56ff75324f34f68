#!/usr/bin/env python3
"""Takes PostgreSQL away under load: nothing confirmed is lost, nobody hangs, and the program recovers by itself.

On a cluster of its own, by kill -9 of a backend and by an immediate stop, in turn.

    python3 tests/faults/outages.py --binary target/release/clearlot --cycles 20
"""

import argparse
import pathlib
import random
import sys
import time

import cycles
import ledger
from cycles import check
from driver import Browser, Crowd, Failure, Journal, Server
from postgres import Cluster

ACCOUNTS = 4
CONNECTIONS = 16
LOAD_SECONDS = (0.5, 1.5)
AWAY_SECONDS = 2.0
# how soon an answer must come while the database is away, and how soon the program must be ready afterwards
ANSWER_WITHIN_SECONDS = 5.0
READY_WITHIN_SECONDS = 5.0


def ask_while_away(server: Server) -> str:
    """A page that needs the database must say quickly that it cannot be had, and when to come back."""
    begun = time.monotonic()
    browser = Browser(server.port)
    browser.connection.timeout = ANSWER_WITHIN_SECONDS
    browser.connection.request("GET", "/", headers={"Accept": "text/html"})
    answer = browser.connection.getresponse()
    answer.read()
    took = time.monotonic() - begun
    browser.connection.close()
    if answer.status != 503 or not answer.headers.get("Retry-After"):
        raise Failure(f"without its database the home page answers {answer.status}, Retry-After {answer.headers.get('Retry-After')}")
    return f"503 in {took:.2f} s"


def cycle(number: int, seconds: float, cluster: Cluster, server: Server, crowd: Crowd, journal: Journal, database) -> None:
    """Load, outage, recovery, send again what got no answer, check."""
    before = len(journal.acknowledged())
    with crowd.at_work(number) as workers:
        time.sleep(seconds)
        if number % 2:
            cluster.kill_backends(database.name)
            told = "a backend killed"
            cluster.wait()
        else:
            cluster.stop()
            try:
                told = ask_while_away(server)
                time.sleep(AWAY_SECONDS)
            finally:
                cluster.start()
        begun = time.monotonic()
        while not server.is_ready():
            if server.process.poll() is not None:
                raise Failure(f"the program ended with {server.process.returncode}\n{server.log_tail()}")
            if time.monotonic() - begun > READY_WITHIN_SECONDS:
                raise Failure(f"not ready {READY_WITHIN_SECONDS} s after the database was back\n{server.log_tail()}")
            time.sleep(0.05)
        during = len(journal.acknowledged())
        while len(journal.acknowledged()) == during:
            if not any(worker.is_alive() for worker in workers):
                raise Failure("every connection was broken off, where each request should have had an answer")
            if time.monotonic() - begun > READY_WITHIN_SECONDS:
                raise Failure(f"nothing is confirmed {READY_WITHIN_SECONDS} s after the database was back\n{server.log_tail()}")
            time.sleep(0.02)
        ready = time.monotonic() - begun
    unknown = journal.unknown()
    crowd.send_again(unknown)
    entries = sum(len(draw.entries) for draw in check(database, journal, server).draws)
    errors = sum(worker.server_errors for worker in workers)
    print(
        f"outage {number}: {told}, confirming again after {ready:.2f} s, {len(journal.acknowledged()) - before} confirmed, "
        f"{len(unknown)} unknown, {errors} server errors, {entries} entries in all: whole",
        flush=True,
    )


def run(args: argparse.Namespace, folder: pathlib.Path) -> str:
    """The program is started once and outlives every outage."""
    dice = random.Random(args.seed)
    cluster = Cluster(folder)
    journal = Journal()
    try:
        cluster.start()
        database = ledger.Postgres.create(cluster.url, "clearlot")
        server = Server(args.binary, folder, database.url)
        try:
            server.start()
            crowd = Crowd(server.port, journal, ACCOUNTS, CONNECTIONS, args.seed)
            for number in range(1, args.cycles + 1):
                cycle(number, dice.uniform(*LOAD_SECONDS), cluster, server, crowd, journal, database)
            server.stop()
            check(database, journal, server)
        finally:
            server.close()
    finally:
        cluster.close()
    return f"{args.cycles} outages survived"


def main() -> int:
    """Exit code 0 if everything held, 1 if not."""
    parser = cycles.parser(__doc__)
    parser.add_argument("--cycles", type=int, default=4)
    args = parser.parse_args()
    return cycles.main("outages of PostgreSQL", lambda folder: run(args, folder), args)


if __name__ == "__main__":
    sys.exit(main())
