#!/usr/bin/env python3
"""Fills `corpus/` with seeds for the fuzz targets: the parts of `tests/vectors`, in the form that each target reads."""

import base64
import hashlib
import json
import pathlib

HERE = pathlib.Path(__file__).parent
VECTORS = HERE.parent / "tests" / "vectors"
DRAWS = ("atclose", "draws", "raffle", "tampered", "witness")
# longer seeds slow a target down more than they teach it
LONGEST = 16_384


def put(target: str, seed: bytes) -> None:
    if len(seed) > LONGEST:
        return
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)


def vectors(name: str) -> list:
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))


def put_proof(proof: dict) -> None:
    put("proof", json.dumps(proof, ensure_ascii=False, separators=(",", ":")).encode())
    if isinstance(proof.get("checkpoint"), str):
        put("notes", proof["checkpoint"].encode())
    for member in ("anchor_open", "anchor_close", "anchor_result"):
        if isinstance(proof.get(member), str):
            put("notes", proof[member].encode())
    leaves = sorted(
        (leaf for leaf in proof.get("leaves") or [] if isinstance(leaf, dict) and isinstance(leaf.get("leaf"), str)),
        key=lambda leaf: leaf.get("index", 0),
    )
    if len(leaves) < 2:
        return
    texts = [leaf["leaf"] for leaf in leaves]
    put("leaves", "\0".join(texts).encode())
    entries = proof.get("entries")
    if isinstance(entries, list) and all(isinstance(entry, str) for entry in entries):
        log = [texts[0], *entries, texts[-1], proof.get("seed") or "none"]
        put("signed_log", "\0".join(log).encode())
    for leaf in leaves:
        hashes = b"".join(base64.b64decode(hash) for hash in leaf.get("proof") or [] if isinstance(hash, str))
        numbers = [leaf.get("index", 0), len(texts), 1]
        if all(isinstance(number, int) and 0 <= number < 2**64 for number in numbers):
            put("tiles", b"".join(number.to_bytes(8, "big") for number in numbers) + hashes)


def main() -> None:
    for name in DRAWS:
        for vector in vectors(name):
            if isinstance(vector["proof"], dict):
                put_proof(vector["proof"])
    for vector in vectors("receipts"):
        put("receipt", vector["receipt"].encode())
        put("notes", vector["receipt"].encode())
    for vector in vectors("plays"):
        put("plays", json.dumps(vector["plays"], separators=(",", ":")).encode())
    for line in (VECTORS / "keys.txt").read_text("utf-8").splitlines():
        put("notes", line.split(" ", 1)[1].encode())
    note = (VECTORS / "tiles" / "checkpoint").read_text("utf-8")
    put("notes", note.encode())
    put("notes", ("old 0\n\n" + note).encode())
    for path in ("0/000", "entries/x001/234.p/99", "0/x018/x446/x744/x073/x709/x551/615"):
        put("tiles", path.encode())
    for file in (VECTORS / "tiles" / "tile").rglob("*"):
        if file.is_file():
            put("tiles", file.read_bytes())
    anchors = "vdraw/1 anchor\nopen lotto.example/vdraw/a " + "0" * 64 + "\n"
    put("leaves", (anchors + "\0vdraw/1 anchor\nvoid lotto.example/vdraw/a withheld\n").encode())
    for target in sorted((HERE / "corpus").iterdir()):
        print(f"{target.name:12} {sum(1 for _ in target.iterdir())} seeds")


if __name__ == "__main__":
    main()
