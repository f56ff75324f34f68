#!/usr/bin/env python3
"""Kills the program while it starts for the first time, at every moment: the next start always works, and finds or makes the same things.

The first start runs all migrations, makes the key file and the lottery "Daily Draw".

    python3 tests/faults/starting.py --binary target/release/clearlot --cycles 50
    python3 tests/faults/starting.py --binary … --database-url postgres://postgres@127.0.0.1:5432/postgres
"""

import argparse
import pathlib
import sys
import time

import cycles
from cycles import check
from driver import LOTTERY, Browser, Failure, Journal, Server


def cycle(number: int, seconds: float, args: argparse.Namespace, folder: pathlib.Path) -> float:
    """One first start, killed after so long, and the start after it; how long an undisturbed start takes."""
    folder.mkdir()
    database = cycles.fresh_database(args.database_url, folder)
    server = Server(args.binary, folder, database.url)
    try:
        server.launch()
        time.sleep(seconds)
        server.kill()
        ready = server.start()
        browser = Browser(server.port)
        answer = browser.get(LOTTERY)
        browser.connection.close()
        if answer.status != 200:
            raise Failure(f"killed after {seconds * 1000:.0f} ms, and {LOTTERY} answers {answer.status}")
        lotteries = database.rows(["SELECT slug FROM lotteries"])[0]
        if lotteries != [["daily"]]:
            raise Failure(f"killed after {seconds * 1000:.0f} ms, and the lotteries are {lotteries}")
        server.stop()
        check(database, Journal(), server)
    except Failure as failure:
        raise Failure(f"start {number}, killed after {seconds * 1000:.0f} ms: {failure}") from failure
    finally:
        server.close()
        database.drop()
    return ready


def run(args: argparse.Namespace, folder: pathlib.Path) -> str:
    """The moments are spread over the length of a whole start."""
    whole = cycle(0, 0.0, args, folder / "0")
    for number in range(1, args.cycles + 1):
        cycle(number, whole * 1.2 * number / args.cycles, args, folder / str(number))
    return f"{args.cycles} first starts killed within {whole * 1.2:.2f} s, and each next one worked"


def main() -> int:
    """Exit code 0 if everything held, 1 if not."""
    parser = cycles.parser(__doc__)
    parser.add_argument("--database-url", default="sqlite://")
    parser.add_argument("--cycles", type=int, default=10)
    args = parser.parse_args()
    kind = "SQLite" if args.database_url == "sqlite://" else "PostgreSQL"
    return cycles.main(f"kill at the first start on {kind}", lambda folder: run(args, folder), args)


if __name__ == "__main__":
    sys.exit(main())
