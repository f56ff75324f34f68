"""Says what is wrong with the results in the database: each is worked out anew from the revealed seed and the stored log.

Uses the second verifier (tools/verify), which shares no code with the program.
"""

import dataclasses
import pathlib
import sys

from ledger import Database, Draw, Ledger, root_of, peaks_of

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools" / "verify"))
import vdraw_verify as protocol  # noqa: E402  (found by the line above)

DRAWS = "SELECT d.name, d.day, d.closes, d.title FROM draws d ORDER BY d.closes, d.id"
RESULTS = "SELECT draw_id, {key}, {seed}, drawn_at, late FROM results ORDER BY drawn_at, draw_id"
BALLOTS = "SELECT draw_id, ballot, leaf_index, outcome FROM drawn_ballots ORDER BY draw_id, position"


@dataclasses.dataclass
class Result:
    """A row of `results` with what was drawn, in drawing order."""

    draw_id: int
    key: bytes
    seed: bytes
    drawn_at: int
    late: bool
    drawn: list[tuple[int, int, str]]


def read(database: Database) -> list[Result]:
    """All results, in the order in which they were drawn."""
    results = RESULTS.format(key=database.as_hex("draw_key", False), seed=database.as_hex("seed", False))
    rows, ballots = database.rows([results, BALLOTS])
    drawn: dict[int, list[tuple[int, int, str]]] = {}
    for draw_id, ballot, leaf_index, outcome in ballots:
        drawn.setdefault(int(draw_id), []).append((int(ballot), int(leaf_index), outcome))
    return [
        Result(int(row[0]), bytes.fromhex(row[1]), bytes.fromhex(row[2]), int(row[3]), row[4] in ("1", "t", "true"),
               drawn.get(int(row[0]), []))
        for row in rows
    ]


def problems_with(ledger: Ledger, results: list[Result]) -> list[str]:
    """Everything that is wrong, one sentence each."""
    draws = {draw.id: draw for draw in ledger.draws}
    found = []
    for draw_id in {result.draw_id for result in results if sum(r.draw_id == result.draw_id for r in results) > 1}:
        found.append(f"draw {draw_id} has more than one result")
    with_result = {result.draw_id for result in results}
    for draw in ledger.draws:
        if (draw.state == "drawn") != (draw.id in with_result):
            found.append(f"{draw.name} is {draw.state}, and has {'a' if draw.id in with_result else 'no'} result")
    for result in results:
        found += problems_with_one(draws[result.draw_id], result)
    return found


def problems_with_one(draw: Draw, result: Result) -> list[str]:
    """One result against its draw's log."""
    rules = protocol.parse_open(draw.open_leaf.decode(), draw.origin)
    close = protocol.parse_close(draw.close_leaf.decode(), draw.origin, rules)
    found = []
    if result.drawn_at < draw.closes:
        found.append(f"{draw.name} was drawn at {result.drawn_at}, before it closed at {draw.closes}")
    if protocol.seed_commitment(draw.origin, result.seed) != rules.seed:
        found.append(f"{draw.name}: the seed is not the one that was promised")
    leaves = draw.leaves()
    log = protocol.Checkpoint(draw.origin, len(leaves), root_of(peaks_of(leaves)), "", ())
    key = protocol.draw_key(log, rules, close.ballots, result.seed.hex(), protocol.Beacon("none"))
    if key != result.key:
        found.append(f"{draw.name}: the key of the result is not that of its log")
    entries = [
        protocol.Entry(entry.leaf_index, entry.first, entry.count, entry.time, entry.who.hex(), ()) for entry in draw.entries
    ]

    def owner(ballot: int) -> protocol.Entry:
        return next(entry for entry in entries if entry.first <= ballot <= entry.last)

    expected = [(step.ballot, step.index, step.outcome) for step in protocol.select(key, rules, close, owner)]
    if expected != result.drawn:
        found.append(f"{draw.name}: {result.drawn} was published, the log gives {expected}")
    return found
