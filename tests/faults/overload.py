#!/usr/bin/env python3
"""Sends far more ballots than the program can take: those it takes are answered in time, the rest are told to come back, and then all is as before.

The load is wrk's, on as many connections as the program may have several times over.

    python3 tests/faults/overload.py --binary target/release/clearlot --seconds 60
"""

import argparse
import pathlib
import re
import subprocess
import sys
import time

import cycles
import ledger
from driver import LOTTERY, Browser, Failure, Server, open_draw, sign_up

CONNECTIONS = 1024
ACCEPTED_WITHIN_SECONDS = 2.0
BACK_WITHIN_SECONDS = 10.0

SCRIPT = """
local made = 0
local threads = {{}}
function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end
function init() answers = {{}} end
function request()
  made = made + 1
  return wrk.format("POST", "{path}", {{ ["Cookie"] = "{cookie}", ["Sec-Fetch-Site"] = "same-origin",
    ["Content-Type"] = "application/x-www-form-urlencoded" }}, "count=1&draw={draw}&key=o{run}-" .. number .. "-" .. made)
end
function response(status) answers[status] = (answers[status] or 0) + 1 end
function done(summary, latency)
  local all = {{}}
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("answers")) do all[status] = (all[status] or 0) + count end
  end
  for status, count in pairs(all) do print("status " .. status .. " " .. count) end
  print("p50 " .. latency:percentile(50) .. " p99 " .. latency:percentile(99))
  print("broken " .. summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout)
end
"""


class Load:
    """What wrk saw."""

    def __init__(self, output: str):
        self.statuses = {int(status): int(count) for status, count in re.findall(r"^status (\d+) (\d+)$", output, re.M)}
        latency = re.search(r"^p50 (\S+) p99 (\S+)$", output, re.M)
        broken = re.search(r"^broken (\d+)$", output, re.M)
        if latency is None or broken is None:
            raise Failure(f"wrk says nothing of use:\n{output}")
        # in microseconds
        self.p50, self.p99 = float(latency.group(1)) / 1e6, float(latency.group(2)) / 1e6
        self.broken = int(broken.group(1))


def load(server: Server, folder: pathlib.Path, cookies: dict[str, str], draw: str, run: int, connections: int, seconds: int) -> Load:
    """Ballots as fast as they are answered."""
    script = folder / f"load{run}.lua"
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    script.write_text(SCRIPT.format(path=f"{LOTTERY}/ballots", cookie=cookie, draw=draw, run=run))
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(script),
               f"http://127.0.0.1:{server.port}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds + 60)
    if done.returncode != 0:
        raise Failure(f"wrk: {done.stderr}")
    return Load(done.stdout)


def run(args: argparse.Namespace, folder: pathlib.Path) -> str:
    """Calm, overload, calm."""
    database = ledger.Sqlite(folder / "clearlot.db")
    server = Server(args.binary, folder, database.url)
    try:
        server.start()
        cookies = sign_up(server.port, "crowd")
        draw = open_draw(server.port, cookies)
        calm = load(server, folder, cookies, draw, 1, 8, 5)
        over = load(server, folder, cookies, draw, 2, CONNECTIONS, args.seconds)
        begun = time.monotonic()
        again = load(server, folder, cookies, draw, 3, 8, 5)
        while again.p99 > max(2 * calm.p99, calm.p99 + 0.01):
            if time.monotonic() - begun > BACK_WITHIN_SECONDS:
                raise Failure(f"p99 was {calm.p99 * 1000:.1f} ms before and is {again.p99 * 1000:.1f} ms after the overload")
            again = load(server, folder, cookies, draw, 4, 8, 2)
        server_errors = {status: count for status, count in over.statuses.items() if status not in (303, 429, 503)}
        if server_errors:
            raise Failure(f"overload was answered with {server_errors}")
        if over.p99 > ACCEPTED_WITHIN_SECONDS:
            raise Failure(f"p99 under overload is {over.p99:.2f} s")
        if server.panics():
            raise Failure("\n".join(server.panics()))
        browser = Browser(server.port, cookies)
        if browser.get("/ballots").status != 200:
            raise Failure("my ballots do not come after the overload")
        browser.connection.close()
        read = database.read()
        confirmed = sum(one.statuses.get(303, 0) for one in (calm, over, again))
        kept = sum(len(one.entries) for one in read.draws)
        # wrk leaves when its time is up: some confirmations come too late for it to count
        if kept < confirmed:
            raise Failure(f"{confirmed} submissions were confirmed, {kept} are kept")
        problems = [problem for one in read.draws for problem in ledger.problems_with_the_log(one)]
        if problems:
            raise Failure("\n".join(problems[:20]))
        server.stop()
    finally:
        server.close()
    return (
        f"{CONNECTIONS} connections for {args.seconds} s: {dict(sorted(over.statuses.items()))}, {over.broken} broken, "
        f"p50 {over.p50 * 1000:.0f} ms, p99 {over.p99 * 1000:.0f} ms; p99 on 8 connections {calm.p99 * 1000:.1f} ms before, "
        f"{again.p99 * 1000:.1f} ms after; {kept} entries, whole"
    )


def main() -> int:
    """Exit code 0 if everything held, 1 if not."""
    parser = cycles.parser(__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    args = parser.parse_args()
    return cycles.main("overload on SQLite", lambda folder: run(args, folder), args)


if __name__ == "__main__":
    sys.exit(main())
