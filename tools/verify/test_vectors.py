"""Tests of the verifier: every vector of the protocol gives its `expect`, and what no vector covers fails as §9 says.

It is not a second implementation: the small server below signs logs with the verifier's own hash functions.

Run `python3 test_vectors.py`. The vectors are read from `tests/vectors` of the project, or from the folder in the
environment variable VDRAW_VECTORS. Files needed: see NEEDED.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import random
import tempfile
import tracemalloc
import unittest
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple
from unittest import mock

import bls12381
import vdraw_verify as v

VECTORS = Path(os.environ.get("VDRAW_VECTORS") or Path(__file__).resolve().parents[2] / "tests" / "vectors")
NEEDED = ("draws", "large", "raffle", "witness", "atclose", "tampered", "receipts", "plays", "primitives")

# Every code of §9. Those without a vector of their own are covered by the small server below.
CODES_IN_VECTORS = {
    "format", "checkpoint", "note-signature", "inclusion", "leaf-format", "open-rules", "round", "ballots",
    "close-time", "late", "beacon", "seed", "selection", "root", "numbers", "anchor", "cosignature", "witness",
    "who", "dropped", "inconsistent", "paytable", "client-seed", "nonce", "play",
}  # fmt: skip


def vectors(name: str) -> List[Dict[str, Any]]:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def vector(file: str, name: str) -> Dict[str, Any]:
    return next(x for x in vectors(file) if x["name"] == name)


def as_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def run_proof(x: Dict[str, Any], proof: Any = None) -> v.ProofCheck:
    witnesses = [v.parse_vkey(w, v.WITNESS_KEY) for w in x.get("witnesses", [])]
    server = v.parse_vkey(x["vkey"], v.LOG_KEY)
    return v.verify_proof(as_bytes(proof or x["proof"]), server, witnesses, x.get("quorum", 0))


def run_vector(x: Dict[str, Any]) -> v.Report:
    if x["type"] == "plays":
        return v.verify_plays(as_bytes(x["plays"]))
    if x["type"] == "proof":
        return run_proof(x).report
    proof = run_proof(x) if "proof" in x else None
    if proof and proof.report.error:
        return proof.report
    return v.verify_receipt(x["receipt"].encode(), v.parse_vkey(x["vkey"], v.LOG_KEY), x.get("ref"), proof)


class Vectors(unittest.TestCase):
    """The vectors decide."""

    def check_file(self, name: str) -> None:
        for x in vectors(name):
            with self.subTest(file=name, vector=x["name"]):
                report, expect = run_vector(x), dict(x["expect"])
                if expect.pop("ok"):
                    self.assertIsNone(report.error)
                    self.assertEqual({k: report.facts.get(k) for k in expect}, expect)
                else:
                    self.assertEqual(report.error, expect["error"])

    def test_valid_draws_verify(self) -> None:
        for name in ("draws", "raffle", "witness", "atclose"):
            self.check_file(name)

    def test_a_full_proof_of_many_entries_verifies(self) -> None:
        self.check_file("large")

    def test_tampered_draws_fail_with_their_code(self) -> None:
        self.check_file("tampered")

    def test_receipts_give_what_they_should(self) -> None:
        self.check_file("receipts")

    def test_plays_give_what_they_should(self) -> None:
        self.check_file("plays")

    def test_the_vectors_cover_the_codes_they_are_known_to_cover(self) -> None:
        seen = {x["expect"].get("error") for name in NEEDED for x in vectors(name)} - {None}
        self.assertEqual(seen, CODES_IN_VECTORS)


class Primitives(unittest.TestCase):
    """Numbers, commitments, rounds and beacons."""

    def setUp(self) -> None:
        (self.data,) = vectors("primitives")

    def test_stream(self) -> None:
        for x in self.data["stream"]:
            want = bytes.fromhex(x["bytes"])
            words = islice(v.stream(bytes.fromhex(x["key"]), x["label"]), len(want) // 8)
            self.assertEqual(b"".join(w.to_bytes(8, "big") for w in words), want)

    def test_uniform(self) -> None:
        for x in self.data["uniform"]:
            words = v.stream(bytes.fromhex(x["key"]), x["label"])
            self.assertEqual([str(v.uniform(words, int(x["n"]))) for _ in x["values"]], x["values"])

    def test_uniform_refuses_the_first_word_that_would_favour_small_numbers(self) -> None:
        limit = 2**64 - 2**64 % 10
        self.assertEqual(v.uniform(iter([limit, 2**64 - 1, limit - 1]), 10), 9)

    def test_order(self) -> None:
        for x in self.data["order"]:
            got = v.order(bytes.fromhex(x["key"]), x["label"], x["n"])
            self.assertEqual(list(islice(got, len(x["values"]))), x["values"])

    def test_order_is_a_permutation(self) -> None:
        for n in (0, 1, 2, 3, 100):
            self.assertEqual(sorted(v.order(bytes(32), "select", n)), list(range(1, n + 1)))

    def test_order_of_the_largest_draw_needs_no_large_memory(self) -> None:
        tracemalloc.start()
        first = list(islice(v.order(bytes(32), "select", 2**40), 1000))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        self.assertEqual(len(set(first)), 1000)
        self.assertLess(peak, 2**20)

    def test_rounds(self) -> None:
        for x in self.data["rounds"]:
            self.assertEqual(v.CHAINS[x["chain"]].round_at(x["time"]), x["round"])

    def test_who_and_seed(self) -> None:
        for x in self.data["who"]:
            self.assertEqual(v.who_of(x["origin"], bytes.fromhex(x["salt"]), x["ref"]), x["who"])
        for x in self.data["seed"]:
            self.assertEqual(v.seed_commitment(x["origin"], bytes.fromhex(x["seed"])), x["commitment"])

    def test_beacons(self) -> None:
        for x in self.data["beacons"]:
            with self.subTest(round=x["round"], signature=x["signature"]):
                signature = bytes.fromhex(x["signature"])
                self.assertIs(v.drand_signature_is_valid(x["chain"], x["round"], signature), x["valid"])
                if "randomness" in x:
                    self.assertEqual(hashlib.sha256(signature).hexdigest(), x["randomness"])


class Bls(unittest.TestCase):
    """bls12381.py against RFC 9380 and against the definitions of the curve."""

    def test_hash_to_g1_gives_the_points_of_rfc_9380(self) -> None:
        dst = b"QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_"
        known = {  # appendix J.9.1
            b"": (
                0x052926ADD2207B76CA4FA57A8734416C8DC95E24501772C814278700EED6D1E4E8CF62D9C09DB0FAC349612B759E79A1,
                0x08BA738453BFED09CB546DBB0783DBB3A5F1F566ED67BB6BE0E8C67E2E81A4CC68EE29813BB7994998F3EAE0C9C6A265,
            ),
            b"abc": (
                0x03567BC5EF9C690C2AB2ECDF6A96EF1C139CC0B2F284DCA0A9A7943388A49A3AEE664BA5379A7655D3C68900BE2F6903,
                0x0B9C15F3FE6E5CF4211F346271D7B01C8F3B28BE689C8429C85B67AF215533311F0B8DFAAA154FA6B88176C229F2885D,
            ),
        }
        for message, (x, y) in known.items():
            self.assertEqual(bls12381.hash_to_g1(message, dst), ((x, 0), (y, 0)))

    def test_the_isogeny_maps_its_curve_onto_the_curve(self) -> None:
        for u in range(20):
            x, y = bls12381.map_to_isogenous_curve(u)
            self.assertEqual((x**3 + bls12381.ISO_A * x + bls12381.ISO_B - y * y) % bls12381.P, 0)
            self.assertTrue(bls12381.is_on_curve(bls12381.apply_isogeny(x, y), bls12381.G1_B))

    def test_the_generator_of_g2_is_one(self) -> None:
        self.assertTrue(bls12381.is_on_curve(bls12381.G2_GENERATOR, bls12381.G2_B))
        self.assertIsNone(bls12381.point_mul(bls12381.R, bls12381.G2_GENERATOR))

    def test_the_pairing_is_bilinear_and_not_constant(self) -> None:
        g1 = bls12381.hash_to_g1(b"any point", b"test")
        minus = bls12381.point_mul(bls12381.R - 6, g1)
        double, triple = bls12381.point_mul(2, g1), bls12381.point_mul(3, bls12381.G2_GENERATOR)
        self.assertTrue(bls12381.pairing_product_is_one([(double, triple), (minus, bls12381.G2_GENERATOR)]))
        self.assertFalse(bls12381.pairing_product_is_one([(g1, triple), (minus, bls12381.G2_GENERATOR)]))

    def test_points_outside_the_subgroup_are_refused(self) -> None:
        x = next(x for x in range(100) if bls12381.fp_sqrt(x**3 + 4) is not None)
        with self.assertRaisesRegex(ValueError, "subgroup"):
            bls12381.decode_g1(bytes([0x80]) + x.to_bytes(47, "big"))

    def test_x_beyond_the_field_and_other_lengths_are_refused(self) -> None:
        for data in (bytes([0x9F]) + bytes([0xFF]) * 47, bytes([0x80]) * 47, bytes(48), bytes([0xC0]) + bytes(47)):
            with self.assertRaises(ValueError):
                bls12381.decode_g1(data)


class Ed25519(unittest.TestCase):
    """Strict verification (§2)."""

    # RFC 8032 §7.1, test 2
    KEY = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    SIGNATURE = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )

    def test_a_good_signature_verifies_and_others_do_not(self) -> None:
        self.assertTrue(v.ed_verify(self.KEY, b"\x72", self.SIGNATURE))
        self.assertFalse(v.ed_verify(self.KEY, b"\x73", self.SIGNATURE))
        self.assertFalse(v.ed_verify(self.KEY, b"\x72", self.SIGNATURE[:-1]))

    def test_s_plus_l_is_refused(self) -> None:
        s = int.from_bytes(self.SIGNATURE[32:], "little") + v.ED_L
        self.assertFalse(v.ed_verify(self.KEY, b"\x72", self.SIGNATURE[:32] + s.to_bytes(32, "little")))

    def test_points_of_small_order_are_refused_though_the_equation_holds(self) -> None:
        neutral = v.ed_encode(v.ED_NEUTRAL)  # with A = R = neutral element and S = 0, every message would verify
        self.assertFalse(v.ed_verify(neutral, b"anything", neutral + bytes(32)))
        self.assertTrue(v.ed_is_small(v.ed_decode(bytes(32))))  # y = 0, of order 4
        # A of full order, R = neutral, S = k·a: valid without the check on R
        a, key = secret_scalar(bytes(32))
        k = int.from_bytes(hashlib.sha512(neutral + key + b"m").digest(), "little") % v.ED_L
        self.assertFalse(v.ed_verify(key, b"m", neutral + (k * a % v.ED_L).to_bytes(32, "little")))

    def test_a_point_of_mixed_order_needs_the_equation_without_cofactor(self) -> None:
        torsion = v.ed_decode(bytes(32))
        a, key = secret_scalar(bytes(32))
        mixed = v.ed_encode(v.ed_add(v.ed_decode(key), torsion))
        r, big_r = secret_scalar(b"\x01" * 32)
        verdicts = set()
        for message in (bytes([i]) for i in range(16)):
            k = int.from_bytes(hashlib.sha512(big_r + mixed + message).digest(), "little") % v.ED_L
            signature = big_r + ((r + k * a) % v.ED_L).to_bytes(32, "little")
            self.assertEqual(v.ed_verify(mixed, message, signature), k % 4 == 0)
            verdicts.add(k % 4 == 0)
        self.assertEqual(verdicts, {True, False})

    def test_encodings_that_are_not_canonical_are_refused(self) -> None:
        self.assertIsNone(v.ed_decode(v.ED_P.to_bytes(32, "little")))  # y = 0, written as P
        self.assertIsNone(v.ed_decode((v.ED_P + 1).to_bytes(32, "little")))  # y = 1, written as P + 1
        self.assertIsNone(v.ed_decode((1 | 1 << 255).to_bytes(32, "little")))  # x = 0 with its sign bit set
        self.assertIsNone(v.ed_decode((2).to_bytes(32, "little")))  # not on the curve


# ---------------------------------------------------------------------------------------------------------------
# A small server: what the operator could sign, right or wrong

SERVER, DRAW = "test.example/v", "test.example/v/d"
SEED = bytes(range(32))
T0 = 1_700_000_000


def secret_scalar(secret: bytes) -> Tuple[int, bytes]:
    """Secret scalar and public key (RFC 8032 §5.1.5)."""
    raw = bytearray(hashlib.sha512(secret).digest()[:32])
    raw[0] &= 248
    raw[31] = raw[31] & 127 | 64
    scalar, point = int.from_bytes(raw, "little"), v.ED_NEUTRAL
    for bit in bin(scalar)[2:]:
        point = v.ed_add(point, point)
        if bit == "1":
            point = v.ed_add(point, v.ED_BASE)
    return scalar, v.ed_encode(point)


SCALAR, PUBLIC = secret_scalar(b"\x07" * 32)
KEY = v.Key(SERVER, v.LOG_KEY, PUBLIC)


def sign(message: bytes) -> bytes:
    """A signature under the test key; the nonce is a plain hash, which is good enough for a public test key."""
    nonce, big_r = secret_scalar(hashlib.sha256(message).digest())
    k = int.from_bytes(hashlib.sha512(big_r + PUBLIC + message).digest(), "little")
    return big_r + ((nonce + k * SCALAR) % v.ED_L).to_bytes(32, "little")


def signed_note(origin: str, leaves: Sequence[str]) -> str:
    body = f"{origin}\n{len(leaves)}\n{v.b64(v.tree_root(map(v.leaf_hash, leaves)))}\n"
    return f"{body}\n\u2014 {origin} {v.b64(KEY.id_for(origin) + sign(body.encode()))}\n"


def path_of(hashes: Sequence[bytes], index: int) -> List[bytes]:
    """PATH of RFC 6962 §2.1.1."""
    if len(hashes) == 1:
        return []
    half = 1 << (len(hashes) - 1).bit_length() - 1
    if index < half:
        return path_of(hashes[:half], index) + [v.tree_root(hashes[half:])]
    return path_of(hashes[half:], index - half) + [v.tree_root(hashes[:half])]


def tlog_proof(origin: str, leaves: Sequence[str], index: int, extra: Optional[str] = None) -> str:
    extra_line = f"extra {v.b64(extra.encode())}\n" if extra is not None else ""
    path = "".join(f"{v.b64(h)}\n" for h in path_of([v.leaf_hash(t) for t in leaves], index))
    return f"c2sp.org/tlog-proof@v1\n{extra_line}index {index}\n{path}\n{signed_note(origin, leaves)}"


def open_leaf(**changes: str) -> str:
    """An open leaf without drand; changes replace the value of a line, `prizes` all prize lines."""
    lines = {
        "opens": str(T0),
        "closes": str(T0 + 1000),
        "terms": "none",
        "numbers": "sequential",
        "seed": v.seed_commitment(DRAW, SEED),
        "beacon": "none",
        "reveal-by": str(T0 + 9000),
        "early": "no",
        "one-prize": "no",
        "reserves": "1",
    }
    prizes = changes.pop("prizes", "prize 1 A bicycle\n")
    lines.update({name.replace("_", "-"): value for name, value in changes.items()})
    return f"vdraw/1 open\n{DRAW}\n" + "".join(f"{k} {value}\n" for k, value in lines.items()) + prizes


def who(name: str) -> str:
    return v.who_of(DRAW, bytes(16), name)


def entry_leaf(first: int, count: int, time: int = T0, name: str = "a", numbers: Sequence[int] = ()) -> str:
    tail = f"numbers {' '.join(map(str, numbers))}\n" if numbers else ""
    return f"vdraw/1 entry\n{DRAW}\n{first} {count}\n{time}\n{who(name)}\n{tail}"


def close_leaf(entries: int, ballots: int, time: int = T0 + 1000, tail: str = "") -> str:
    return f"vdraw/1 close\n{DRAW}\n{entries} {ballots}\n{time}\n{tail}"


ENTRIES = [entry_leaf(1, 3, T0, "ann"), entry_leaf(4, 1, T0, "ben"), entry_leaf(5, 2, T0 + 1, "cem")]


def owner_of(ballot: int, entries: Sequence[v.Entry]) -> v.Entry:
    for entry in entries:
        if entry.first <= ballot <= entry.last:
            return entry
    raise v.Failure("selection", "nobody owns the ballot")


def proof_of(
    opened: Optional[str] = None, entries: Sequence[str] = ENTRIES, closed: Optional[str] = None, full: bool = True
) -> Dict[str, Any]:
    """A signed proof file with all leaves and, if the leaves can be read, the right drawing."""
    leaves = [opened or open_leaf(), *entries, closed or close_leaf(3, 6)]
    hashes = [v.leaf_hash(t) for t in leaves]
    paths = [[v.b64(h) for h in path_of(hashes, i)] for i in range(len(leaves))]
    file: Dict[str, Any] = {
        "format": "vdraw/1 proof",
        "checkpoint": signed_note(DRAW, leaves),
        "seed": SEED.hex(),
        "beacon": {"kind": "none"},
        "leaves": [{"index": i, "leaf": t, "proof": paths[i]} for i, t in enumerate(leaves)],
        "draws": [],
    }
    if full:
        file["entries"] = list(entries)
    with contextlib.suppress(v.Failure):
        rules = v.parse_open(leaves[0], DRAW)
        close = v.parse_close(leaves[-1], DRAW, rules)
        log = v.open_checkpoint(file["checkpoint"], KEY, is_draw=True)
        key = v.draw_key(log, rules, close.ballots, file["seed"], v.Beacon("none"))
        owners = [v.parse_entry(t, DRAW, i, rules.tickets) for i, t in enumerate(entries, 1)]
        steps = v.select(key, rules, close, lambda ballot: owner_of(ballot, owners))
        file["draws"] = [asdict(step) for step in steps]
    return file


def error_of(proof: Any, quorum: int = 0) -> Optional[str]:
    return v.verify_proof(proof if isinstance(proof, bytes) else as_bytes(proof), KEY, (), quorum).report.error


class Operator(unittest.TestCase):
    """Signed by the right key, but against the rules: cases that have no vector."""

    def test_the_small_server_makes_good_proofs(self) -> None:
        self.assertIsNone(error_of(proof_of()))

    def test_open_leaf_syntax(self) -> None:
        for opened in (
            open_leaf(opens=str(2**40 + 1)),
            open_leaf(numbers="shuffled 0"),
            open_leaf(numbers=f"shuffled {2**24 + 1}"),
            open_leaf(beacon="public "),
            open_leaf(prizes="prize 1 " + "x" * 201 + "\n"),
            open_leaf(prizes="prize 100001 x\n"),
            open_leaf(prizes="prize 1 tab\there\n"),
            open_leaf(prizes="prize 1 x\n" * 1001),
            open_leaf(reserves="1" + "0" * 19),
            open_leaf(prizes="prize 1 no line end"),
            open_leaf() + "\n",
            "\ufeff" + open_leaf(),
        ):
            with self.subTest(opened=opened[:300]):
                self.assertEqual(error_of(proof_of(opened)), "leaf-format")

    def test_open_leaf_values(self) -> None:
        drand = f"drand {v.QUICKNET}"
        for opened in (
            open_leaf(reserves="100001"),
            open_leaf(prizes="prize 50000 x\nprize 50001 y\n"),
            open_leaf(reveal_by=str(T0 + 1000)),
            open_leaf(beacon=f"{drand} {2**20 + 1} at-close", reveal_by=str(T0 + 2**21)),
            open_leaf(beacon=f"{drand} 59 at-close"),
        ):
            with self.subTest(opened=opened):
                self.assertEqual(error_of(proof_of(opened)), "open-rules")
        self.assertEqual(error_of(proof_of(open_leaf(beacon=f"{drand} 300 0"))), "round")

    def test_free_text_may_hold_any_character_that_is_no_control(self) -> None:
        for prize in (" leading", "trailing ", "\u2028", "\u0085", "x" * 200, "\U0001f3c6" * 200, "two  spaces"):
            with self.subTest(prize=prize):
                self.assertIsNone(error_of(proof_of(open_leaf(prizes=f"prize 1 {prize}\n"))))

    def test_the_largest_and_smallest_allowed_values_pass(self) -> None:
        drand = f"drand {v.QUICKNET}"
        for opened in (
            open_leaf(reserves="100000", prizes="prize 50000 x\nprize 50000 y\n"),
            open_leaf(beacon=f"{drand} 60 at-close"),
            open_leaf(beacon=f"{drand} {2**20} at-close", reveal_by=str(T0 + 2**21)),
        ):
            v.check_open(v.parse_open(opened, DRAW))
        rules = v.parse_open(open_leaf(one_prize="yes", early="yes"), DRAW)
        close = v.Close(entries=1, ballots=2**24, time=T0, round=None, cancelled=frozenset())
        v.check_close(close, rules, 3)
        self.assertEqual(close.time, rules.opens)

    def test_a_sequential_draw_without_ballots_is_not_sold_out(self) -> None:
        self.assertEqual(error_of(proof_of(entries=[], closed=close_leaf(0, 0, T0 + 999))), "close-time")
        early = as_bytes(proof_of(open_leaf(early="yes"), [], close_leaf(0, 0, T0 + 999)))
        self.assertEqual(v.verify_proof(early, KEY).report.facts["early_reason"], "operator")

    def test_close_leaf(self) -> None:
        for tail in ("cancel 0\n", "cancel 4\n", "cancel 2\ncancel 2\n", "cancel 2\ncancel 1\n", "cancel 1"):
            with self.subTest(tail=tail):
                self.assertEqual(error_of(proof_of(closed=close_leaf(3, 6, tail=tail))), "leaf-format")
        self.assertEqual(error_of(proof_of(closed=close_leaf(3, 2))), "ballots")
        nothing_drawn = open_leaf(prizes="", reserves="0")
        self.assertEqual(error_of(proof_of(nothing_drawn, closed=close_leaf(3, 2), full=False)), "ballots")
        self.assertEqual(error_of(proof_of(nothing_drawn, [], close_leaf(0, 1), full=False)), "ballots")
        self.assertEqual(error_of(proof_of(closed=close_leaf(3, 2**40 + 1))), "ballots")
        self.assertEqual(error_of(proof_of(open_leaf(one_prize="yes"), closed=close_leaf(3, 2**24 + 1))), "ballots")
        self.assertEqual(error_of(proof_of(closed=close_leaf(3, 2**24 + 1, tail="cancel 1\n"))), "ballots")
        self.assertEqual(error_of(proof_of(closed=close_leaf(3, 6, T0 + 9000))), "close-time")

    def test_entries(self) -> None:
        self.assertEqual(error_of(proof_of(entries=[entry_leaf(2**40 + 1, 1)], closed=close_leaf(1, 1))), "leaf-format")
        self.assertEqual(error_of(proof_of(entries=[entry_leaf(1, 2**32 + 1)], closed=close_leaf(1, 1))), "leaf-format")
        self.assertEqual(error_of(proof_of(entries=[entry_leaf(1, 2)], closed=close_leaf(1, 1))), "ballots")
        gap = [entry_leaf(2, 2)]
        self.assertEqual(error_of(proof_of(open_leaf(reserves="9"), gap, close_leaf(1, 3))), "selection")
        nothing_drawn = open_leaf(prizes="", reserves="0")
        self.assertEqual(error_of(proof_of(nothing_drawn, gap, close_leaf(1, 3))), "ballots")
        for first, count in ((3, 1), (4, 2)):  # an overlap; a ballot beyond n
            pair = [entry_leaf(1, 3), entry_leaf(first, count)]
            self.assertEqual(error_of(proof_of(nothing_drawn, pair, close_leaf(2, 4), full=False)), "ballots")

    def test_a_ballot_without_shown_leaf_cannot_be_given_to_a_neighbour(self) -> None:
        proof = proof_of(open_leaf(reserves="9"), full=False)
        proof["leaves"] = [leaf for leaf in proof["leaves"] if leaf["index"] != 2]
        for step in proof["draws"]:
            step["index"] = 1 if step["index"] == 2 else step["index"]
        self.assertEqual(error_of(proof), "selection")
        late = [entry_leaf(1, 1, T0 + 1000)]
        self.assertEqual(error_of(proof_of(entries=late, closed=close_leaf(1, 1))), "late")

    def test_a_draw_of_billions_of_ballots_is_recomputed(self) -> None:
        rules = open_leaf(prizes="prize 5000 x\n", reserves="0")
        report = v.verify_proof(as_bytes(proof_of(rules, [entry_leaf(1, 2**32)], close_leaf(1, 2**32))), KEY).report
        self.assertIsNone(report.error)
        self.assertEqual(report.facts["draws"][-1]["outcome"], "prize 5000")

    def test_an_opening_beacon_is_refused_where_it_is_not_used(self) -> None:
        self.assertEqual(error_of({**proof_of(), "open_beacon": {"kind": "none"}}), "format")

    def test_another_kind_or_chain_of_beacon_is_refused(self) -> None:
        x = vector("raffle", "numbers, some sold")
        for member in ("beacon", "open_beacon"):
            other_chain = {**x["proof"][member], "chain": "00" * 32}
            self.assertEqual(run_proof(x, {**x["proof"], member: other_chain}).report.error, "round")
            for other in ({"kind": "none"}, {"kind": "public", "value": "1"}):
                self.assertEqual(run_proof(x, {**x["proof"], member: other}).report.error, "beacon")
        other = {"kind": "public", "value": "1"}
        self.assertEqual(error_of({**proof_of(), "beacon": other}), "beacon")
        x = vector("raffle", "numbers, no beacon")
        self.assertEqual(run_proof(x, {**x["proof"], "open_beacon": other}).report.error, "beacon")

    def test_ticket_numbers_cannot_be_checked_without_the_seed(self) -> None:
        x = vector("raffle", "numbers, some sold")
        rules = x["proof"]["leaves"][0]["leaf"]
        check = v.ProofCheck(KEY)
        check.file = v.parse_proof_file(as_bytes({**x["proof"], "seed": None}))
        check.rules = v.parse_open(rules, rules.split("\n")[1])
        check._check_ticket_numbers()
        self.assertEqual(check.report.exit_code, 3)

    def test_anchors(self) -> None:
        proof = proof_of()
        anchor = f"vdraw/1 anchor\nopen {DRAW} {v.sha256(open_leaf().encode()).hex()}\n"
        good = tlog_proof(SERVER, [anchor], 0)
        self.assertIsNone(error_of({**proof, "anchor_open": good}))
        self.assertEqual(error_of({**proof, "anchor_open": good}, quorum=1), "witness")
        self.assertEqual(error_of({**proof, "anchor_close": good}), "anchor")
        self.assertEqual(error_of({**proof, "anchor_open": tlog_proof(SERVER, [anchor], 0, "x")}), "tlog-proof")
        self.assertEqual(error_of({**proof, "anchor_open": tlog_proof(DRAW, [anchor], 0)}), "checkpoint")
        self.assertEqual(error_of({**proof, "anchor_open": good.replace("\u2014", "-")}), "note")
        self.assertEqual(error_of({**proof, "anchor_open": good + "\n"}), "note")


class Files(unittest.TestCase):
    """JSON and note syntax."""

    def setUp(self) -> None:
        self.proof = proof_of()

    def test_json_is_read_strictly(self) -> None:
        text = as_bytes(self.proof).decode()
        for changed in (
            text.replace('"index":0', '"index":0.0', 1),
            text.replace('"index":0', '"index":0e0', 1),
            text.replace('"index":0', '"index":-0', 1),
            text.replace('"index":0', '"index":-1', 1),
            text.replace('"index":0', '"index":00', 1),
            text.replace('"index":0', '"index":false', 1),
            text.replace('"index":1', '"index":true', 1),
            text.replace('"index":0', '"index":"0"', 1),
            text.replace('"index":0', '"index":' + "9" * 20, 1),
            text.replace('"index":0', '"index":NaN', 1),
            text.replace('"index":0', '"index":0,"index":0', 1),
            text.replace('"seed":', '"seed":null,"seed":', 1),
            text.replace('"format"', '"\\u0066ormat":"vdraw/1 proof","format"', 1),
            text.replace("vdraw/1 proof", "vdraw/2 proof", 1),
            text.replace("A bicycle", "A \\ud800", 1),
            text.replace("A bicycle", "A\tbicycle", 1),
            text.replace('"kind":"none"', '"kind":"none","value":"1"', 1),
            text.replace('"kind":"none"', '"kind":"dice"', 1),
            text.replace('"kind":"none"', '"kind":["none"]', 1),
            text.replace('"draws":[', '"draws":[{},', 1),
            text.replace('"draws":[', '"draws":null,"x":[', 1),
            text[:-1] + ',"entries":null}' if '"entries"' not in text else text[:-1] + ',"anchor_open":null}',
            text + " {}",
            "\ufeff" + text,
            "[" * 100_000,
            "[]",
            "",
        ):
            with self.subTest(changed=changed[:200]):
                self.assertNotEqual(changed, text)
                self.assertEqual(error_of(changed.encode("utf-8", "surrogatepass")), "format")
        self.assertEqual(error_of(text.encode("utf-16")), "format")
        self.assertEqual(error_of(b"\xff" + text.encode()), "format")

    def test_types_are_read_strictly(self) -> None:
        for member, value in (
            ("draws", {}), ("draws", None), ("leaves", {}), ("leaves", "x"), ("entries", {}), ("entries", [1]),
            ("seed", 1), ("seed", False), ("checkpoint", None), ("beacon", None), ("beacon", "none"),
            ("anchor_open", 1),
        ):  # fmt: skip
            with self.subTest(member=member, value=value):
                self.assertEqual(error_of({**self.proof, member: value}), "format")
        self.proof["seed"] = "here"
        self.assertEqual(error_of(as_bytes(self.proof).replace(b'"here"', b"NaN")), "format")

    def test_notes_are_read_strictly(self) -> None:
        note = self.proof["checkpoint"]
        body, _, line = note.partition("\n\n")
        other = "\u2014 other.example AAAAAAA=\n"
        cases = {
            note + other: None,  # a line of somebody else is ignored
            note + line: None,  # the same valid signature twice
            note + line.replace("\u2014 " + DRAW, "\u2014  " + DRAW): "note",
            note[:-1]: "note",
            note + "\n": "note",
            note + "\u2014 other.example AAAA\n": "note",  # a key ID and no signature
            note + other.replace("AAAAAAA=", "AAAAAAB="): "note",  # base64 that is not canonical
            note.replace("\n", "\r\n"): "note",
            body + "\n": "note",
            body + "\n\n" + other: "note-signature",
            body + "\n\nx\n\n" + line: "checkpoint",
            body.replace("\n5\n", "\n05\n") + "\n\n" + line: "checkpoint",
        }
        bad = v.b64(KEY.id_for(DRAW) + bytes(64))
        cases[note + f"\u2014 {DRAW} {bad}\n"] = "note-signature"  # each line of the key must verify
        for changed, code in cases.items():
            with self.subTest(changed=changed):
                self.assertEqual(error_of({**self.proof, "checkpoint": changed}), code)

    def test_an_index_beyond_the_log_has_no_root(self) -> None:
        leaf = v.leaf_hash("x")
        self.assertEqual(v.root_by_path(leaf, 0, 1, []), leaf)
        self.assertIsNone(v.root_by_path(leaf, 1, 1, []))

    def test_a_public_value_has_at_most_500_characters(self) -> None:
        for length, code in ((500, "selection"), (501, "beacon")):  # the drawing is another one, but that comes later
            proof = proof_of(open_leaf(beacon="public dice"))
            self.assertEqual(error_of({**proof, "beacon": {"kind": "public", "value": "1" * length}}), code)

    def test_a_log_too_small_for_a_draw_is_refused(self) -> None:
        self.assertEqual(error_of({**self.proof, "checkpoint": signed_note(DRAW, [open_leaf()])}), "checkpoint")

    def test_origins(self) -> None:
        for good in ("a", "a.b/c", "a/" + "b" * 63, "x-1.y/2023-08-23"):
            self.assertTrue(v.is_origin(good), good)
        self.assertTrue(v.is_origin("a/" * 99 + "ab"))  # 200 characters
        for bad in (
            "",
            "/",
            "a/" * 100 + "a",
            "a/" * 99 + "abc",
            "a/",
            "a//b",
            "A",
            "a_b",
            "-a",
            "a-",
            "a/checkpoint",
            "tile",
            "b" * 64,
        ):
            self.assertFalse(v.is_origin(bad), bad)

    def test_verifier_keys_are_read_strictly(self) -> None:
        good = f"{SERVER}+{KEY.id_for(SERVER).hex()}+{v.b64(bytes([v.LOG_KEY]) + PUBLIC)}"
        self.assertEqual(v.parse_vkey(good, v.LOG_KEY), KEY)
        for bad in (good.upper(), good[:-1], good.replace("v+", "w+"), good + "\n", "", "+".join(good.split("+")[:2])):
            with self.subTest(bad=bad), self.assertRaises(ValueError):
                v.parse_vkey(bad, v.LOG_KEY)
        with self.assertRaises(ValueError):
            v.parse_vkey(good, v.WITNESS_KEY)


class Receipts(unittest.TestCase):
    """Receipts against proof files in cases that have no vector."""

    EXTRA = ENTRIES[1] + f"salt {bytes(16).hex()}\nref ben\n"

    def check(self, text: str, proof: Optional[Dict[str, Any]] = None, ref: Optional[str] = None) -> v.Report:
        checked = v.verify_proof(as_bytes(proof), KEY) if proof else None
        return v.verify_receipt(text.encode(), KEY, ref, checked)

    def test_form(self) -> None:
        leaves = [open_leaf(), *ENTRIES]
        good = tlog_proof(DRAW, leaves, 2, self.EXTRA)
        self.assertIsNone(self.check(good, ref="ben").error)
        for changed, code in {
            good.replace("@v1", "@v2"): "tlog-proof",
            good.replace("index 2", "index 02"): "tlog-proof",
            good.replace("index 2\n", "index 2\n\n"): "checkpoint",
            tlog_proof(DRAW, leaves, 2): "receipt",
            tlog_proof(DRAW, leaves, 2, self.EXTRA + "\n"): "receipt",
            tlog_proof(DRAW, leaves, 2, self.EXTRA.replace("ref", "name")): "receipt",
            tlog_proof(DRAW, leaves, 2, self.EXTRA.replace("test.example/v/d", "test.example/v/e")): "receipt",
            tlog_proof(DRAW, leaves, 1, self.EXTRA): "inclusion",
            tlog_proof(SERVER, leaves, 2, self.EXTRA): "checkpoint",
        }.items():
            with self.subTest(code=code, changed=changed[:80]):
                self.assertEqual(self.check(changed).error, code)

    def test_a_light_proof_that_does_not_show_the_leaf_leaves_the_question_open(self) -> None:
        text = tlog_proof(DRAW, [open_leaf(), *ENTRIES], 2, self.EXTRA)
        proof = proof_of(open_leaf(prizes="", reserves="0"), full=False)
        proof["leaves"] = [leaf for leaf in proof["leaves"] if leaf["index"] in (0, 4)]
        text = tlog_proof(DRAW, [open_leaf(prizes="", reserves="0"), *ENTRIES], 2, self.EXTRA)
        report = self.check(text, proof)
        self.assertEqual((report.error, report.exit_code), (None, 3))
        self.assertIsNone(report.facts["in_closed_log"])

    def test_a_log_longer_than_the_closed_one_is_fraud(self) -> None:
        longer = [open_leaf(), *ENTRIES, close_leaf(3, 6), entry_leaf(7, 1)]
        for full in (True, False):
            self.assertEqual(
                self.check(tlog_proof(DRAW, longer, 2, self.EXTRA), proof_of(full=full)).error, "inconsistent"
            )

    def test_an_entry_after_the_closed_log_was_dropped(self) -> None:
        extra = entry_leaf(7, 1, name="ben") + f"salt {bytes(16).hex()}\nref ben\n"
        leaves = [open_leaf(), *ENTRIES, entry_leaf(7, 1, name="ben")]
        for full in (True, False):  # index 4 is the close leaf
            self.assertEqual(self.check(tlog_proof(DRAW, leaves, 4, extra), proof_of(full=full)).error, "dropped")

    def test_an_entry_at_the_size_of_the_closed_log_was_dropped(self) -> None:
        extra = entry_leaf(8, 1, name="ben") + f"salt {bytes(16).hex()}\nref ben\n"
        leaves = [open_leaf(), *ENTRIES, entry_leaf(7, 1), entry_leaf(8, 1, name="ben")]
        for full in (True, False):
            self.assertEqual(self.check(tlog_proof(DRAW, leaves, 5, extra), proof_of(full=full)).error, "dropped")

    def test_another_closed_log_of_the_same_size_is_fraud(self) -> None:
        other = [open_leaf(), *ENTRIES, close_leaf(3, 6, T0 + 1001)]
        for full in (True, False):
            self.assertEqual(
                self.check(tlog_proof(DRAW, other, 2, self.EXTRA), proof_of(full=full)).error, "inconsistent"
            )

    def test_a_receipt_of_another_draw_proves_nothing_about_this_one(self) -> None:
        x = vector("receipts", "receipt at sale time")
        server = v.parse_vkey(x["vkey"], v.LOG_KEY)
        other = run_proof(vectors("draws")[0])
        self.assertEqual(v.verify_receipt(x["receipt"].encode(), server, None, other).error, "receipt")


class Plays(unittest.TestCase):
    """Paytables in cases that have no vector."""

    GOOD = "vdraw/1 paytable\ngame a/b\nalphabet 0AB\nlength 3\nmask 0?@ x\nmask A#? a prize\nsame 2 y\n"

    def test_the_first_rule_that_matches_gives_the_prize(self) -> None:
        table = v.parse_paytable(self.GOOD)
        for code, prize in {"00A": "x", "000": "y", "A0B": "a prize", "AAB": "y", "B0A": None, "0BB": "x"}.items():
            self.assertEqual(table.prize_of(code), prize, code)

    def test_malformed_paytables_are_refused(self) -> None:
        for old, new in (
            ("a/b", "a"), ("a/b", "A/b"), ("0AB", "0BA"), ("0AB", "0AA"), ("0AB", "0Ab"), ("0AB", "0"),
            ("length 3", "length 0"), ("length 3", "length 03"), ("length 3", "length 100"), ("length 3", "length 4"),
            ("0?@", "0?"), ("0?@", "1?@"), ("0?@", "0?a"), ("same 2", "same 1"), ("same 2", "same 4"),
            ("same 2", "same  2"),
            (" y\n", "\n"), (" y\n", " y"), ("y\n", "y\n\n"), ("y", "y" * 201), ("same", "any"),
        ):  # fmt: skip
            text = self.GOOD.replace(old, new)
            with self.subTest(text=text), self.assertRaises(v.Failure) as failed:
                v.parse_paytable(text)
            self.assertEqual(failed.exception.code, "paytable")

    def test_the_file_is_read_strictly(self) -> None:
        plays = vector("plays", "plays of one session")["plays"]
        for changed in ({**plays, "format": "vdraw/1 proof"}, {**plays, "x": 1}, {**plays, "plays": None}):
            self.assertEqual(v.verify_plays(as_bytes(changed)).error, "format")
        for seed in (plays["server_seed"].upper(), plays["server_seed"][:-2], ""):
            self.assertEqual(v.verify_plays(as_bytes({**plays, "server_seed": seed})).error, "seed")
        for seed in ("", "a" * 65, "a\n", "\u0661"):
            self.assertEqual(v.verify_plays(as_bytes({**plays, "client_seed": seed})).error, "client-seed")


class NegativeControls(unittest.TestCase):
    """Any change of a valid file is noticed."""

    def setUp(self) -> None:
        self.random = random.Random(4)
        self.x = vector("witness", "2 of 3 witnesses")
        self.x["quorum"] = 3  # with fewer, a cosignature that breaks would not matter
        self.data = as_bytes(self.x["proof"])

    def run_bytes(self, data: bytes) -> v.Report:
        witnesses = [v.parse_vkey(w, v.WITNESS_KEY) for w in self.x["witnesses"]]
        return v.verify_proof(data, v.parse_vkey(self.x["vkey"], v.LOG_KEY), witnesses, 3).report

    def test_the_unchanged_file_verifies(self) -> None:
        self.assertIsNone(self.run_bytes(self.data).error)

    def test_every_flipped_bit_is_noticed(self) -> None:
        for _ in range(250):
            bit = self.random.randrange(len(self.data) * 8)
            changed = bytearray(self.data)
            changed[bit // 8] ^= 1 << bit % 8
            with self.subTest(bit=bit):
                self.assertIsNotNone(self.run_bytes(bytes(changed)).error)

    def test_every_member_matters(self) -> None:
        for name in self.x["proof"]:
            changed = {k: value for k, value in self.x["proof"].items() if k != name}
            report = self.run_bytes(as_bytes(changed))
            with self.subTest(member=name):
                self.assertTrue(report.error or (name == "entries" and report.exit_code == 3))

    def test_a_flipped_bit_in_a_receipt_is_noticed(self) -> None:
        x = vector("receipts", "receipt at sale time")
        data, server = x["receipt"].encode(), v.parse_vkey(x["vkey"], v.LOG_KEY)
        for _ in range(150):
            bit = self.random.randrange(len(data) * 8)
            changed = bytearray(data)
            changed[bit // 8] ^= 1 << bit % 8
            with self.subTest(bit=bit):
                self.assertIsNotNone(v.verify_receipt(bytes(changed), server, x["ref"], None).error)

    def test_a_changed_drawing_is_noticed(self) -> None:
        proof = proof_of()
        for step in range(len(proof["draws"])):
            for member, value in (("ballot", 1), ("ballot", 2), ("index", 0), ("outcome", "prize 9")):
                draws = [dict(d) for d in proof["draws"]]
                if draws[step][member] != value:
                    draws[step][member] = value
                    self.assertEqual(error_of({**proof, "draws": draws}), "selection")


class CommandLine(unittest.TestCase):
    """Exit codes and wording."""

    def run_main(self, x: Dict[str, Any], *more: str) -> Tuple[int, str]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "proof.json"
            path.write_bytes(as_bytes(x["proof"]))
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                code = v.main([str(path), "--vkey", x["vkey"], *more])
        return code, out.getvalue()

    def assert_no_unqualified_verdict(self, output: str) -> None:
        last = output.strip().split("\n")[-1]
        self.assertTrue(last.startswith("VERIFIED ONLY IN PART. Not checked:"), last)

    def test_a_full_proof_is_verified(self) -> None:
        code, output = self.run_main(vectors("draws")[0])
        self.assertEqual((code, output.strip().split("\n")[-1]), (0, "VERIFIED, level beacon"))

    def test_a_tampered_proof_fails_with_its_code(self) -> None:
        code, output = self.run_main(vector("tampered", "wrong seed"))
        self.assertEqual((code, output.strip().split("\n")[-1]), (1, "FAILED: proof [seed]"))
        code, output = self.run_main(vector("tampered", "wrong seed"), "--json")
        self.assertEqual((code, json.loads(output)["proof"]["error"]), (1, "seed"))

    def test_a_light_proof_and_a_public_value_are_verified_only_in_part(self) -> None:
        for name in ("a few entries, multi-count, light", "public value"):
            code, output = self.run_main(vector("draws", name))
            self.assertEqual(code, 3)
            self.assert_no_unqualified_verdict(output)

    def test_without_the_bls_file_the_beacon_is_reported_as_unchecked(self) -> None:
        v.drand_signature_is_valid.cache_clear()
        self.addCleanup(v.drand_signature_is_valid.cache_clear)
        with mock.patch.object(v, "bls12381", None):
            code, output = self.run_main(vectors("draws")[0])
        self.assertEqual(code, 3)
        self.assert_no_unqualified_verdict(output)
        self.assertIn("unchecked  beacon", output)

    def test_a_withheld_seed_is_flagged(self) -> None:
        code, output = self.run_main(vector("draws", "seed withheld, fallback round"))
        self.assertEqual(code, 0)
        self.assertIn("SEED WITHHELD", output.strip().split("\n")[-1])

    def test_control_characters_of_a_file_do_not_reach_the_terminal(self) -> None:
        self.assertEqual(v.printable("a\x9b31m\u202eb\u2028"), "a\ufffd31m\ufffdb\ufffd")

    def test_wrong_usage_is_told_apart_from_a_failed_check(self) -> None:
        for arguments in ([], ["x.json"], ["x.json", "--vkey", "nonsense"], ["--ref", "a", "--plays", "x"]):
            with self.assertRaises(SystemExit) as stopped, contextlib.redirect_stderr(io.StringIO()):
                v.main(arguments)
            self.assertEqual(stopped.exception.code, 2)
        with contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(v.main(["--plays", "/nonexistent/file"]), 2)


if __name__ == "__main__":
    missing = [name for name in NEEDED if not (VECTORS / f"{name}.json").exists()]
    if missing:
        raise SystemExit(f"{VECTORS} lacks {', '.join(n + '.json' for n in missing)}; set VDRAW_VECTORS to the vectors")
    unittest.main()
