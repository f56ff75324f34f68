"""Whether the three verifiers agree about files that nobody foresaw: Rust (`clearlot verify`), Python (tools/verify) and
JavaScript (verifier/).

Takes the valid vectors, changes them at random, and compares what the three say: the failure code, or level, flags,
drawn ballots and what was left unchecked. There are two kinds of change. One spoils the file as a stranger would: bits,
members, values. The other is made by an operator who has the server's key: it changes a field of a leaf, then builds
the log anew, signs it, and draws again, so that the checks behind the signatures are reached.

The numbers are seeded, so a disagreement comes again. It writes the file it disagreed about beside its message.

    python3 tests/verifiers/agree.py --binary target/release/clearlot [--rounds 400] [--seed 1] [--self-test]
"""

import argparse
import base64
import bisect
import contextlib
import copy
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/verify"))

import test_vectors as helpers  # noqa: E402
import vdraw_verify as v  # noqa: E402

VECTORS = ROOT / "tests/vectors"
KEYS = dict(line.split(" ", 1) for line in (VECTORS / "keys.txt").read_text().splitlines()[:2])
SCALAR, PUBLIC = helpers.secret_scalar(bytes.fromhex(KEYS["server-secret"]))
KEY = v.parse_vkey(KEYS["server"], v.LOG_KEY)

# What each verifier calls what it could not check.
UNCHECKED = {
    "entry list": "entries", "no-entry-list": "entries", "beacon": "public", "public-value": "public",
    "ticket numbers": "numbers", "numbers-without-seed": "numbers",
}  # fmt: skip


def vectors(name):
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def as_bytes(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


# ---- the three verifiers ---------------------------------------------------------------------------------------------


class Case:
    """A file, or a file and a receipt, with the keys to check it with."""

    def __init__(self, vector, proof=None, receipt=None):
        self.name = vector["name"]
        self.vkey = vector["vkey"]
        self.witnesses = vector.get("witnesses", [])
        self.quorum = vector.get("quorum", 0)
        self.proof = proof
        self.receipt = receipt


def facts_of(report, draws, unchecked):
    return {
        "error": None,
        "level": report["level"],
        "full": report["full"],
        "fallback": report["fallback"],
        "early": bool(report["early"]),
        "draws": [(d["ballot"], d["index"], d["outcome"], d.get("ticket"), d.get("prize"), d["who"]) for d in draws],
        "unchecked": sorted(UNCHECKED.get(what, what) for what in unchecked),
    }


def receipt_facts(in_log, cancelled, is_compared):
    return {"error": None, **({"in_log": in_log, "cancelled": bool(cancelled)} if is_compared else {})}


class Python:
    def ask(self, case):
        witnesses = [v.parse_vkey(w, v.WITNESS_KEY) for w in case.witnesses]
        answer, proof = {}, None
        if case.proof is not None:
            proof = v.verify_proof(case.proof, KEY, witnesses, case.quorum)
            report = proof.report
            if report.error:
                answer["proof"], proof = {"error": report.error}, None
            else:
                names = [check.name for check in report.checks if check.state == "unchecked"]
                answer["proof"] = facts_of(report.facts, report.facts["drawing"], names)
        if case.receipt is not None:
            report = v.verify_receipt(case.receipt, KEY, None, proof)
            facts = report.facts
            answer["receipt"] = {"error": report.error} if report.error else receipt_facts(
                facts.get("in_closed_log"), facts.get("cancelled"), proof is not None)
        return answer


class JavaScript:
    def __init__(self, folder):
        script = folder / "test/support/serve.mjs"
        self.process = subprocess.Popen(["node", str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, case):
        asked = {"vkey": case.vkey, "witnesses": case.witnesses, "quorum": case.quorum}
        for name in ("proof", "receipt"):
            if getattr(case, name) is not None:
                asked[name] = base64.b64encode(getattr(case, name)).decode()
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the JavaScript verifier ended; its own message is above")
        found = json.loads(line)
        answer = {}
        if "proof" in found:
            report = found["proof"]
            answer["proof"] = {"error": report["error"]} if report["error"] else facts_of(report, report["draws"], report["unchecked"])
        if "receipt" in found:
            report = found["receipt"]
            is_compared = "proof" in answer and answer["proof"]["error"] is None
            answer["receipt"] = {"error": report["error"]} if report["error"] else receipt_facts(
                report.get("in_closed_log"), report.get("cancelled"), is_compared)
        return answer


class Rust:
    def __init__(self, binary, folder):
        self.binary = binary
        self.folder = folder

    def ask(self, case):
        command = [self.binary, "verify", "--json", "--vkey", case.vkey]
        if case.witnesses:
            command += ["--quorum", str(case.quorum)]
        for witness in case.witnesses:
            command += ["--witness", witness]
        if case.proof is not None:
            (self.folder / "proof.json").write_bytes(case.proof)
            command.insert(2, str(self.folder / "proof.json"))
        if case.receipt is not None:
            (self.folder / "receipt").write_bytes(case.receipt)
            command += ["--receipt", str(self.folder / "receipt")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        if done.returncode not in (0, 1, 3):
            raise RuntimeError(f"clearlot verify ended with {done.returncode}: {done.stderr}")
        found = json.loads(done.stdout)
        answer = {}
        if "draw" in found:
            report = found["draw"]
            error = self.error_of(report)
            answer["proof"] = {"error": error} if error else facts_of(report, report["draws"], [u["what"] for u in report["unchecked"]])
        if "receipt" in found:
            compared = found.get("receipt_in_closed_log")
            error = self.error_of(found["receipt"]) or (compared and self.error_of(compared))
            answer["receipt"] = {"error": error} if error else receipt_facts(
                compared and compared.get("in_closed_log"), compared and compared.get("cancelled"), compared is not None)
        return answer

    @staticmethod
    def error_of(section):
        return next((check["error"] for check in section["checks"] if not check["ok"]), None)


# ---- changes of a stranger -------------------------------------------------------------------------------------------


def flipped(rng, data):
    bit = rng.randrange(len(data) * 8)
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def places(value, path=()):
    """Paths to everything inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield (*path, key)
        yield from places(child, (*path, key))


def at(value, path):
    for key in path:
        value = value[key]
    return value


# Not between 10^19 and 2^64: the specification does not say whether JSON numbers have more digits than a dec.
ODD_VALUES = [
    None, True, 0, 1, -1, 2, 1.0, 1e3, 2**53, 2**53 + 1, 2**63, 2**64, 2**80, "", "x", "0", [], {}, [1], {"kind": "none"},
    {"kind": "public", "value": "1"}, "\u00e9", "\ud83d\ude00", "\n", "a\n", "\ufeff", "\u0000",
]  # fmt: skip


def spoiled(rng, proof):
    """A value replaced, removed, doubled, moved, or written in another way."""
    proof = copy.deepcopy(proof)
    path = rng.choice(list(places(proof)))
    parent, key = at(proof, path[:-1]), path[-1]
    what = rng.randrange(7)
    old = parent[key]
    if what == 0:
        parent[key] = rng.choice(ODD_VALUES)
    elif what == 1:
        del parent[key]
    elif what == 2 and isinstance(parent, dict):
        parent[rng.choice(["x", "", "entries", "open_beacon", "anchor_open", "value", "round"])] = rng.choice(ODD_VALUES)
    elif what == 3 and isinstance(parent, list):
        parent.insert(rng.randrange(len(parent) + 1), copy.deepcopy(old))
    elif what == 4 and isinstance(parent, list):
        rng.shuffle(parent)
    elif what == 5 and isinstance(old, str) and old:
        parent[key] = changed_text(rng, old)
    elif isinstance(old, int):
        parent[key] = old + rng.choice([-2, -1, 1, 2, 2**32])
    return as_bytes(proof)


def rewritten(rng, data):
    """The same JSON in other words, or nearly JSON."""
    text = data.decode()
    what = rng.randrange(6)
    if what == 0:
        return b"\xef\xbb\xbf" + data
    if what == 1:
        return json.dumps(json.loads(text), indent=rng.choice([None, 1]), ensure_ascii=rng.random() < 0.5).encode()
    if what == 2:
        return (rng.choice([" ", "\n\t", "\u00a0", "\x0b"]) + text + rng.choice(["", " ", "\r\n", "x", "{}", "\x00"])).encode()
    if what == 3:
        name = rng.choice(list(json.loads(text)))
        value = json.dumps(json.loads(text)[name])
        return f'{{"{name}":{value},{text[1:]}'.encode()
    if what == 4:
        at_ = rng.randrange(len(text))
        return (text[:at_] + rng.choice(['"', "\\", ",", "}", "]", "0", "\\u0000", "\\ud800", " "]) + text[at_:]).encode()
    at_ = rng.randrange(len(data))
    return data[:at_]


def changed_text(rng, text):
    at_ = rng.randrange(len(text) + 1)
    what = rng.randrange(4)
    if what == 0:
        return text[:at_] + rng.choice("0129aAfF =+/\n\r\t\u00e9\u2014\u0085-") + text[at_:]
    if what == 1:
        return text[:at_] + text[at_ + 1 :]
    if what == 2:
        return text[: max(at_ - 1, 0)] + rng.choice("0189abfFzZ \n+") + text[at_:]
    return text.upper() if rng.random() < 0.5 else text[:at_] + text[at_:].swapcase()


# ---- changes of an operator ------------------------------------------------------------------------------------------


def sign(message):
    nonce, big_r = helpers.secret_scalar(helpers.hashlib.sha256(message).digest())
    k = int.from_bytes(helpers.hashlib.sha512(big_r + PUBLIC + message).digest(), "little")
    return big_r + ((nonce + k * SCALAR) % v.ED_L).to_bytes(32, "little")


def signed_note(origin, leaves, size=None):
    root = v.b64(v.tree_root(map(v.leaf_hash, leaves)))
    body = f"{origin}\n{len(leaves) if size is None else size}\n{root}\n"
    return f"{body}\n\u2014 {origin} {v.b64(KEY.id_for(origin) + sign(body.encode()))}\n"


NUMBERS = ["0", "1", "2", "00", "-1", "59", "60", "1000", "1001", "65536", "16777216", "16777217", "100000", "100001",
           "1048576", "1048577", "4294967296", "4294967297", "1099511627776", "1099511627777", "9" * 18, "9" * 19, "9" * 20]  # fmt: skip


def changed_leaf(rng, text):
    lines = text.split("\n")[:-1]
    what = rng.randrange(8)
    at_ = rng.randrange(len(lines))
    words = lines[at_].split(" ")
    word = rng.randrange(len(words))
    if what <= 3 and words[word].isdigit():
        near = [str(int(words[word]) + d) for d in (-1000, -1, 1, 1000)]
        words[word] = rng.choice(near + near + NUMBERS)
    elif what == 4:
        words[word] = rng.choice(["yes", "no", "none", "at-close", "sequential", "shuffled", "public", "drand", "", "x", "\u00e9" * 201])
    elif what == 5:
        lines.insert(at_, rng.choice([lines[at_], "cancel 1", "cancel 2", "round 1", "prize 1 x", "numbers 1", "", "reserves 0"]))
        return "".join(f"{line}\n" for line in lines)
    elif what == 6:
        del lines[at_]
        return "".join(f"{line}\n" for line in lines)
    else:
        return changed_text(rng, text)
    lines[at_] = " ".join(words)
    return "".join(f"{line}\n" for line in lines)


def rebuilt(rng, proof):
    """One or two leaves changed, the log signed anew, the drawing made anew where the leaves allow one."""
    proof = copy.deepcopy(proof)
    shown = {leaf["index"]: leaf["leaf"] for leaf in proof["leaves"]}
    leaves = [shown[0], *proof["entries"], shown[max(shown)]]
    origin = leaves[0].split("\n")[1]
    for _ in range(rng.choice([1, 1, 1, 2])):
        which = rng.choice([0, len(leaves) - 1, rng.randrange(len(leaves)), rng.randrange(len(leaves))])
        what = rng.randrange(10)
        if what == 0 and 0 < which < len(leaves) - 1:
            del leaves[which]
        elif what == 1:
            leaves.insert(which, leaves[which])
        elif what == 2:
            other = rng.randrange(len(leaves))
            leaves[which], leaves[other] = leaves[other], leaves[which]
        else:
            leaves[which] = changed_leaf(rng, leaves[which])
    hashes = [v.leaf_hash(text) for text in leaves]
    size = rng.choice([None] * 30 + [0, 1, 2, len(leaves) + 1, 10**18])
    proof["checkpoint"] = signed_note(origin, leaves, size)
    for name in [name for name in proof if name.startswith("anchor")]:
        del proof[name]
    proof["entries"] = leaves[1:-1]
    draws, owners = drawing(proof, leaves, origin)
    proof["draws"] = draws
    indices = {0, len(leaves) - 1, *owners, *rng.sample(range(len(leaves)), rng.randrange(min(4, len(leaves))))}
    proof["leaves"] = [
        {"index": i, "leaf": leaves[i], "proof": [v.b64(h) for h in helpers.path_of(hashes, i)]} for i in sorted(indices)
    ]
    if rng.random() < 0.3:
        del proof["entries"]
    return as_bytes(proof)


def drawing(proof, leaves, origin):
    """The drawing that follows, as far as the leaves can be read."""
    with contextlib.suppress(v.Failure, ValueError, IndexError, OverflowError, KeyError):
        rules = v.parse_open(leaves[0], origin)
        close = v.parse_close(leaves[-1], origin, rules)
        entries = []
        for index, text in enumerate(leaves[1:-1], 1):
            with contextlib.suppress(v.Failure):
                entries.append(v.parse_entry(text, origin, index, rules.tickets))
        entries.sort(key=lambda entry: entry.first)
        firsts = [entry.first for entry in entries]
        if close.ballots > 10**6 or rules.prize_count > 1000 or rules.reserves > 1000:
            return [], []

        def owner(ballot):
            return entries[bisect.bisect_right(firsts, ballot) - 1]

        log = v.open_checkpoint(proof["checkpoint"], KEY, is_draw=True)
        key = v.draw_key(log, rules, close.ballots, proof["seed"], v.beacon_of(proof["beacon"]))
        drawn = list(v.select(key, rules, close, owner))
        return [vars(d) for d in drawn], [d.index for d in drawn]
    return [], []


# ---- comparing -------------------------------------------------------------------------------------------------------


def cases(rng, rounds):
    full = [x for name in ("draws", "raffle", "witness", "atclose") for x in vectors(name) if "entries" in x["proof"]]
    light = [x for name in ("draws", "atclose") for x in vectors(name) if "entries" not in x["proof"]]
    receipts = [x for x in vectors("receipts") if x["expect"]["ok"]]
    for x in full + light:
        yield Case(x, as_bytes(x["proof"]))
    for _ in range(rounds):
        x = rng.choice(full + full + light)
        data = as_bytes(x["proof"])
        what = rng.randrange(10)
        if what == 0:
            yield Case(x, flipped(rng, data))
        elif what <= 3:
            yield Case(x, spoiled(rng, x["proof"]))
        elif what == 4:
            yield Case(x, rewritten(rng, data))
        elif what <= 8:
            yield Case({**x, "quorum": 0}, rebuilt(rng, rng.choice(full)["proof"]))
        else:
            x = rng.choice(receipts)
            proof = as_bytes(x["proof"]) if "proof" in x else None
            data = x["receipt"].encode()
            spoiled_text = flipped(rng, data) if rng.random() < 0.5 else changed_text(rng, x["receipt"]).encode()
            yield Case(x, proof, spoiled_text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--javascript", type=Path, default=ROOT / "verifier", help="its folder, with its packages")
    parser.add_argument("--rounds", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep-going", action="store_true", help="tell every disagreement, not only the first")
    parser.add_argument("--self-test", action="store_true", help="with a verifier that accepts a wrong selection: it must be noticed")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    seen, disagreements = {}, 0
    with tempfile.TemporaryDirectory() as folder:
        verifiers = {"rust": Rust(options.binary, Path(folder)), "python": Python(), "javascript": JavaScript(options.javascript)}
        if options.self_test:
            v.ProofCheck._check_selection = lambda self: setattr(self, "key", bytes(32))
        for number, case in enumerate(cases(rng, options.rounds)):
            answers = {name: verifier.ask(case) for name, verifier in verifiers.items()}
            first = answers["rust"]
            for report in first.values():
                seen[report["error"]] = seen.get(report["error"], 0) + 1
            if any(answer != first for answer in answers.values()):
                disagreements += 1
                kept = Path(tempfile.gettempdir()) / f"disagreement-{options.seed}-{number}.json"
                kept.write_bytes(case.proof if case.receipt is None else case.receipt)
                print(f"case {number}, from {case.name!r}: they disagree about {kept}")
                for name, answer in answers.items():
                    print(f"  {name}: {answer}")
                if not options.keep_going:
                    break
        verifiers["javascript"].process.stdin.close()
        verifiers["javascript"].process.wait(timeout=10)
    print(", ".join(f"{code or 'ok'} {count}" for code, count in sorted(seen.items(), key=lambda x: str(x[0]))))
    if options.self_test:
        return 0 if disagreements else 1
    if disagreements:
        return 1
    print(f"the three verifiers agree on {sum(seen.values())} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
