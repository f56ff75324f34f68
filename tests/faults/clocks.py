#!/usr/bin/env python3
"""Moves the program's clock: off over three midnights, a day ahead, an hour back, ten years ahead, and two servers that disagree.

Each draw has one result, none is drawn early, oldest first; nothing panics. Which days a zone has is tested beside the code.

    python3 tests/faults/clocks.py --binary target/release/clearlot
    python3 tests/faults/clocks.py --binary … --database-url postgres://postgres@127.0.0.1:5432/postgres
"""

import argparse
import datetime
import os
import pathlib
import sys
import time

import cycles
import ledger
import results
from driver import LOTTERY, Browser, Failure, Journal, Server, Submission, open_draw, sign_up, submit

DRAWN_WITHIN_SECONDS = 30


class Clock:
    """The wall clock of a running program, set through a file that libfaketime reads."""

    def __init__(self, folder: pathlib.Path, name: str = "clock"):
        self.file = folder / name
        self.settings = cycles.preload("libfaketimeMT.so.1") | {
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_NO_CACHE": "1",
            "NO_FAKE_STAT": "1",
            "TZ": "UTC",
            "CLEARLOT_TIME_ZONE": "UTC",
        }

    def set(self, to: datetime.datetime) -> None:
        """From now on it is this time, and it goes on from there."""
        offset = to - datetime.datetime.now(datetime.timezone.utc)
        written = self.file.with_suffix(".new")
        written.write_text(f"{offset.total_seconds():+.0f}\n")
        os.replace(written, self.file)


def utc(text: str) -> datetime.datetime:
    """An instant as it is written in the tables below."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)


class Scene:
    """A server whose clock is ours, one participant, and what was confirmed."""

    def __init__(self, args: argparse.Namespace, folder: pathlib.Path, start: str):
        folder.mkdir()
        self.clock = Clock(folder)
        self.clock.set(utc(start))
        self.database = cycles.fresh_database(args.database_url, folder)
        self.server = Server(args.binary, folder, self.database.url, settings=self.clock.settings)
        self.journal = Journal()
        self.server.start()
        self.cookies: dict[str, str] = {}

    def put_in(self, count: int = 3) -> str:
        """Ballots into the draw that is open; its name. By somebody new: sessions end when the clock goes on for days."""
        username = f"ann{len(self.journal.all())}"
        self.cookies = sign_up(self.server.port, username)
        draw = open_draw(self.server.port, self.cookies)
        submission = Submission(username, draw, f"{draw}-{len(self.journal.all())}", count)
        self.journal.intend(submission)
        browser = Browser(self.server.port, self.cookies)
        submit(browser, submission)
        browser.connection.close()
        if not submission.is_acknowledged:
            raise Failure(f"ballots for {draw} were not confirmed")
        return draw

    def states(self) -> dict[str, str]:
        """Each draw's state, by name."""
        rows = self.database.rows(["SELECT name, state FROM draws ORDER BY closes, id"])[0]
        return {name: state for name, state in rows}

    def wait_until_drawn(self, draws: list[str]) -> float:
        """Seconds until the last of them is."""
        begun = time.monotonic()
        while not all(self.states().get(draw) == "drawn" for draw in draws):
            if time.monotonic() - begun > DRAWN_WITHIN_SECONDS:
                raise Failure(f"after {DRAWN_WITHIN_SECONDS} s: {self.states()}\n{self.server.log_tail()}")
            time.sleep(0.1)
        return time.monotonic() - begun

    def whole(self) -> list[results.Result]:
        """Everything that must always hold; the results in the order in which they were drawn."""
        read = self.database.read()
        found = results.read(self.database)
        problems = results.problems_with(read, found) + self.database.problems_of_the_file() + self.server.panics()
        for draw in read.draws:
            problems += ledger.problems_with_the_log(draw)
        problems += ledger.problems_with_participations(read)
        # what was confirmed is there by number alone: after two days the keys of submissions are forgotten
        kept = sum(entry.count for draw in read.draws for entry in draw.entries)
        confirmed = sum(submission.count for submission in self.journal.acknowledged())
        if kept != confirmed:
            problems.append(f"{confirmed} ballots were confirmed, {kept} are kept")
        if problems:
            raise Failure("\n".join(problems[:20]))
        return found

    def answers(self) -> None:
        """Pages still come."""
        browser = Browser(self.server.port, self.cookies)
        for path in ("/", "/ballots", "/check-winner", LOTTERY):
            status = browser.get(path).status
            # a session may have ended with the time that has gone by
            if status not in (200, 303):
                raise Failure(f"{path} answers {status}")
        browser.connection.close()

    def close(self) -> None:
        """Leaves nothing behind."""
        self.server.close()
        self.database.drop()


def off_over_three_midnights(scene: Scene) -> str:
    """R11: what was announced is drawn late, oldest first, once."""
    first = scene.put_in()
    scene.server.stop()
    scene.clock.set(utc("2026-11-13 09:30:00"))
    scene.server.start()
    missed = [f"daily-2026-11-{day}" for day in (10, 11, 12)]
    took = scene.wait_until_drawn(missed)
    found = scene.whole()
    names = {draw.id: draw for draw in scene.database.read().draws}
    order = [names[result.draw_id].name for result in found]
    if order != missed:
        raise Failure(f"drawn in the order {order}")
    if not all(result.late for result in found):
        raise Failure("a draw that was held days after closing is not marked late")
    if first != missed[0]:
        raise Failure(f"the ballots went into {first}")
    return f"three draws held late and in order within {took:.1f} s"


def a_day_ahead_and_an_hour_back(scene: Scene) -> str:
    """R12: a clock that jumps forth draws; one that is put back draws nothing twice and takes no ballot into the past."""
    draw = scene.put_in()
    scene.clock.set(utc("2026-11-11 00:10:00"))
    scene.wait_until_drawn([draw])
    before = scene.whole()
    scene.put_in()
    scene.clock.set(utc("2026-11-10 23:10:00"))
    time.sleep(3)
    scene.answers()
    after = scene.whole()
    if [result.draw_id for result in after] != [result.draw_id for result in before]:
        raise Failure("the clock was put back, and something was drawn")
    scene.clock.set(utc("2026-11-11 00:20:00"))
    scene.put_in()
    scene.whole()
    return "one result, before and after"


def ten_years_ahead(scene: Scene) -> str:
    """R12: what is too late to be shown is void, with its reason; nothing panics, and a new day begins."""
    draw = scene.put_in()
    scene.clock.set(utc("2036-11-10 12:00:00"))
    begun = time.monotonic()
    while scene.states()[draw] != "void":
        if time.monotonic() - begun > DRAWN_WITHIN_SECONDS:
            raise Failure(f"after {DRAWN_WITHIN_SECONDS} s: {scene.states()}\n{scene.server.log_tail()}")
        time.sleep(0.1)
    scene.answers()
    today = scene.put_in()
    if today != "daily-2036-11-10":
        raise Failure(f"the open draw is {today}")
    scene.whole()
    return "the old draw is void, and today's is open"


def two_servers_that_disagree(scene: Scene, args: argparse.Namespace, folder: pathlib.Path) -> str:
    """R12 on PostgreSQL: clocks 120 s apart around midnight; whoever draws first draws alone."""
    draw = scene.put_in()
    other_clock = Clock(folder, "other")
    other_folder = folder / "other-server"
    other_folder.mkdir()
    data = folder / scene.server.environment["CLEARLOT_DATA_DIR"]
    other = Server(args.binary, other_folder, scene.database.url, data=data, settings=other_clock.settings)
    try:
        scene.clock.set(utc("2026-11-10 23:59:58"))
        other_clock.set(utc("2026-11-10 23:57:58"))
        other.start()
        scene.wait_until_drawn([draw])
        other_clock.set(utc("2026-11-11 00:00:05"))
        time.sleep(3)
        found = scene.whole()
        if len(found) != 1 or other.panics():
            raise Failure(f"{len(found)} results; {other.panics()}")
        other.stop()
    finally:
        other.close()
    return "one result"


def run(args: argparse.Namespace, folder: pathlib.Path) -> str:
    """Each scene on a database of its own."""
    scenes = [off_over_three_midnights, a_day_ahead_and_an_hour_back, ten_years_ahead]
    if args.database_url != "sqlite://":
        scenes.append(two_servers_that_disagree)
    for number, play in enumerate(scenes):
        own = folder / str(number)
        scene = Scene(args, own, "2026-11-10 12:00:00")
        try:
            told = play(scene, args, own) if play is two_servers_that_disagree else play(scene)
            scene.server.stop()
        finally:
            scene.close()
        print(f"{play.__name__.replace('_', ' ')}: {told}", flush=True)
    return f"{len(scenes)} scenes held"


def main() -> int:
    """Exit code 0 if everything held, 1 if not."""
    parser = cycles.parser(__doc__)
    parser.add_argument("--database-url", default="sqlite://")
    args = parser.parse_args()
    return cycles.main("clocks", lambda folder: run(args, folder), args)


if __name__ == "__main__":
    sys.exit(main())
