#!/usr/bin/env python3
"""Checks every crate of the build against .ci/deny.toml: licences, bans, sources; and that each dependency is used.

Not a look at advisories: their list cannot be fetched where CI runs.
"""

import json
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Named in Cargo.toml to choose their features; no source names them.
FEATURES_ONLY = {"libsqlite3-sys", "pq-sys"}


def is_allowed(expression: str, allowed: set[str]) -> bool:
    """Whether one may choose allowed licences so that this SPDX expression is met. `/` is how older crates write OR."""
    tokens = re.findall(r"[()]|[^\s()]+", expression.replace("/", " OR "))

    def any_of() -> bool:
        value = all_of()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            value = all_of() or value
        return value

    def all_of() -> bool:
        value = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            value = one() and value
        return value

    def one() -> bool:
        name = tokens.pop(0)
        if name == "(":
            value = any_of()
            tokens.pop(0)
            return value
        if tokens and tokens[0] == "WITH":
            name = f"{name} {tokens.pop(0)} {tokens.pop(0)}"
        return name in allowed

    value = any_of()
    if tokens:
        raise ValueError(f"{expression!r} is no SPDX expression")
    return value


def problems_with(package: dict, rules: dict) -> list[str]:
    """What is wrong with one crate."""
    name = f"{package['name']} {package['version']}"
    found = []
    allowed = set(rules["licenses"]["allow"])
    for exception in rules["licenses"]["exceptions"]:
        if exception["crate"] == package["name"]:
            allowed |= set(exception["allow"])
    if not package["license"] or not is_allowed(package["license"], allowed):
        found.append(f"{name}: licence {package['license']} is not allowed")
    found += [f"{name}: {ban['reason']}" for ban in rules["bans"]["deny"] if ban["crate"] == package["name"]]
    is_ours = package["source"] is None and pathlib.Path(package["manifest_path"]).is_relative_to(ROOT)
    if not is_ours and not (package["source"] or "").startswith("registry+"):
        found.append(f"{name}: comes from {package['source']}, not from the registry")
    if package["source"] is None:
        wild = [dependency["name"] for dependency in package["dependencies"] if dependency["req"] == "*"]
        found += [f"{dependency}: any version is taken; name one" for dependency in wild]
    return found


def unused_dependencies() -> list[str]:
    """Dependencies that no source names."""
    manifest = tomllib.loads((ROOT / "Cargo.toml").read_text())
    folders = {"dependencies": ["src"], "dev-dependencies": ["src", "tests", "benches"]}
    found = []
    for table, places in folders.items():
        paths = [path for place in places for path in (ROOT / place).rglob("*.rs")]
        text = "\n".join(path.read_text() for path in paths)
        for name in manifest.get(table, {}):
            if name not in FEATURES_ONLY and not re.search(rf"\b{name.replace('-', '_')}\b", text):
                found.append(f"{name}: in [{table}], but no source names it")
    return found


def self_test() -> None:
    """The reader of SPDX expressions must be able to say no."""
    mit = {"MIT"}
    for expression in ("MIT", "MIT OR GPL-3.0", "GPL-3.0/MIT", "(GPL-3.0 OR MIT) AND MIT"):
        assert is_allowed(expression, mit), expression
    for expression in ("GPL-3.0", "MIT AND GPL-3.0", "MIT WITH exception", "(MIT OR Zlib) AND GPL-3.0"):
        assert not is_allowed(expression, mit), expression


def main() -> int:
    """Exit code 0 if every crate may come in, 1 if not."""
    self_test()
    rules = tomllib.loads((ROOT / ".ci/deny.toml").read_text())
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    packages = metadata["packages"]
    registries = {package["source"] for package in packages} - {None}
    problems = [problem for package in packages for problem in problems_with(package, rules)]
    if len(registries) > 1:
        problems.append(f"more than one registry: {', '.join(sorted(registries))}")
    problems += unused_dependencies()
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(packages)} crates looked at, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
