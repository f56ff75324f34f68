#!/usr/bin/env python3
"""Kills the program under load again and again: nothing confirmed may be lost or doubled, and the log must stay whole.

Not a test of power cuts: the system keeps running, so what was written but not synced survives.

    python3 tests/faults/kill_under_load.py --binary target/release/clearlot
    python3 tests/faults/kill_under_load.py --binary … --database-url postgres://postgres@127.0.0.1:5432/postgres
    python3 tests/faults/kill_under_load.py --binary … --self-test
"""

import argparse
import pathlib
import random
import sys
import time

import cycles
import ledger
from cycles import check
from driver import Crowd, Failure, Journal, Server

ACCOUNTS = 4
CONNECTIONS = 16
LOAD_SECONDS = (0.3, 1.5)
# how many confirmed submissions are sent again after each restart: they must not be taken twice either
CONFIRMED_SENT_AGAIN = 20


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = cycles.parser(__doc__)
    parser.add_argument(
        "--database-url",
        default="sqlite://",
        help="sqlite:// for a fresh file (default), or a PostgreSQL server on which a fresh database is made and dropped",
    )
    parser.add_argument("--cycles", type=int, default=20)
    parser.add_argument("--self-test", action="store_true", help="damage copies of the database and see the checks fail")
    return parser.parse_args()


def cycle(number: int, seconds: float, server: Server, crowd: Crowd, journal: Journal, database, dice) -> None:
    """Load, kill, restart, send again what got no answer, check."""
    before = len(journal.acknowledged())
    with crowd.at_work(number) as workers:
        time.sleep(seconds)
        server.kill()
    confirmed = journal.acknowledged()
    if len(confirmed) == before:
        raise Failure(f"nothing was confirmed in {seconds:.2f} s of load: there was none")
    ready = server.start()
    unknown = journal.unknown()
    # the dangerous half: committed, but killed before the answer; a second one would double it
    accepted = database.read().accepted
    kept = sum(submission.key in accepted for submission in unknown)
    crowd.send_again(unknown)
    crowd.send_again(dice.sample(confirmed, min(CONFIRMED_SENT_AGAIN, len(confirmed))))
    entries = sum(len(draw.entries) for draw in check(database, journal, server).draws)
    errors = sum(worker.server_errors for worker in workers)
    print(
        f"cycle {number}: killed after {seconds:.2f} s, {len(confirmed) - before} confirmed, {len(unknown)} unknown ({kept} kept), "
        f"{errors} server errors, ready in {ready:.2f} s, {entries} entries in all: whole",
        flush=True,
    )


def kill_again_and_again(args: argparse.Namespace, server: Server, database) -> None:
    """The test itself."""
    dice = random.Random(args.seed)
    journal = Journal()
    server.start()
    crowd = Crowd(server.port, journal, ACCOUNTS, CONNECTIONS, args.seed)
    for number in range(1, args.cycles + 1):
        cycle(number, dice.uniform(*LOAD_SECONDS), server, crowd, journal, database, dice)
    server.stop()
    check(database, journal, server)


def damages(database, read: ledger.Ledger) -> dict[str, list[str]]:
    """Statements that do one damage each, by its name. The later ones keep every sum and the tree in order."""
    draw = max(read.draws, key=lambda draw: len(draw.entries))
    in_draw = f"draw_id = {draw.id}"
    last = draw.entries[-1]
    middle = draw.entries[len(draw.entries) // 2]
    other = next(entry for entry in draw.entries if entry.account_id != middle.account_id)
    columns = "draw_id, leaf_index, first, count, time, who, salt, account_id, reference, cancel_reason"
    twin = ledger.Entry(
        last.leaf_index + 1, last.first + last.count, last.count, last.time, last.who, last.account_id
    )
    double = (
        f"INSERT INTO entries ({columns}) SELECT draw_id, {twin.leaf_index}, {twin.first}, count, time, who, salt, "
        f"account_id, reference, cancel_reason FROM entries WHERE {in_draw} AND leaf_index = {last.leaf_index}"
    )

    def delete(entry):
        return f"DELETE FROM entries WHERE {in_draw} AND leaf_index = {entry.leaf_index}"

    def sums(entries: list[ledger.Entry], sign: int) -> list[str]:
        leaves = [draw.open_leaf, *(entry.leaf(draw.origin) for entry in entries)]
        return [
            f"UPDATE draws SET entries = {len(entries)}, ballots = {sum(e.count for e in entries)}, "
            f"frontier = {database.blob(ledger.frontier_of(leaves))} WHERE id = {draw.id}",
            f"UPDATE participations SET entries = entries + {sign}, ballots = ballots + {sign * last.count} "
            f"WHERE {in_draw} AND account_id = {last.account_id}",
        ]

    def give(entry, to):
        return (
            f"UPDATE entries SET who = {database.blob(to.who)}, account_id = {to.account_id} "
            f"WHERE {in_draw} AND leaf_index = {entry.leaf_index}"
        )

    lost = [delete(last), *sums(draw.entries[:-1], -1)]
    flipped = draw.frontier[:-1] + bytes([draw.frontier[-1] ^ 1])
    return {
        "the last entry deleted": [delete(last)],
        "an entry in the middle deleted": [delete(middle)],
        "an entry doubled": [double],
        "two entries swapped": [give(middle, other), give(other, middle)],
        "a count changed": [f"UPDATE entries SET count = count + 1 WHERE {in_draw} AND leaf_index = {last.leaf_index}"],
        "a time changed": [f"UPDATE entries SET time = {draw.opens} - 1 WHERE {in_draw} AND leaf_index = 1"],
        "a kept sum changed": [f"UPDATE draws SET ballots = ballots + 1 WHERE id = {draw.id}"],
        "a participation changed": [f"UPDATE participations SET ballots = ballots + 1 WHERE {in_draw}"],
        "a tree head changed": [f"UPDATE draws SET frontier = {database.blob(flipped)} WHERE id = {draw.id}"],
        "a submission key lost": [f"DELETE FROM submission_keys WHERE {in_draw} AND leaf_index = {last.leaf_index}"],
        "the last entry lost in good order": lost,
        "and its submission key too": [
            *lost, f"DELETE FROM submission_keys WHERE {in_draw} AND leaf_index = {last.leaf_index}"
        ],
        "an entry doubled in good order": [double, *sums([*draw.entries, twin], 1)],
    }


def self_test(args: argparse.Namespace, server: Server, database) -> None:
    """Negative controls: the checks must see every damage, and nothing wrong where there is none."""
    journal = Journal()
    server.start()
    crowd = Crowd(server.port, journal, ACCOUNTS, CONNECTIONS, args.seed)
    with crowd.at_work(0):
        time.sleep(LOAD_SECONDS[1])
    crowd.send_again(journal.unknown())
    server.stop()
    read = check(database, journal, server)
    blind = []
    for number, (name, statements) in enumerate(damages(database, read).items()):
        with database.copy(f"damaged{number}") as damaged:
            if ledger.problems_with(damaged.read(), journal.acknowledged()):
                raise Failure("the checks find fault with an untouched copy")
            damaged.execute(statements)
            problems = ledger.problems_with(damaged.read(), journal.acknowledged())
        print(f"{name}: {problems[0] if problems else 'NOT SEEN'}", flush=True)
        if not problems:
            blind.append(name)
    if blind:
        raise Failure(f"damage the checks do not see: {', '.join(blind)}")


def main() -> int:
    """Exit code 0 if everything held, 1 if not."""
    args = arguments()

    def run(folder: pathlib.Path) -> str:
        database = cycles.fresh_database(args.database_url, folder)
        server = Server(args.binary, folder, database.url)
        try:
            (self_test if args.self_test else kill_again_and_again)(args, server, database)
        finally:
            server.close()
            database.drop()
        return "every damage was seen" if args.self_test else f"{args.cycles} kills survived"

    kind = "SQLite" if args.database_url == "sqlite://" else "PostgreSQL"
    return cycles.main(f"kill under load on {kind}", run, args)


if __name__ == "__main__":
    sys.exit(main())
