"""Reads the database as raw rows and says what is wrong with them, against the journal and against the draw protocol.

Shares no code with the program: leaf texts and Merkle tree are written from the specification (vdraw/1, sections 2 and 3).
"""

import collections
import contextlib
import dataclasses
import hashlib
import pathlib
import shutil
import sqlite3
import subprocess
import urllib.parse

from driver import Failure, Submission


def leaf_hash(leaf: bytes) -> bytes:
    """RFC 6962: a leaf of the tree."""
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962: an inner node of the tree."""
    return hashlib.sha256(b"\1" + left + right).digest()


def peaks_of(leaves: list[bytes]) -> list[bytes]:
    """The roots of the perfect subtrees, largest first."""
    peaks: list[tuple[int, bytes]] = []
    for leaf in leaves:
        height, node = 0, leaf_hash(leaf)
        while peaks and peaks[-1][0] == height:
            node = node_hash(peaks.pop()[1], node)
            height += 1
        peaks.append((height, node))
    return [node for _, node in peaks]


def root_of(peaks: list[bytes]) -> bytes:
    """The root over peaks, largest first."""
    if not peaks:
        return hashlib.sha256(b"").digest()
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def frontier_of(leaves: list[bytes]) -> bytes:
    """The stored form of a tree head: size in 8 bytes, then the peaks."""
    return len(leaves).to_bytes(8, "big") + b"".join(peaks_of(leaves))


def head_of(frontier: bytes) -> tuple[int, bytes]:
    """Size and root of a stored tree head."""
    hashes = frontier[8:]
    return int.from_bytes(frontier[:8], "big"), root_of([hashes[at : at + 32] for at in range(0, len(hashes), 32)])


@dataclasses.dataclass
class Entry:
    """A row of `entries`."""

    leaf_index: int
    first: int
    count: int
    time: int
    who: bytes
    account_id: int

    def leaf(self, origin: str) -> bytes:
        """The bytes of the entry leaf."""
        return f"vdraw/1 entry\n{origin}\n{self.first} {self.count}\n{self.time}\n{self.who.hex()}\n".encode()


@dataclasses.dataclass
class Draw:
    """A row of `draws` with its entries in the order of the log."""

    id: int
    name: str
    origin: str
    state: str
    opens: int
    closes: int
    entries_kept: int
    ballots_kept: int
    frontier: bytes
    open_leaf: bytes
    close_leaf: bytes
    entries: list[Entry]

    def leaves(self) -> list[bytes]:
        """All leaves of the log."""
        leaves = [self.open_leaf, *(entry.leaf(self.origin) for entry in self.entries)]
        return leaves + [self.close_leaf] if self.close_leaf else leaves


@dataclasses.dataclass
class Accepted:
    """A row of `submission_keys`, the account by its name."""

    username: str
    account_id: int
    draw_id: int
    count: int
    leaf_index: int


@dataclasses.dataclass
class Ledger:
    """All that the checks need, read in one snapshot."""

    draws: list[Draw]
    # (account, draw) → entries, ballots
    participations: dict[tuple[int, int], tuple[int, int]]
    accepted: dict[str, Accepted]


DRAWS = "SELECT id, name, origin, state, opens, closes, entries, ballots, {frontier}, {open_leaf}, {close_leaf} FROM draws ORDER BY id"
ENTRIES = "SELECT draw_id, leaf_index, first, count, time, {who}, account_id FROM entries ORDER BY draw_id, leaf_index"
PARTICIPATIONS = "SELECT account_id, draw_id, entries, ballots FROM participations"
KEYS = (
    "SELECT k.key, a.username, a.id, k.draw_id, k.count, k.leaf_index "
    "FROM submission_keys k JOIN accounts a ON a.id = k.account_id"
)


class Database:
    """What the two databases have in common."""

    def rows(self, queries: list[str]) -> list[list[list[str]]]:
        """The rows of several queries, all of one moment, every value as text."""
        raise NotImplementedError

    def as_hex(self, column: str, is_text: bool) -> str:
        """SQL for a column's bytes in hexadecimal."""
        raise NotImplementedError

    def read(self) -> Ledger:
        """Reads everything in one snapshot."""
        draws_query = DRAWS.format(
            frontier=self.as_hex("frontier", is_text=False),
            open_leaf=self.as_hex("open_leaf", is_text=True),
            close_leaf=self.as_hex("close_leaf", is_text=True),
        )
        entries_query = ENTRIES.format(who=self.as_hex("who", is_text=False))
        draws, entries, participations, keys = self.rows([draws_query, entries_query, PARTICIPATIONS, KEYS])
        by_draw = collections.defaultdict(list)
        for draw_id, leaf_index, first, count, time, who, account_id in entries:
            entry = Entry(int(leaf_index), int(first), int(count), int(time), bytes.fromhex(who), int(account_id))
            by_draw[int(draw_id)].append(entry)
        accepted = {}
        for key, username, account_id, draw_id, count, leaf_index in keys:
            accepted[key] = Accepted(username, int(account_id), int(draw_id), int(count), int(leaf_index))
        return Ledger(
            [
                Draw(
                    *(int(row[0]), row[1], row[2], row[3], *map(int, row[4:8])),
                    *map(bytes.fromhex, row[8:11]),
                    entries=by_draw[int(row[0])],
                )
                for row in draws
            ],
            {(int(account), int(draw)): (int(n), int(ballots)) for account, draw, n, ballots in participations},
            accepted,
        )


class Sqlite(Database):
    """A file, read without changing it while the program may have it open."""

    def __init__(self, path: pathlib.Path):
        self.path = path
        self.url = f"sqlite://{path}"

    def rows(self, queries):
        with contextlib.closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, isolation_level=None)) as lite:
            lite.execute("BEGIN")
            return [
                [["" if value is None else str(value) for value in row] for row in lite.execute(query)]
                for query in queries
            ]

    def as_hex(self, column, is_text):
        return f"coalesce(hex({column}), '')"

    def blob(self, value: bytes) -> str:
        """Bytes as an SQL literal."""
        return f"X'{value.hex()}'"

    def problems_of_the_file(self) -> list[str]:
        """What the database says of itself."""
        integrity, keys = self.rows(["PRAGMA integrity_check", "PRAGMA foreign_key_check"])
        found = [f"integrity_check: {row[0]}" for row in integrity if row[0] != "ok"]
        return found + [f"foreign_key_check: {row}" for row in keys]

    @contextlib.contextmanager
    def copy(self, name: str):
        """A copy to change; the program must not be running."""
        path = self.path.with_name(f"{name}.db")
        for ending in ("", "-wal", "-shm"):
            original = self.path.with_name(self.path.name + ending)
            if original.exists():
                shutil.copy(original, path.with_name(path.name + ending))
        yield Sqlite(path)

    def execute(self, statements: list[str]) -> None:
        """Changes rows, foreign keys unchecked."""
        with contextlib.closing(sqlite3.connect(self.path)) as lite:
            lite.executescript("BEGIN;" + ";".join(statements) + ";COMMIT")

    def drop(self) -> None:
        """The file goes with its folder."""


class Postgres(Database):
    """A fresh database on a server, read by psql."""

    def __init__(self, server_url: str, name: str):
        self.server_url = server_url
        self.name = name
        self.url = urllib.parse.urlsplit(server_url)._replace(path=f"/{name}").geturl()

    @classmethod
    def create(cls, server_url: str, name: str, template: str = "template0") -> "Postgres":
        """Makes a database of this name."""
        database = cls(server_url, name)
        database._psql(server_url, [f'CREATE DATABASE "{name}" TEMPLATE "{template}"'])
        return database

    @staticmethod
    def _psql(url: str, statements: list[str]) -> str:
        command = ["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", url]
        script = ";\n".join(statements) + ";\n"
        done = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failure(f"psql: {done.stderr.strip()}\n{script[:500]}")
        return done.stdout

    def rows(self, queries):
        mark = "next query"
        statements = ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"]
        for query in queries:
            statements += [query, f"SELECT '{mark}'"]
        found: list[list[list[str]]] = [[]]
        for line in self._psql(self.url, statements + ["COMMIT"]).splitlines():
            if line == mark:
                found.append([])
            else:
                found[-1].append(line.split("\t"))
        return found[:-1]

    def as_hex(self, column, is_text):
        value = f"convert_to({column}, 'UTF8')" if is_text else column
        return f"coalesce(encode({value}, 'hex'), '')"

    def blob(self, value: bytes) -> str:
        """Bytes as an SQL literal."""
        return f"'\\x{value.hex()}'::bytea"

    def problems_of_the_file(self) -> list[str]:
        """Nothing: the server keeps its own files in order."""
        return []

    @contextlib.contextmanager
    def copy(self, name: str):
        """A copy to change; nobody may be connected to the original."""
        copied = Postgres.create(self.server_url, f"{self.name}_{name}", template=self.name)
        try:
            yield copied
        finally:
            copied.drop()

    def execute(self, statements: list[str]) -> None:
        """Changes rows."""
        self._psql(self.url, ["BEGIN", *statements, "COMMIT"])

    def drop(self) -> None:
        """Removes the database, whoever is still connected."""
        self._psql(self.server_url, [f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)'])


def problems_with(ledger: Ledger, submissions: list[Submission]) -> list[str]:
    """Everything that is wrong, one sentence each. `submissions` are all that were confirmed; nothing else was sent."""
    found = []
    for draw in ledger.draws:
        found += problems_with_the_log(draw)
    found += problems_with_participations(ledger)
    found += problems_with_submissions(ledger, submissions)
    return found


def problems_with_the_log(draw: Draw) -> list[str]:
    """Numbers without gaps and overlaps, kept sums, and the tree."""
    found = []
    next_index, next_first, last_time = 1, 1, draw.opens
    for entry in draw.entries:
        name = f"{draw.name}: entry {entry.leaf_index}"
        if entry.leaf_index != next_index:
            found.append(f"{name} follows {next_index - 1}")
        if entry.first != next_first:
            found.append(f"{name} begins with ballot {entry.first}, not {next_first}")
        if not last_time <= entry.time < draw.closes:
            found.append(f"{name} has time {entry.time}, outside {last_time}..{draw.closes}")
        next_index, next_first, last_time = entry.leaf_index + 1, entry.first + entry.count, entry.time
    ballots = sum(entry.count for entry in draw.entries)
    if (draw.entries_kept, draw.ballots_kept) != (len(draw.entries), ballots):
        kept = f"{draw.entries_kept} entries and {draw.ballots_kept} ballots"
        found.append(f"{draw.name}: keeps {kept}, but has {len(draw.entries)} and {ballots}")
    # before a draw opens, its open leaf may still change
    leaves = [] if draw.state == "scheduled" and head_of(draw.frontier)[0] == 0 else draw.leaves()
    if head_of(draw.frontier) != (len(leaves), root_of(peaks_of(leaves))):
        found.append(f"{draw.name}: the stored tree head is not that of the {len(leaves)} stored leaves")
    return found


def problems_with_participations(ledger: Ledger) -> list[str]:
    """What is kept for each participant against the entries."""
    counted: dict[tuple[int, int], tuple[int, int]] = {}
    for draw in ledger.draws:
        for entry in draw.entries:
            entries, ballots = counted.get((entry.account_id, draw.id), (0, 0))
            counted[entry.account_id, draw.id] = entries + 1, ballots + entry.count
    found = []
    for at in sorted(counted.keys() | ledger.participations.keys()):
        kept, real = ledger.participations.get(at), counted.get(at)
        if kept != real:
            found.append(f"account {at[0]} in draw {at[1]}: keeps {kept} entries and ballots, but has {real}")
    return found


def problems_with_submissions(ledger: Ledger, submissions: list[Submission]) -> list[str]:
    """What was confirmed is there exactly once, and nothing else is."""
    found = []
    draws = {draw.id: draw for draw in ledger.draws}
    entries = {(draw.id, entry.leaf_index): entry for draw in ledger.draws for entry in draw.entries}
    used = collections.Counter()
    for submission in submissions:
        accepted = ledger.accepted.get(submission.key)
        if accepted is None:
            found.append(f"{submission.key}: confirmed, but lost")
            continue
        used[accepted.draw_id, accepted.leaf_index] += 1
        entry = entries.get((accepted.draw_id, accepted.leaf_index))
        draw = draws.get(accepted.draw_id)
        if entry is None or draw is None:
            found.append(f"{submission.key}: confirmed, but its entry is lost")
        elif (submission.username, submission.draw) != (accepted.username, draw.name):
            found.append(f"{submission.key}: sent by {submission.username} to {submission.draw}, kept otherwise")
        elif not submission.count == accepted.count == entry.count:
            found.append(f"{submission.key}: {submission.count} ballots sent, {accepted.count} noted, {entry.count} kept")
        elif entry.account_id != accepted.account_id:
            found.append(f"{submission.key}: its entry belongs to account {entry.account_id}")
    found += [f"entry {at[1]} of draw {at[0]} answers {n} submissions" for at, n in used.items() if n > 1]
    found += [f"entry {at[1]} of draw {at[0]} answers no submission" for at in entries.keys() - used.keys()]
    unknown = ledger.accepted.keys() - {submission.key for submission in submissions}
    found += [f"{key}: kept, but nobody sent it or was told" for key in unknown]
    return found
