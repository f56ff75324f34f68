#!/usr/bin/env python3
"""Verifies draws, receipts and instant-win plays of the protocol vdraw/1, offline, with Python's standard library.

It is not a client: it fetches nothing, so it cannot see a second anchor in the server log (spec §5), and what a
file does not contain it reports as unchecked instead of assuming it.

Written from the specification alone; "§" refers to its sections. Read it from top to bottom: each part uses only
the parts above it. The file `bls12381.py` beside this one checks beacon signatures; without it they are reported
as unchecked and everything else still works.

Exit codes: 0 verified, 1 failed, 2 wrong usage, 3 verified but something could not be checked.
"""

from __future__ import annotations

import argparse
import base64
import bisect
import contextlib
import hashlib
import hmac
import io
import json
import re
import sys
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from functools import lru_cache
from itertools import accumulate, islice
from typing import Any, Callable, Dict, FrozenSet, Iterable, Iterator, List, NamedTuple, Optional, Sequence, Tuple

try:
    import bls12381
except ImportError:  # somebody copied only this file
    bls12381 = None  # type: ignore[assignment]

# ---------------------------------------------------------------------------------------------------------------
# Failures and reports


class Failure(Exception):
    """A check that failed: the code of §9 and a sentence for people."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass
class Check:
    """One line of a report."""

    name: str
    state: str = "ok"  # ok, failed or unchecked
    detail: str = ""
    code: str = ""

    def unchecked(self, why: str) -> None:
        self.state, self.detail = "unchecked", why


@dataclass
class Report:
    """What was checked, in order, and what was found out."""

    checks: List[Check] = field(default_factory=list)
    facts: Dict[str, Any] = field(default_factory=dict)
    notes: List[str] = field(default_factory=list)

    @contextlib.contextmanager
    def check(self, name: str) -> Iterator[Check]:
        """Runs one named check; its failure is recorded and passed on, so that nothing after it runs."""
        line = Check(name)
        self.checks.append(line)
        try:
            yield line
        except Failure as failure:
            line.state, line.code, line.detail = "failed", failure.code, str(failure)
            raise

    @property
    def error(self) -> Optional[str]:
        """The code of the failed check, None if none failed."""
        return next((c.code for c in self.checks if c.state == "failed"), None)

    @property
    def unchecked(self) -> List[str]:
        return [f"{c.name}: {c.detail}" for c in self.checks if c.state == "unchecked"]

    @property
    def exit_code(self) -> int:
        return 1 if self.error else 3 if self.unchecked else 0


# ---------------------------------------------------------------------------------------------------------------
# Text fields (§1)

# These are parts of regular expressions. They are used with fullmatch only, so no field can hide a line end,
# and with [0-9] instead of \d, which would also take the digits of other scripts.
DEC = r"(?:0|[1-9][0-9]{0,18})"
HEX16 = r"[0-9a-f]{32}"
HEX32 = r"[0-9a-f]{64}"
FREE = r"[^\x00-\x1f\x7f]{1,200}"
FIELD = r"[^ \x00-\x1f\x7f]+"
SEGMENT = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
LATEST_TIME = 2**40


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def decode_b64(text: str) -> Optional[bytes]:
    """The bytes of padded, canonical base64 (RFC 4648 §4), None for anything else."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if b64(data) == text else None


def decode_hex(text: str, length: int) -> Optional[bytes]:
    """The bytes of lower-case hex of that many bytes, None for anything else."""
    is_hex = re.fullmatch(r"[0-9a-f]*", text) and len(text) == 2 * length
    return bytes.fromhex(text) if is_hex else None


def is_origin(text: str) -> bool:
    """Whether the text is a server name or the origin of a draw."""
    segments = text.split("/")
    return len(text) <= 200 and all(SEGMENT.fullmatch(s) and s not in ("checkpoint", "tile") for s in segments)


def within(code: str, what: str, value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise Failure(code, f"{what} is {value}, not {low} to {high}")
    return value


# ---------------------------------------------------------------------------------------------------------------
# Ed25519, strict (§2): RFC 8032 §5.1.7 with S < L, canonical A and R, neither of small order, no cofactor

ED_P = 2**255 - 19
ED_L = 2**252 + 27742317777372353535851937790883648493
ED_D = -121665 * pow(121666, -1, ED_P) % ED_P
SQRT_MINUS_1 = pow(2, (ED_P - 1) // 4, ED_P)
EdPoint = Tuple[int, int, int, int]  # extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z
ED_NEUTRAL: EdPoint = (0, 1, 1, 0)
ED_BASE_X = 0x216936D3CD6E53FEC0A4E231FDD6DC5C692CC7609525A7B2C9562D608F25D51A
ED_BASE_Y = 4 * pow(5, -1, ED_P) % ED_P
ED_BASE: EdPoint = (ED_BASE_X, ED_BASE_Y, 1, ED_BASE_X * ED_BASE_Y % ED_P)


def ed_add(p: EdPoint, q: EdPoint) -> EdPoint:
    """Sum of two points (RFC 8032 §5.1.4; the formula is complete, so it also doubles)."""
    a = (p[1] - p[0]) * (q[1] - q[0]) % ED_P
    b = (p[1] + p[0]) * (q[1] + q[0]) % ED_P
    c = 2 * ED_D * p[3] * q[3] % ED_P
    d = 2 * p[2] * q[2] % ED_P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % ED_P, g * h % ED_P, f * g % ED_P, e * h % ED_P)


def ed_decode(data: bytes) -> Optional[EdPoint]:
    """The point of 32 bytes, None if they are not the one canonical encoding of a point."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= ED_P:
        return None
    square = (y * y - 1) * pow(ED_D * y * y + 1, -1, ED_P) % ED_P
    x = pow(square, (ED_P + 3) // 8, ED_P)
    if x * x % ED_P != square:
        x = x * SQRT_MINUS_1 % ED_P
    if x * x % ED_P != square or (x == 0 and sign):
        return None
    x = x if x % 2 == sign else ED_P - x
    return (x, y, 1, x * y % ED_P)


def ed_encode(point: EdPoint) -> bytes:
    scale = pow(point[2], -1, ED_P)
    x, y = point[0] * scale % ED_P, point[1] * scale % ED_P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def ed_is_small(point: EdPoint) -> bool:
    """Whether eight times the point is the neutral element."""
    for _ in range(3):
        point = ed_add(point, point)
    return point[0] == 0 and point[1] == point[2]


def ed_verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is valid, strictly: [S]B = R + [k]A, computed as [S]B + [k](-A) = R."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    a, r = ed_decode(public_key), ed_decode(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ED_L or ed_is_small(a) or ed_is_small(r):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % ED_L
    minus_a = (ED_P - a[0], a[1], 1, ED_P - a[3])
    sums = {(1, 0): ED_BASE, (0, 1): minus_a, (1, 1): ed_add(ED_BASE, minus_a)}
    total = ED_NEUTRAL
    for i in reversed(range(253)):
        total = ed_add(total, total)
        bits = (s >> i & 1, k >> i & 1)
        if bits != (0, 0):
            total = ed_add(total, sums[bits])
    return ed_encode(total) == signature[:32]


# ---------------------------------------------------------------------------------------------------------------
# Merkle trees (§2; RFC 6962 §2.1, RFC 9162 §2.1.3.2)


def leaf_hash(text: str) -> bytes:
    return sha256(b"\x00", text.encode())


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01", left, right)


def root_by_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> Optional[bytes]:
    """The root that an inclusion proof leads to, None if the path cannot belong to that index and size."""
    if index >= size:
        return None
    node, last, root = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            root = node_hash(sibling, root)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        node, last = node >> 1, last >> 1
    return root if last == 0 else None


def tree_root(leaves: Iterable[bytes]) -> bytes:
    """The root of the tree with these leaf hashes."""
    stack: List[Tuple[int, bytes]] = []  # complete subtrees, largest first, as (height, root)
    for leaf in leaves:
        height = 0
        while stack and stack[-1][0] == height:
            leaf, height = node_hash(stack.pop()[1], leaf), height + 1
        stack.append((height, leaf))
    if not stack:
        return sha256()
    root = stack.pop()[1]
    while stack:
        root = node_hash(stack.pop()[1], root)
    return root


# ---------------------------------------------------------------------------------------------------------------
# Keys, signed notes, checkpoints, cosignatures (§2, §5; C2SP signed-note, tlog-checkpoint, tlog-cosignature)

SIGNATURE_LINE = re.compile("\u2014 ([^\\s+]+) ([A-Za-z0-9+/]+={0,2})")
LOG_KEY, WITNESS_KEY = 0x01, 0x04


class Key(NamedTuple):
    """A verifier key: whom we trust, as given on the command line."""

    name: str
    kind: int  # LOG_KEY or WITNESS_KEY
    public: bytes

    def id_for(self, name: str) -> bytes:
        """The key ID under a name; one server key signs all its logs, each under its own origin."""
        return sha256(name.encode(), b"\n", bytes([self.kind]), self.public)[:4]


def parse_vkey(text: str, kind: int) -> Key:
    """A vkey `<name>+<hex key ID>+<b64(type ‖ public key)>`; ValueError with the reason otherwise."""
    match = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)", text)
    data = decode_b64(match.group(3)) if match else None
    if match is None or data is None or len(data) != 33:
        raise ValueError("a verifier key has the form <name>+<8 hex digits>+<base64 of 33 bytes>")
    if data[0] != kind:
        raise ValueError(f"the key's type is {data[0]}, not {kind}")
    if kind == LOG_KEY and not is_origin(match.group(1)):
        raise ValueError("the key's name is not a server name")
    key = Key(match.group(1), kind, data[1:])
    if key.id_for(key.name).hex() != match.group(2):
        raise ValueError("the key ID does not fit the name and key")
    point = ed_decode(key.public)
    if point is None or ed_is_small(point):
        raise ValueError("the public key is not a valid Ed25519 key")
    return key


class Checkpoint(NamedTuple):
    """A checkpoint and the signature lines under it."""

    origin: str
    size: int
    root: bytes
    body: str
    signatures: Tuple[Tuple[str, bytes], ...]  # name, key ID ‖ signature

    def signatures_of(self, name: str, key_id: bytes) -> List[bytes]:
        return [data[4:] for line_name, data in self.signatures if line_name == name and data[:4] == key_id]


def parse_note(text: str) -> Tuple[str, Tuple[Tuple[str, bytes], ...]]:
    """Splits a signed note into its text and its signature lines [note]."""
    body, gap, tail = text.rpartition("\n\n")
    if not gap or not body or not tail.endswith("\n") or CONTROL.search(text):
        raise Failure("note", "the checkpoint is not a signed note")
    signatures = []
    for line in tail[:-1].split("\n"):
        match = SIGNATURE_LINE.fullmatch(line)
        data = decode_b64(match.group(2)) if match else None
        if match is None or data is None or len(data) < 5:
            raise Failure("note", "a signature line of the checkpoint is malformed")
        signatures.append((match.group(1), data))
    return body + "\n", tuple(signatures)


def open_checkpoint(text: str, server: Key, is_draw: bool) -> Checkpoint:
    """Reads a checkpoint of a draw's log or of the server log and checks the server's signature (§9 step 1)."""
    body, signatures = parse_note(text)
    match = re.fullmatch(rf"({FIELD})\n({DEC})\n([A-Za-z0-9+/=]+)\n", body)
    root = decode_b64(match.group(3)) if match else None
    if match is None or root is None or len(root) != 32:
        raise Failure("checkpoint", "the checkpoint is not three lines: origin, size, root")
    origin, size = match.group(1), int(match.group(2))
    is_ours = origin.startswith(server.name + "/") and is_origin(origin) if is_draw else origin == server.name
    if not is_ours:
        raise Failure("checkpoint", f"the checkpoint is of {origin}, which is not a log of {server.name}")
    checkpoint = Checkpoint(origin, size, root, body, signatures)
    own = checkpoint.signatures_of(origin, server.id_for(origin))
    if not own or not all(ed_verify(server.public, body.encode(), s) for s in own):
        raise Failure("note-signature", f"the checkpoint is not signed by the key of {server.name}")
    # A draw's log holds at least the open leaf and one more; a server log may consist of its first anchor.
    if size < (2 if is_draw else 1):
        raise Failure("checkpoint", f"a log of size {size} cannot hold what is shown")
    return checkpoint


def cosigned_times(checkpoint: Checkpoint, witness: Key) -> List[int]:
    """The times at which a given witness cosigned; each of its lines must verify [cosignature] (§5)."""
    times = []
    for data in checkpoint.signatures_of(witness.name, witness.id_for(witness.name)):
        t = int.from_bytes(data[:8], "big")
        message = f"cosignature/v1\ntime {t}\n{checkpoint.body}".encode()
        if not ed_verify(witness.public, message, data[8:]):
            raise Failure("cosignature", f"a cosignature of {witness.name} is not valid")
        times.append(t)
    return times


# ---------------------------------------------------------------------------------------------------------------
# Tlog proofs (§4; C2SP tlog-proof): a leaf's place in a log, with a checkpoint

TLOG_PROOF = re.compile(
    r"c2sp\.org/tlog-proof@v1\n"
    r"(?:extra (?P<extra>[A-Za-z0-9+/=]+)\n)?"
    rf"index (?P<index>{DEC})\n"
    r"(?P<path>(?:[A-Za-z0-9+/=]+\n)*)"
    r"\n"
    r"(?P<note>.*)",
    re.DOTALL,
)


@dataclass(frozen=True)
class TlogProof:
    extra: Optional[bytes]
    index: int
    path: List[bytes]
    note: str

    def leads_to(self, checkpoint: Checkpoint, leaf: str) -> bool:
        """Whether exactly this leaf is at the index of the checkpoint's log."""
        return root_by_path(leaf_hash(leaf), self.index, checkpoint.size, self.path) == checkpoint.root


def decode_hashes(lines: Iterable[str]) -> Optional[List[bytes]]:
    """SHA-256 hashes in base64, None if one is not."""
    hashes = [decode_b64(line) for line in lines]
    return [h for h in hashes if h is not None] if all(h and len(h) == 32 for h in hashes) else None


def parse_tlog_proof(text: str) -> TlogProof:
    match = TLOG_PROOF.fullmatch(text)
    path = decode_hashes(match["path"].splitlines()) if match else None
    extra = decode_b64(match["extra"]) if match and match["extra"] else None
    if match is None or path is None or (match["extra"] and extra is None):
        raise Failure("tlog-proof", "this is not a c2sp.org/tlog-proof@v1 text")
    return TlogProof(extra, int(match["index"]), path, match["note"])


# ---------------------------------------------------------------------------------------------------------------
# Beacons (§3, §7, §9, appendix A)


class Chain(NamedTuple):
    """A drand chain; times in seconds since 1970."""

    genesis: int
    period: int
    public_key: bytes

    def round_at(self, t: int) -> int:
        """R(t): the first round that is published at t or later."""
        return 1 if t <= self.genesis else 1 - (self.genesis - t) // self.period

    def time_of(self, round_number: int) -> int:
        """T(r): when a round is published."""
        return self.genesis + (round_number - 1) * self.period


QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
CHAINS = {
    QUICKNET: Chain(
        1692803367,
        3,
        bytes.fromhex(
            "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
            "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
        ),
    )
}
BLS_DST = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
PUBLIC_VALUE = re.compile(r"[0-9A-Za-z.]+(?: [0-9A-Za-z.]+)*")
NO_BLS = "bls12381.py is not beside this program"


class Beacon(NamedTuple):
    """The randomness as the proof file states it (§9)."""

    kind: str  # drand, public or none
    chain: str = ""
    round: int = 0
    signature: str = ""
    value: str = ""

    def text(self) -> str:
        """Its form inside K and Kp (§7)."""
        if self.kind == "drand":
            return f"drand {self.chain} {self.round} {self.signature}"
        return f"public {self.value}" if self.kind == "public" else "none"


@lru_cache(maxsize=64)
def drand_signature_is_valid(chain: str, round_number: int, signature: bytes) -> Optional[bool]:
    """Whether drand signed that round; None if there is no BLS library. A check takes about a second."""
    if bls12381 is None:
        return None
    message = sha256(round_number.to_bytes(8, "big"))
    return bls12381.verify(CHAINS[chain].public_key, message, signature, BLS_DST)


def check_drand(check: Check, beacon: Beacon, chain: str, round_number: int, name: str) -> None:
    """Chain and round [round], then the signature [beacon]."""
    if beacon.kind != "drand":
        raise Failure("beacon", f"the {name} is of kind {beacon.kind}, not drand")
    if beacon.chain != chain:
        raise Failure("round", f"the {name} is of another chain")
    if beacon.round != round_number:
        raise Failure("round", f"the {name} is round {beacon.round}, the rules ask for {round_number}")
    signature = decode_hex(beacon.signature, 48)
    valid = drand_signature_is_valid(chain, round_number, signature) if signature else False
    if valid is None:
        check.unchecked(f"the signature of drand round {round_number} was not checked: {NO_BLS}")
    elif not valid:
        raise Failure("beacon", f"drand did not sign round {round_number} so")
    else:
        check.detail = f"drand round {round_number} of {when(CHAINS[chain].time_of(round_number))}"


# ---------------------------------------------------------------------------------------------------------------
# Leaves (§3)

MAX_TICKETS = 2**24
MAX_BALLOTS = 2**40

OPEN = re.compile(
    r"vdraw/1 open\n"
    rf"(?P<origin>{FIELD})\n"
    rf"opens (?P<opens>{DEC})\n"
    rf"closes (?P<closes>{DEC})\n"
    rf"terms (?P<terms>none|{HEX32})\n"
    rf"numbers (?:sequential|shuffled (?P<tickets>{DEC}))\n"
    rf"seed (?P<seed>none|{HEX32})\n"
    rf"beacon (?:drand (?P<chain>{HEX32}) (?P<margin>{DEC}) (?P<mode>{DEC}|at-close)|public (?P<public>{FREE})|none)\n"
    rf"reveal-by (?P<reveal_by>{DEC})\n"
    r"early (?P<early>yes|no)\n"
    r"one-prize (?P<one_prize>yes|no)\n"
    rf"reserves (?P<reserves>{DEC})\n"
    rf"(?P<prizes>(?:prize {DEC} {FREE}\n){{0,1000}})"
)
ENTRY = re.compile(
    r"vdraw/1 entry\n"
    rf"({FIELD})\n"
    rf"({DEC}) ({DEC})\n"
    rf"({DEC})\n"
    rf"({HEX32})\n"
    rf"(?:numbers ({DEC}(?: {DEC})*)\n)?"
)
CLOSE = re.compile(
    r"vdraw/1 close\n"
    rf"(?P<origin>{FIELD})\n"
    rf"(?P<entries>{DEC}) (?P<ballots>{DEC})\n"
    rf"(?P<time>{DEC})\n"
    rf"(?:round (?P<round>{DEC})\n)?"
    rf"(?P<cancels>(?:cancel {DEC}\n)*)"
)


class Open(NamedTuple):
    """The rules of a draw, from leaf 0. Times in seconds since 1970."""

    text: str
    opens: int
    closes: int
    terms: Optional[str]  # hex SHA-256 of the terms document
    tickets: int  # N of "shuffled", 0 if sequential
    seed: Optional[str]  # hex commitment
    beacon: str  # drand, public or none
    chain: str
    margin: int
    fixed_round: Optional[int]  # None with drand: at-close
    public: str  # what the public value will be
    reveal_by: int
    early: bool
    one_prize: bool
    reserves: int
    prizes: Tuple[Tuple[int, str], ...]  # quantity, text

    @property
    def hash(self) -> str:
        """hex H(open leaf): the plain SHA-256 of the text."""
        return sha256(self.text.encode()).hex()

    @property
    def prize_count(self) -> int:
        """P."""
        return sum(quantity for quantity, _ in self.prizes)

    @property
    def is_at_close(self) -> bool:
        return self.beacon == "drand" and self.fixed_round is None

    def closing_round(self, closed: int) -> int:
        """The round that decides, for drand, if the close leaf has that time."""
        return CHAINS[self.chain].round_at(closed + self.margin) if self.fixed_round is None else self.fixed_round

    def prize_text(self, place: int) -> str:
        """The prize of place 1..P (§7)."""
        totals = list(accumulate(quantity for quantity, _ in self.prizes))
        return self.prizes[bisect.bisect_left(totals, place)][1]


@dataclass
class Entry:
    """Ballots first..first+count-1, from the leaf at that index."""

    index: int
    first: int
    count: int
    time: int
    who: str
    numbers: Tuple[int, ...]  # ticket numbers, empty if sequential

    @property
    def last(self) -> int:
        return self.first + self.count - 1


class Close(NamedTuple):
    entries: int  # E
    ballots: int  # n
    time: int  # t_c
    round: Optional[int]
    cancelled: FrozenSet[int]


def leaf_time(text: str) -> int:
    return within("leaf-format", "a time", int(text), 0, LATEST_TIME)


def parse_open(text: str, origin: str) -> Open:
    """The open leaf's syntax [leaf-format]."""
    match = OPEN.fullmatch(text)
    if match is None or match["origin"] != origin:
        raise Failure("leaf-format", "the open leaf is malformed")
    if match["chain"] and match["chain"] not in CHAINS:
        raise Failure("leaf-format", "the open leaf names an unknown drand chain")
    tickets = within("leaf-format", "the count of ticket numbers", int(match["tickets"] or 1), 1, MAX_TICKETS)
    prizes = []
    for line in match["prizes"].split("\n")[:-1]:
        _, quantity, prize = line.split(" ", 2)
        prizes.append((within("leaf-format", "a prize's quantity", int(quantity), 1, 100_000), prize))
    return Open(
        text=text,
        opens=leaf_time(match["opens"]),
        closes=leaf_time(match["closes"]),
        terms=None if match["terms"] == "none" else match["terms"],
        tickets=tickets if match["tickets"] else 0,
        seed=None if match["seed"] == "none" else match["seed"],
        beacon="drand" if match["chain"] else "public" if match["public"] else "none",
        chain=match["chain"] or "",
        margin=int(match["margin"] or 0),
        fixed_round=int(match["mode"]) if match["mode"] not in (None, "at-close") else None,
        public=match["public"] or "",
        reveal_by=leaf_time(match["reveal_by"]),
        early=match["early"] == "yes",
        one_prize=match["one_prize"] == "yes",
        reserves=int(match["reserves"]),
        prizes=tuple(prizes),
    )


def check_open(rules: Open) -> None:
    """The open leaf's values [open-rules], then the announced round [round]."""

    def require(condition: bool, sentence: str) -> None:
        if not condition:
            raise Failure("open-rules", sentence)

    require(rules.opens < rules.closes < rules.reveal_by, "opens, closes and reveal-by are not in this order")
    require(rules.prize_count <= 100_000 and rules.reserves <= 100_000, "there are too many prizes or reserves")
    require(rules.seed is not None or rules.beacon != "none", "there is neither a seed nor a beacon")
    require(rules.seed is not None or not rules.tickets, "shuffled numbers need a seed")
    require(not rules.early or rules.fixed_round is None, "closing early needs at-close, public or none")
    if rules.beacon == "drand":
        chain = CHAINS[rules.chain]
        announced = chain.round_at(rules.closes + rules.margin)
        require(60 <= rules.margin <= 2**20, f"the margin is {rules.margin} s, not 60 to 2^20")
        require(rules.reveal_by > chain.time_of(announced), "reveal-by is not after the announced round")
        if rules.fixed_round not in (None, announced):
            raise Failure("round", f"round {rules.fixed_round} was announced, closes and margin give {announced}")


def parse_entry(text: str, origin: str, index: int, tickets: Optional[int]) -> Entry:
    """An entry leaf's syntax [leaf-format]; tickets: N, 0 if sequential, None if the rules are not known."""
    match = ENTRY.fullmatch(text)
    if match is None or match[1] != origin:
        raise Failure("leaf-format", f"the entry at {index} is malformed")
    numbers = tuple(map(int, match[6].split(" "))) if match[6] else ()
    if tickets is None:
        tickets = MAX_TICKETS if numbers else 0
    entry = Entry(index, int(match[2]), int(match[3]), leaf_time(match[4]), match[5], numbers)
    within("leaf-format", "an entry's first ballot", entry.first, 1, MAX_BALLOTS)
    within("leaf-format", "an entry's count", entry.count, 1, 1000 if tickets else 2**32)
    if len(numbers) != (entry.count if tickets else 0) or any(not 1 <= n <= tickets for n in numbers):
        raise Failure("leaf-format", f"the ticket numbers of the entry at {index} are malformed")
    return entry


def parse_close(text: str, origin: str, rules: Open) -> Close:
    """The close leaf's syntax [leaf-format]."""
    match = CLOSE.fullmatch(text)
    if match is None or match["origin"] != origin:
        raise Failure("leaf-format", "the close leaf is malformed")
    if (match["round"] is not None) != rules.is_at_close:
        raise Failure("leaf-format", "the close leaf has a round line if and only if the beacon is at-close")
    cancels = [int(line.split(" ")[1]) for line in match["cancels"].split("\n")[:-1]]
    entries = int(match["entries"])
    bounds = [0] + cancels + [entries + 1]
    if any(a >= b for a, b in zip(bounds, bounds[1:])):
        raise Failure("leaf-format", "the cancel lines are not ascending leaf indices of entries")
    closing_round = int(match["round"]) if match["round"] else None
    return Close(entries, int(match["ballots"]), leaf_time(match["time"]), closing_round, frozenset(cancels))


def check_close(close: Close, rules: Open, size: int) -> None:
    """The close leaf's numbers [ballots], its time [close-time], its round [round]."""
    n, entries = close.ballots, close.entries
    if entries != size - 2:
        raise Failure("ballots", f"the close leaf counts {entries} entries, the log holds {size - 2}")
    if not (entries == n == 0 or 1 <= entries <= n):
        raise Failure("ballots", f"{entries} entries cannot hold {n} ballots")
    limit = MAX_TICKETS if rules.one_prize or close.cancelled else MAX_BALLOTS
    if n > limit or (rules.tickets and n > rules.tickets):
        raise Failure("ballots", f"{n} ballots are too many")
    is_sold_out = rules.tickets > 0 and n == rules.tickets
    if close.time < rules.opens or (close.time < rules.closes and not rules.early and not is_sold_out):
        raise Failure("close-time", f"the draw was closed at {when(close.time)}, too early")
    end = close.time
    if rules.beacon == "drand":
        end = CHAINS[rules.chain].time_of(rules.closing_round(close.time))
        if close.time >= end:
            raise Failure("close-time", "the draw was closed when its round was already out")
    if end >= rules.reveal_by:
        raise Failure("close-time", "the draw was closed too late: its result would not come before reveal-by")
    if rules.is_at_close and close.round != rules.closing_round(close.time):
        raise Failure("round", f"the close leaf names round {close.round}, not {rules.closing_round(close.time)}")


def check_entry_times(entries: Iterable[Entry], rules: Open, close: Close) -> None:
    """Times of entries in log order [late]: never decreasing, while the draw was open."""
    previous = rules.opens
    for entry in entries:
        if not previous <= entry.time < rules.closes or entry.time > close.time:
            raise Failure("late", f"the entry at {entry.index} has time {when(entry.time)}")
        previous = entry.time


# ---------------------------------------------------------------------------------------------------------------
# From key to unbiased numbers (§6)


def stream(key: bytes, label: str) -> Iterator[int]:
    """Stream: 64-bit integers without end."""
    block = 0
    while True:
        digest = hmac.new(key, f"vdraw/1 {label}\n{block}\n".encode(), hashlib.sha256).digest()
        for k in range(0, 32, 8):
            yield int.from_bytes(digest[k : k + 8], "big")
        block += 1


def uniform(words: Iterator[int], m: int) -> int:
    """Uniform(m): a number below m, each equally likely; reads one word or more."""
    limit = 2**64 - 2**64 % m
    while True:
        x = next(words)
        if x < limit:
            return x % m


def order(key: bytes, label: str, n: int) -> Iterator[int]:
    """Order: 1..n in random order, lazily. Only swapped cells are kept, since n goes up to 2^40."""
    words = stream(key, label)
    swapped: Dict[int, int] = {}  # a[i] = i + 1 for every other cell
    for i in range(n):
        j = i + uniform(words, n - i)
        a_i = swapped.pop(i, i + 1)  # cell i is never read again
        if i == j:
            yield a_i
        else:
            yield swapped.get(j, j + 1)
            swapped[j] = a_i


# ---------------------------------------------------------------------------------------------------------------
# Commitments and the result (§4, §7)


@dataclass(frozen=True)
class Drawn:
    """One step of the drawing."""

    ballot: int
    index: int  # of the entry's leaf
    outcome: str  # "prize <p>", "reserve <r>", "skipped" or "cancelled"


def seed_commitment(origin: str, seed: bytes) -> str:
    return sha256(f"vdraw/1 seed\n{origin}\n".encode(), seed).hex()


def who_of(origin: str, salt: bytes, ref: str) -> str:
    return sha256(f"vdraw/1 who\n{origin}\n".encode(), salt, ref.encode()).hex()


def draw_key(log: Checkpoint, rules: Open, ballots: int, seed: Optional[str], beacon: Beacon) -> bytes:
    """K."""
    lines = ("vdraw/1 draw", log.origin, log.size, b64(log.root), rules.hash, ballots, seed or "-", beacon.text())
    return sha256("".join(f"{line}\n" for line in lines).encode())


def perm_key(origin: str, rules: Open, seed: str, opening: Beacon) -> bytes:
    """Kp."""
    lines = ("vdraw/1 perm", origin, rules.tickets, rules.hash, seed, opening.text())
    return sha256("".join(f"{line}\n" for line in lines).encode())


def select(key: bytes, rules: Open, close: Close, owner: Callable[[int], Entry]) -> Iterator[Drawn]:
    """The drawing, step by step."""
    prizes, places, place = rules.prize_count, rules.prize_count + rules.reserves, 0
    placed = set()  # the who of everybody with a prize or reserve place
    ballots = order(key, "select", close.ballots)
    while place < places:
        ballot = next(ballots, None)
        if ballot is None:
            return
        entry = owner(ballot)
        if entry.index in close.cancelled:
            yield Drawn(ballot, entry.index, "cancelled")
        elif rules.one_prize and entry.who in placed:
            yield Drawn(ballot, entry.index, "skipped")
        else:
            place += 1
            placed.add(entry.who)
            outcome = f"prize {place}" if place <= prizes else f"reserve {place - prizes}"
            yield Drawn(ballot, entry.index, outcome)


# ---------------------------------------------------------------------------------------------------------------
# JSON, strictly (§9): names unique, members exact, numbers written as integers


def load_json(data: bytes) -> object:
    def unique(pairs: List[Tuple[str, object]]) -> Dict[str, object]:
        members = dict(pairs)
        if len(members) != len(pairs):
            raise Failure("format", "a name occurs twice in one JSON object")
        return members

    def whole(digits: str) -> int:
        if not re.fullmatch(DEC, digits):
            raise Failure("format", f"the number {digits[:30]} is not allowed here")
        return int(digits)

    def refuse(number: str) -> None:
        raise Failure("format", f"the number {number[:30]} is not written as an integer")

    try:
        text = data.decode("utf-8")
        return json.loads(text, object_pairs_hook=unique, parse_int=whole, parse_float=refuse, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise Failure("format", "the file is not JSON in UTF-8") from None


def members_of(value: object, required: Iterable[str], optional: Iterable[str] = ()) -> Dict[str, object]:
    needed = set(required)
    if not isinstance(value, dict) or not needed <= value.keys() <= needed | set(optional):
        raise Failure("format", f"an object with exactly the members {', '.join(sorted(needed))} was expected")
    return value


def text_of(value: object) -> str:
    """A JSON text; half of a surrogate pair, which JSON can write, is no text."""
    if isinstance(value, str):
        with contextlib.suppress(UnicodeEncodeError):
            value.encode()
            return value
    raise Failure("format", "a text was expected")


def integer_of(value: object) -> int:
    if type(value) is not int:  # isinstance would let true and false pass
        raise Failure("format", "an integer was expected")
    return value


def list_of(value: object) -> List[object]:
    if not isinstance(value, list):
        raise Failure("format", "a list was expected")
    return value


def beacon_of(value: object) -> Beacon:
    kind = value.get("kind") if isinstance(value, dict) else None
    if kind == "drand":
        drand = members_of(value, ("kind", "chain", "round", "signature"))
        texts = text_of(drand["chain"]), text_of(drand["signature"])
        return Beacon(kind, chain=texts[0], round=integer_of(drand["round"]), signature=texts[1])
    if kind == "public":
        return Beacon(kind, value=text_of(members_of(value, ("kind", "value"))["value"]))
    if kind == "none":
        members_of(value, ("kind",))
        return Beacon(kind)
    raise Failure("format", "a beacon of kind drand, public or none was expected")


@dataclass(frozen=True)
class ShownLeaf:
    """A leaf of a proof file with its inclusion proof."""

    index: int
    text: str
    path: List[str]


@dataclass
class ProofFile:
    """A proof file whose members and types are right; nothing in it is verified."""

    checkpoint: str
    seed: Optional[str]
    beacon: Beacon
    leaves: List[ShownLeaf]
    draws: List[Drawn]
    entries: Optional[List[str]]
    open_beacon: Optional[Beacon]
    anchors: Dict[str, str]  # by "open", "close", "result"


PROOF_MEMBERS = ("format", "checkpoint", "seed", "beacon", "leaves", "draws")
ANCHORS = ("open", "close", "result")


def parse_proof_file(data: bytes) -> ProofFile:
    optional = ["entries", "open_beacon"] + [f"anchor_{kind}" for kind in ANCHORS]
    file = members_of(load_json(data), PROOF_MEMBERS, optional)
    if text_of(file["format"]) != "vdraw/1 proof":
        raise Failure("format", "the file is not a vdraw/1 proof")
    leaves = []
    for item in list_of(file["leaves"]):
        shown = members_of(item, ("index", "leaf", "proof"))
        path = [text_of(line) for line in list_of(shown["proof"])]
        leaves.append(ShownLeaf(integer_of(shown["index"]), text_of(shown["leaf"]), path))
    draws = []
    for item in list_of(file["draws"]):
        drawn = members_of(item, ("ballot", "index", "outcome"))
        draws.append(Drawn(integer_of(drawn["ballot"]), integer_of(drawn["index"]), text_of(drawn["outcome"])))
    return ProofFile(
        checkpoint=text_of(file["checkpoint"]),
        seed=None if file["seed"] is None else text_of(file["seed"]),
        beacon=beacon_of(file["beacon"]),
        leaves=leaves,
        draws=draws,
        entries=[text_of(e) for e in list_of(file["entries"])] if "entries" in file else None,
        open_beacon=beacon_of(file["open_beacon"]) if "open_beacon" in file else None,
        anchors={kind: text_of(file[f"anchor_{kind}"]) for kind in ANCHORS if f"anchor_{kind}" in file},
    )


# ---------------------------------------------------------------------------------------------------------------
# Proof files: the checks of §9 in their order


class ProofCheck:
    """The verification of one proof file. The methods are the steps of §9; each uses what the earlier ones set."""

    def __init__(self, server: Key, witnesses: Sequence[Key] = (), quorum: int = 0) -> None:
        self.server = server
        self.witnesses = witnesses
        self.quorum = quorum
        self.report = Report()
        self.file: ProofFile
        self.log: Checkpoint
        self.rules: Open
        self.close: Close
        self.close_text = ""
        self.shown: Dict[int, Entry] = {}  # by leaf index
        self.leaf_hashes: Optional[List[bytes]] = None  # of the whole log, if the file holds all entries
        self.is_fallback = False
        self.key = b""  # K

    def run(self, data: bytes) -> Report:
        with contextlib.suppress(Failure):
            with self.report.check("file format"):
                self.file = parse_proof_file(data)
            self._check_checkpoint()
            self._check_inclusion()
            self._check_rules()
            self._check_closing()
            self._check_shown_entries()
            self._check_seed()
            self._check_beacon()
            self._check_selection()
            self._check_entry_list()
            self._check_opening_beacon()
            self._check_ticket_numbers()
            cosigned = self._check_anchors()
            self._check_witnesses(cosigned)
            self._conclude()
        return self.report

    def _check_checkpoint(self) -> None:
        """Step 1."""
        with self.report.check("closing checkpoint") as check:
            self.log = open_checkpoint(self.file.checkpoint, self.server, is_draw=True)
            check.detail = f"{self.log.origin}, {self.log.size} leaves, signed by {self.server.name}"

    def _check_inclusion(self) -> None:
        """Step 2."""
        with self.report.check("leaves are in the log") as check:
            indices = {leaf.index for leaf in self.file.leaves}
            if len(indices) != len(self.file.leaves):
                raise Failure("inclusion", "a leaf is shown twice")
            if not {0, self.log.size - 1} <= indices:
                raise Failure("inclusion", "the open leaf or the close leaf is missing")
            for leaf in self.file.leaves:
                path = decode_hashes(leaf.path)
                hashed = leaf_hash(leaf.text)
                if path is None or root_by_path(hashed, leaf.index, self.log.size, path) != self.log.root:
                    raise Failure("inclusion", f"leaf {leaf.index} is not in the signed log")
            check.detail = f"{len(indices)} shown"

    def _leaf_text(self, index: int) -> str:
        return next(leaf.text for leaf in self.file.leaves if leaf.index == index)

    def _check_rules(self) -> None:
        """Step 3, the open leaf."""
        with self.report.check("rules") as check:
            self.rules = parse_open(self._leaf_text(0), self.log.origin)
            check_open(self.rules)
            check.detail = f"open {when(self.rules.opens)} to {when(self.rules.closes)}"
            check.detail += f", {self.rules.prize_count} prizes, {self.rules.reserves} reserves"

    def _check_closing(self) -> None:
        """Step 3, the close leaf."""
        with self.report.check("closing") as check:
            self.close_text = self._leaf_text(self.log.size - 1)
            self.close = parse_close(self.close_text, self.log.origin, self.rules)
            check_close(self.close, self.rules, self.log.size)
            check.detail = f"{when(self.close.time)}, {self.close.entries} entries, {self.close.ballots} ballots"

    def _check_shown_entries(self) -> None:
        """Step 3, the entries of `leaves`."""
        with self.report.check("entries shown") as check:
            inner = sorted((e for e in self.file.leaves if 0 < e.index < self.log.size - 1), key=lambda e: e.index)
            entries = [parse_entry(e.text, self.log.origin, e.index, self.rules.tickets) for e in inner]
            check_entry_times(entries, self.rules, self.close)
            used = 0
            for entry in sorted(entries, key=lambda e: e.first):
                if entry.first <= used or entry.last > self.close.ballots:
                    raise Failure("ballots", f"the ballots of the entry at {entry.index} overlap or do not exist")
                used = entry.last
            self.shown = {entry.index: entry for entry in entries}
            check.detail = f"{len(entries)}, all in time"

    def _check_seed(self) -> None:
        """Step 4, the beacon's kind and the seed."""
        rules, seed = self.rules, self.file.seed
        with self.report.check("seed") as check:
            if self.file.beacon.kind != rules.beacon:
                raise Failure("beacon", f"the beacon is of kind {self.file.beacon.kind}, announced: {rules.beacon}")
            if seed is None:
                check.detail = "none, as announced"
                if rules.seed is not None:
                    if rules.beacon != "drand":
                        raise Failure("seed", "the seed was withheld and there is no drand beacon: the draw is void")
                    self.is_fallback = True
                    check.detail = "SEED WITHHELD: the fallback round decides"
                return
            raw = decode_hex(seed, 32)
            if rules.seed is None or raw is None or seed_commitment(self.log.origin, raw) != rules.seed:
                raise Failure("seed", "the seed is not the one that was committed to before the sale")
            check.detail = "opens the commitment of the open leaf"

    def _check_beacon(self) -> None:
        """Step 4, the rest."""
        rules, beacon = self.rules, self.file.beacon
        with self.report.check("beacon") as check:
            if rules.beacon == "drand":
                fallback = CHAINS[rules.chain].round_at(rules.reveal_by)
                decisive = fallback if self.is_fallback else rules.closing_round(self.close.time)
                check_drand(check, beacon, rules.chain, decisive, "beacon")
            elif rules.beacon == "public":
                if len(beacon.value) > 500 or not PUBLIC_VALUE.fullmatch(beacon.value):
                    raise Failure("beacon", "the public value is malformed")
                check.unchecked(f"compare the public value yourself: {rules.public}: {beacon.value}")
            else:
                check.detail = "none, as announced"

    def _check_selection(self) -> None:
        """Step 5."""
        with self.report.check("selection") as check:
            self.key = draw_key(self.log, self.rules, self.close.ballots, self.file.seed, self.file.beacon)
            entries = sorted(self.shown.values(), key=lambda e: e.first)
            firsts = [entry.first for entry in entries]

            def owner(ballot: int) -> Entry:
                k = bisect.bisect_right(firsts, ballot) - 1
                if k < 0 or ballot > entries[k].last:
                    raise Failure("selection", f"ballot {ballot} is drawn, but no leaf shows who owns it")
                return entries[k]

            right = select(self.key, self.rules, self.close, owner)
            for step, drawn in enumerate(self.file.draws, 1):
                if next(right, None) != drawn:
                    raise Failure("selection", f"step {step} of the drawing is not what the rules give")
            if next(right, None) is not None:
                raise Failure("selection", "the file stops before the drawing ends")
            check.detail = f"recomputed, {len(self.file.draws)} steps"

    def _check_entry_list(self) -> None:
        """Step 6, without the ticket numbers."""
        with self.report.check("entry list") as check:
            if self.file.entries is None:
                check.unchecked("the file holds only the drawn entries; ask for the full proof to count all ballots")
                return
            texts = [self.rules.text, *self.file.entries, self.close_text]
            self.leaf_hashes = [leaf_hash(text) for text in texts]
            if len(texts) != self.log.size or tree_root(self.leaf_hashes) != self.log.root:
                raise Failure("root", "the entry list is not the one under the signed root")
            used = 0
            tickets = self.rules.tickets
            entries = [parse_entry(t, self.log.origin, i, tickets) for i, t in enumerate(self.file.entries, 1)]
            for entry in entries:
                if entry.first != used + 1:
                    raise Failure("ballots", f"the ballots of the entry at {entry.index} do not continue at {used + 1}")
                used = entry.last
            if used != self.close.ballots:
                raise Failure("ballots", f"the entries hold {used} ballots, the close leaf says {self.close.ballots}")
            check_entry_times(entries, self.rules, self.close)
            self.shown = {entry.index: entry for entry in entries}
            check.detail = f"complete: {len(entries)} entries, {used} ballots without gap"

    def _check_opening_beacon(self) -> None:
        """Step 6, `shuffled` only: the round that shuffled the ticket numbers."""
        rules, opening = self.rules, self.file.open_beacon
        if not rules.tickets and opening is None:
            return
        with self.report.check("opening beacon") as check:
            if not rules.tickets:
                raise Failure("format", "the file has an opening beacon, which this draw does not use")
            if opening is None:
                if rules.beacon == "drand" and self.file.seed is not None:
                    raise Failure("format", "the opening beacon is missing")
                check.detail = "not needed"
            elif rules.beacon == "drand":
                check_drand(check, opening, rules.chain, CHAINS[rules.chain].round_at(rules.opens), "opening beacon")
            elif opening.kind != "none":
                raise Failure("beacon", "the draw has no opening beacon")

    def _check_ticket_numbers(self) -> None:
        """Step 6, `shuffled` only: every entry got the numbers whose turn it was."""
        rules = self.rules
        if not rules.tickets:
            return
        with self.report.check("ticket numbers") as check:
            if self.file.seed is None:
                check.unchecked("without the seed nobody can check that the ticket numbers were not chosen")
                return
            opening = self.file.open_beacon or Beacon("none")
            numbers = order(perm_key(self.log.origin, rules, self.file.seed, opening), "perm", rules.tickets)
            entries = sorted(self.shown.values(), key=lambda e: e.first)
            sold = 0
            for entry in entries:
                expected = tuple(islice(numbers, entry.first - 1 - sold, entry.last - sold))
                sold = entry.last
                if expected != entry.numbers:
                    raise Failure("numbers", f"the entry at {entry.index} has ticket numbers that were not its turn")
            check.detail = f"recomputed for {len(entries)} entries"

    def _expected_anchor(self, kind: str) -> str:
        """The leaf of the server log (§5)."""
        values = {
            "open": self.rules.hash,
            "close": f"{self.log.size} {b64(self.log.root)}",
            "result": self.key.hex(),
        }
        return f"vdraw/1 anchor\n{kind} {self.log.origin} {values[kind]}\n"

    def _check_anchors(self) -> Dict[str, Dict[bytes, List[int]]]:
        """Step 7, first half. Returns, per anchor, when each given witness cosigned it, by the witness's key."""
        cosigned: Dict[str, Dict[bytes, List[int]]] = {}
        for kind, text in self.file.anchors.items():
            with self.report.check(f"anchor: {kind}") as check:
                proof = parse_tlog_proof(text)
                if proof.extra is not None:
                    raise Failure("tlog-proof", "an anchor has no extra data")
                log = open_checkpoint(proof.note, self.server, is_draw=False)
                if not proof.leads_to(log, self._expected_anchor(kind)):
                    raise Failure("anchor", f"the server log does not hold the {kind} anchor of this draw there")
                times = cosigned[kind] = {w.public: [] for w in self.witnesses}
                for witness in self.witnesses:  # one key under two names counts once
                    times[witness.public] += cosigned_times(log, witness)
                seen = sum(1 for t in times.values() if t)
                check.detail = f"leaf {proof.index} of the server log, cosigned by {seen} of the given witnesses"
        return cosigned

    def _check_witnesses(self, cosigned: Dict[str, Dict[bytes, List[int]]]) -> None:
        """Step 7, second half."""
        if self.quorum == 0:
            return
        rules, close = self.rules, self.close
        with self.report.check("witnesses") as check:
            if rules.beacon != "drand":
                raise Failure("witness", "witnesses prove nothing about the randomness of a draw without drand")
            round_time = CHAINS[rules.chain].time_of(rules.closing_round(close.time))
            windows = {"open": (0, rules.opens), "close": (close.time, round_time - 1)}
            if self.file.seed is not None:
                windows["result"] = (0, rules.reveal_by - 1)
            for kind, (earliest, latest) in windows.items():
                all_times = cosigned.get(kind, {}).values()
                count = sum(1 for times in all_times if any(earliest <= t <= latest for t in times))
                if count < self.quorum:
                    raise Failure("witness", f"{count} witnesses cosigned the {kind} anchor in time, not {self.quorum}")
            check.detail = f"at least {self.quorum} cosigned every anchor in time"

    def _conclude(self) -> None:
        """The rest of the report (§9 end, §10)."""
        rules, facts = self.rules, self.report.facts
        is_early = self.close.time < rules.closes
        is_sold_out = rules.tickets > 0 and self.close.ballots == rules.tickets
        level = {"drand": "witnessed" if self.quorum else "beacon", "public": "public", "none": "seed-only"}
        facts["level"] = level[rules.beacon]
        facts["fallback"] = self.is_fallback
        facts["early"] = is_early
        facts["early_reason"] = ("sold out" if is_sold_out else "operator") if is_early else None
        facts["full"] = self.file.entries is not None
        facts["draws"] = [asdict(drawn) for drawn in self.file.draws]
        facts["drawing"] = [self._describe(drawn) for drawn in self.file.draws]
        self.report.notes.append(LEVELS[level[rules.beacon]])
        if self.is_fallback:
            self.report.notes.append("Seed withheld: the operator held back its seed, so the fallback round decided.")
        if is_early:
            why = "all ticket numbers were sold" if is_sold_out else "the operator decided so; the rules allow it"
            self.report.notes.append(f"Closed early, at {when(self.close.time)}: {why}.")
        if rules.terms:
            self.report.notes.append(f"The terms document must have the SHA-256 {rules.terms}.")
        self.report.notes.append("One file cannot show a second draw of the same name: watch the server log for that.")

    def _describe(self, drawn: Drawn) -> Dict[str, object]:
        """A step of the drawing in words for the reader: prize text, ticket number, start of `who`."""
        entry = self.shown[drawn.index]
        kind, _, place = drawn.outcome.partition(" ")
        ticket = entry.numbers[drawn.ballot - entry.first] if entry.numbers else None
        prize = self.rules.prize_text(int(place)) if kind == "prize" else None
        return {**asdict(drawn), "prize": prize, "ticket": ticket, "who": entry.who}


LEVELS = {
    "witnessed": "Level witnessed: the operator can still withhold its seed (which would be flagged) and add own "
    "unpaid ballots before closing.",
    "beacon": "Level beacon: the operator can still withhold its seed (which would be flagged), add own unpaid ballots "
    "before closing and, if nobody saved the closing checkpoint before the round, backdate the closing.",
    "public": "Level public: the public value is checked by people. The operator can still add own unpaid ballots "
    "before closing and, if nobody saved the closing checkpoint before the event, backdate the closing.",
    "seed-only": "Level seed-only: THE OPERATOR CAN HAVE CHOSEN THE WINNER, by trying last entries of its own. It is "
    "proved only that nothing changed after closing and that nobody else could steer.",
}


def verify_proof(data: bytes, server: Key, witnesses: Sequence[Key] = (), quorum: int = 0) -> ProofCheck:
    """Verifies a proof file (§9)."""
    check = ProofCheck(server, witnesses, quorum)
    check.run(data)
    return check


# ---------------------------------------------------------------------------------------------------------------
# Receipts (§4, §9)

RECEIPT = re.compile(rf"(?P<leaf>.*\n)salt (?P<salt>{HEX16})\nref (?P<ref>{FREE})\n", re.DOTALL)


def verify_receipt(data: bytes, server: Key, ref: Optional[str], proof: Optional[ProofCheck]) -> Report:
    """Verifies a receipt alone and, if a proof that passed is given, against it."""
    report = Report()
    with contextlib.suppress(Failure):
        with report.check("receipt format"):
            tlog, leaf, salt, own_ref = parse_receipt(data)
        with report.check("receipt's checkpoint") as check:
            log = open_checkpoint(tlog.note, server, is_draw=True)
            check.detail = f"{log.origin}, {log.size} leaves then, signed by {server.name}"
        with report.check("receipt's entry") as check:
            try:
                entry = parse_entry(leaf, log.origin, tlog.index, None)
            except Failure as failure:
                raise Failure("receipt", f"the receipt holds no entry of this draw: {failure}") from None
            if not tlog.leads_to(log, leaf):
                raise Failure("inclusion", "the entry is not in the signed log")
            check.detail = f"ballots {entry.first} to {entry.last}, leaf {entry.index}"
        with report.check("receipt's owner") as check:
            if who_of(log.origin, salt, own_ref) != entry.who:
                raise Failure("who", "the entry is not of the participant whom the receipt names")
            if ref is not None and ref != own_ref:
                raise Failure("who", "the receipt is of another participant")
            check.detail = own_ref
        report.facts.update(first=entry.first, count=entry.count, ref=own_ref)
        if proof is not None:
            compare_receipt(report, log, entry, leaf, proof)
        else:
            report.notes.append("The receipt alone proves what the server promised. Compare it with a proof file.")
    return report


def parse_receipt(data: bytes) -> Tuple[TlogProof, str, bytes, str]:
    """Form of a receipt [tlog-proof, receipt]: the tlog-proof, and leaf, salt and reference of its extra data."""
    try:
        tlog = parse_tlog_proof(data.decode())
    except UnicodeDecodeError:
        raise Failure("tlog-proof", "the receipt is not UTF-8") from None
    try:
        match = RECEIPT.fullmatch((tlog.extra or b"").decode())
    except UnicodeDecodeError:
        match = None
    if match is None or not ENTRY.fullmatch(match["leaf"]):
        raise Failure("receipt", "the extra data is not an entry, a salt and a reference")
    return tlog, match["leaf"], bytes.fromhex(match["salt"]), match["ref"]


def compare_receipt(report: Report, log: Checkpoint, entry: Entry, leaf: str, proof: ProofCheck) -> None:
    """A receipt against a verified proof: the leaf at its index [dropped], then the logs [inconsistent]."""
    closed = proof.log
    with report.check("entry is in the closed log") as check:
        if log.origin != closed.origin:
            raise Failure("receipt", f"the receipt is of {log.origin}, the proof of {closed.origin}")
        known = {shown.index: shown.text for shown in proof.file.leaves}
        if proof.file.entries is not None:
            known.update(enumerate(proof.file.entries, 1))
        is_same_log = (log.size, log.root) == (closed.size, closed.root)
        is_there: Optional[bool] = True if is_same_log else None
        if entry.index in known:
            is_there = known[entry.index] == leaf
        elif entry.index >= closed.size:
            is_there = False
        if is_there is False:
            raise Failure("dropped", f"the closed log holds something else at {entry.index}: proof of fraud")
        report.facts["in_closed_log"] = is_there
        if is_there is None:
            check.unchecked("the proof file does not show this leaf; use the full proof or a newer receipt")
    with report.check("receipt's log became the closed log") as check:
        if proof.leaf_hashes is not None and log.size <= closed.size:
            is_consistent: Optional[bool] = tree_root(proof.leaf_hashes[: log.size]) == log.root
        elif log.size >= closed.size:  # nothing follows the close leaf
            is_consistent = is_same_log
        else:
            is_consistent = None
            check.unchecked("the logs cannot be compared without the entry list")
        if is_consistent is False:
            raise Failure("inconsistent", "the server signed two logs that contradict each other: proof of fraud")
    report.facts["cancelled"] = entry.index in proof.close.cancelled
    if report.facts["cancelled"]:
        report.notes.append("This entry was struck out before closing: it is in the log, but cannot win.")


# ---------------------------------------------------------------------------------------------------------------
# Instant-win plays (§8)

PAYTABLE = re.compile(
    r"vdraw/1 paytable\n"
    rf"game (?P<game>{FIELD})\n"
    r"alphabet (?P<alphabet>[0-9A-Z]{2,36})\n"
    r"length (?P<length>[1-9][0-9]?)\n"
    rf"(?P<rules>(?:(?:mask {FIELD}|same {DEC}) {FREE}\n)+)"
)
CLASSES = {"?": "[0-9A-Z]", "#": "[0-9]", "@": "[A-Z]"}


class Paytable(NamedTuple):
    game: str
    alphabet: str
    length: int
    rules: Tuple[Tuple[Callable[[str], bool], str], ...]  # does a code match, prize

    def prize_of(self, code: str) -> Optional[str]:
        """The prize of the first rule that matches."""
        return next((prize for matches, prize in self.rules if matches(code)), None)


def parse_paytable(text: str) -> Paytable:
    """Syntax and values [paytable]."""
    match = PAYTABLE.fullmatch(text)
    if match is None or "/" not in match["game"] or not is_origin(match["game"]):
        raise Failure("paytable", "the paytable is malformed")
    alphabet, length = match["alphabet"], int(match["length"])
    if any(a >= b for a, b in zip(alphabet, alphabet[1:])):
        raise Failure("paytable", "the alphabet is not ascending")
    rules = []
    for line in match["rules"].split("\n")[:-1]:
        kind, what, prize = line.split(" ", 2)
        rules.append((mask_rule(what, alphabet, length) if kind == "mask" else same_rule(int(what), length), prize))
    return Paytable(match["game"], alphabet, length, tuple(rules))


def mask_rule(pattern: str, alphabet: str, length: int) -> Callable[[str], bool]:
    if len(pattern) != length or any(c not in alphabet and c not in CLASSES for c in pattern):
        raise Failure("paytable", f"the mask {pattern} does not fit the paytable")
    matcher = re.compile("".join(CLASSES.get(c, c) for c in pattern))
    return lambda code: matcher.fullmatch(code) is not None


def same_rule(k: int, length: int) -> Callable[[str], bool]:
    within("paytable", "the count of a same rule", k, 2, length)
    return lambda code: max(code.count(symbol) for symbol in code) >= k


def play_commitment(game: str, paytable: str, server_seed: bytes) -> str:
    return sha256(f"vdraw/1 play-seed\n{game}\n{sha256(paytable.encode()).hex()}\n".encode(), server_seed).hex()


def verify_plays(data: bytes) -> Report:
    """Verifies a plays file; it carries no signature, so the commitment must be the one shown before playing."""
    report = Report()
    with contextlib.suppress(Failure):
        with report.check("file format"):
            names = ("format", "paytable", "commitment", "server_seed", "client_seed", "plays")
            file = members_of(load_json(data), names)
            texts = {name: text_of(file[name]) for name in names[:-1]}
            if texts["format"] != "vdraw/1 plays":
                raise Failure("format", "the file is not a vdraw/1 plays file")
            plays = []
            for item in list_of(file["plays"]):
                members = members_of(item, ("nonce", "code", "prize"))
                prize = None if members["prize"] is None else text_of(members["prize"])
                plays.append((integer_of(members["nonce"]), text_of(members["code"]), prize))
        with report.check("paytable") as check:
            paytable = parse_paytable(texts["paytable"])
            check.detail = paytable.game
        with report.check("commitment"):
            seed = decode_hex(texts["server_seed"], 32)
            if seed is None or play_commitment(paytable.game, texts["paytable"], seed) != texts["commitment"]:
                raise Failure("seed", "server seed and paytable are not those of the commitment")
        with report.check("client seed"):
            if not re.fullmatch(r"[0-9A-Za-z_-]{1,64}", texts["client_seed"]):
                raise Failure("client-seed", "the client seed is malformed")
        with report.check("plays") as check:
            for nonce, play in enumerate(plays):
                check_play(paytable, seed, texts["client_seed"], nonce, play)
            check.detail = str(len(plays))
        report.facts["plays"] = len(plays)
        report.notes.append(f"Compare with the commitment shown before the first play: {texts['commitment']}")
    return report


def check_play(
    paytable: Paytable, seed: bytes, client_seed: str, nonce: int, play: Tuple[int, str, Optional[str]]
) -> None:
    if play[0] != nonce:
        raise Failure("nonce", f"play {nonce} is missing")
    words = stream(seed, f"play {client_seed}:{nonce}")
    size = len(paytable.alphabet)
    code = "".join(paytable.alphabet[uniform(words, size)] for _ in range(paytable.length))
    if play[1:] != (code, paytable.prize_of(code)):
        raise Failure("play", f"play {nonce} is not what the seeds and the paytable give")


# ---------------------------------------------------------------------------------------------------------------
# Command line


def when(t: int) -> str:
    """A time in UTC for people; far ones, which Python's calendar does not reach, in seconds."""
    try:
        return datetime.fromtimestamp(t, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):
        return f"second {t}"


def printable(text: str) -> str:
    """Text of a file, safe to print: prize names must not move the cursor or turn the writing direction."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def print_report(title: str, report: Report, shown_steps: int = 20) -> None:
    print(title)
    for check in report.checks:
        code = f"[{check.code}] " if check.code else ""
        print(printable(f"  {check.state:9}  {check.name:36} {code}{check.detail}").rstrip())
    steps = [] if report.error else report.facts.get("drawing", [])
    for step in steps[:shown_steps]:
        ticket = f", ticket number {step['ticket']}" if step["ticket"] else ""
        prize = f": {step['prize']}" if step["prize"] else ""
        line = f"  {step['outcome']:12} ballot {step['ballot']}{ticket}, entry {step['index']}{prize}"
        print(printable(line))
    if len(steps) > shown_steps:
        print(f"  and {len(steps) - shown_steps} more steps (--json shows all)")
    if not report.error:
        for note in report.notes:
            print(printable(f"  {note}"))


def conclusion(reports: Dict[str, Report], exit_code: int) -> str:
    """One line. It never says "verified" alone while something is unchecked."""
    if exit_code == 1:
        failed = [f"{name} [{r.error}]" for name, r in reports.items() if r.error]
        return f"FAILED: {', '.join(failed)}"
    if exit_code == 3:
        open_points = [point for r in reports.values() for point in r.unchecked]
        return printable("VERIFIED ONLY IN PART. Not checked: " + "; ".join(open_points))
    level = next((r.facts["level"] for r in reports.values() if "level" in r.facts), None)
    fallback = any(r.facts.get("fallback") for r in reports.values())
    return "VERIFIED" + (f", level {level}" if level else "") + (", SEED WITHHELD (fallback round)" if fallback else "")


def report_as_json(report: Report) -> Dict[str, object]:
    checks = [{k: v for k, v in vars(check).items() if v} for check in report.checks]
    result: Dict[str, object] = {"ok": report.error is None, "checks": checks, "unchecked": report.unchecked}
    if report.error:
        return {**result, "error": report.error}
    return {**result, **report.facts, "notes": report.notes}


def parse_arguments(arguments: Optional[Sequence[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Verify a draw, a receipt or instant-win plays (vdraw/1) without trusting the server.",
        epilog="Exit codes: 0 verified, 1 failed, 2 wrong usage, 3 verified but something could not be checked.",
    )
    parser.add_argument("proof", nargs="?", metavar="PROOF", help="proof file (JSON); - reads standard input")
    parser.add_argument("--vkey", help="the server's verifier key, from a source other than the server if you can")
    parser.add_argument("--witness", action="append", default=[], help="verifier key of a witness; repeatable")
    parser.add_argument("--quorum", type=int, default=0, help="how many witnesses must have cosigned in time")
    parser.add_argument("--receipt", metavar="FILE", help="receipt (.tlog-proof), compared with PROOF if there is one")
    parser.add_argument("--ref", metavar="TEXT", help="the reference that the receipt must be for")
    parser.add_argument("--plays", metavar="FILE", help="plays file of an instant-win session (JSON)")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    options = parser.parse_args(arguments)
    if not (options.proof or options.receipt or options.plays):
        parser.error("nothing to verify: give a proof file, --receipt or --plays")
    if (options.proof or options.receipt) and not options.vkey:
        parser.error("--vkey is needed: without the server's key nothing can be verified")
    if options.ref is not None and not options.receipt:
        parser.error("--ref needs --receipt")
    if options.quorum < 0:
        parser.error("--quorum is 0 or more")
    try:
        options.vkey = parse_vkey(options.vkey, LOG_KEY) if options.vkey else None
        options.witness = [parse_vkey(text, WITNESS_KEY) for text in options.witness]
    except ValueError as error:
        parser.error(f"verifier key: {error}")
    return options


def read(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    with open(path, "rb") as file:
        return file.read()


def main(arguments: Optional[Sequence[str]] = None) -> int:
    options = parse_arguments(arguments)
    reports: Dict[str, Report] = {}
    proof = None
    try:
        if options.proof:
            proof = verify_proof(read(options.proof), options.vkey, options.witness, options.quorum)
            reports["proof"] = proof.report
        if options.receipt:
            # A receipt is still worth checking if the proof failed, but not against it.
            passed = proof if proof and not proof.report.error else None
            reports["receipt"] = verify_receipt(read(options.receipt), options.vkey, options.ref, passed)
        if options.plays:
            reports["plays"] = verify_plays(read(options.plays))
    except OSError as error:
        print(f"cannot read {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    codes = [report.exit_code for report in reports.values()]
    exit_code = 1 if 1 in codes else max(codes)
    if options.json:
        print(json.dumps({"exit": exit_code, **{name: report_as_json(r) for name, r in reports.items()}}, indent=1))
    else:
        for name, report in reports.items():
            print_report(name, report)
        print(conclusion(reports, exit_code))
    return exit_code


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a prize name must not stop the report on a narrow terminal
    sys.exit(main())
