"""What the fault programs share: their command line, a fresh database, the check after every fault, and how they end.

Knows no fault: each is a program of its own beside this one.
"""

import argparse
import os
import pathlib
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable

import ledger
from driver import Failure, Journal, Server


def parser(doc: str) -> argparse.ArgumentParser:
    """The options every program has."""
    made = argparse.ArgumentParser(description=doc.split("\n\n", maxsplit=1)[0])
    made.add_argument("--binary", type=pathlib.Path, default=pathlib.Path("target/release/clearlot"))
    made.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    return made


def fresh_database(url: str, folder: pathlib.Path) -> ledger.Database:
    """A database that nothing has been written to."""
    if url == "sqlite://":
        return ledger.Sqlite(folder / "clearlot.db")
    return ledger.Postgres.create(url, f"clearlot_faults_{secrets.token_hex(6)}")


def check(database: ledger.Database, journal: Journal, server: Server) -> ledger.Ledger:
    """Reads the database and fails with everything that is wrong with it."""
    read = database.read()
    problems = ledger.problems_with(read, journal.acknowledged()) + database.problems_of_the_file() + server.panics()
    if problems:
        raise Failure(f"{len(problems)} problems:\n" + "\n".join(problems[:50]))
    return read


def in_own_mounts(arguments: list[str]) -> None:
    """Runs this program again where its mounts are seen by nobody else and vanish with it. As root."""
    if os.environ.get("CLEARLOT_FAULTS_MOUNTS") == "own":
        return
    command = ["unshare", "--mount", "--propagation", "private", sys.executable, *arguments]
    sys.exit(subprocess.run(command, env=os.environ | {"CLEARLOT_FAULTS_MOUNTS": "own"}, check=False).returncode)


def preload(library: str) -> dict[str, str]:
    """The settings that put a library between the program and the system; a missing one is a failure."""
    found = sorted(pathlib.Path("/usr/lib").glob(f"**/{library}"))
    if not found:
        raise Failure(f"no {library}; install Debian's package for it")
    return {"LD_PRELOAD": str(found[0])}


def main(name: str, run: Callable[[pathlib.Path], str], args: argparse.Namespace) -> int:
    """Runs the test in a folder that is removed afterwards; 0 if everything held, 1 if not."""
    # so that what was started is ended also when somebody ends this
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if not args.binary.is_file():
        print(f"no program at {args.binary}; build it with: cargo build --release", file=sys.stderr)
        return 1
    print(f"{name}, seed {args.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="clearlot-faults-") as folder:
        try:
            done = run(pathlib.Path(folder))
        except Failure as failure:
            print(f"FAILED (seed {args.seed}): {failure}", file=sys.stderr)
            return 1
    print(f"{name}: {done}", flush=True)
    return 0
