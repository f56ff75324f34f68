#!/usr/bin/env python3
"""Attacks a running program from outside, each attack by its number in the list of security goals (S1-S23).

Not here: who may open which page (the route x role table of the Rust tests), and what a browser refuses (the browser suite).

    python3 tests/security/attacks.py --binary target/release/clearlot
    python3 tests/security/attacks.py --binary … --self-test   # every attack must succeed against a server made to be bad
"""

import argparse
import pathlib
import secrets
import stat
import sys
from collections.abc import Callable

import wire  # puts the fault programs on the path
import bad_server
import cycles
import floods
import sessions
import texts
from driver import Failure, Server
from target import Target

ATTACKS: list[tuple[str, Callable[[Target], str]]] = [
    ("S1 headers on every answer", texts.headers_on_every_answer),
    ("S5 session fixation and rotation", sessions.fixation_and_rotation),
    ("S6 logout and revocation", sessions.logout_and_revocation),
    ("S7 throttled guessing", sessions.throttled_guessing),
    ("S8 which names exist", sessions.which_names_exist),
    ("S11 mass assignment", sessions.mass_assignment),
    ("S13 markup in stored texts", texts.markup_in_stored_texts),
    ("S15 lines in the log", texts.lines_in_the_log),
    ("S16 malformed requests", floods.malformed_requests),
    ("S17 large bodies", floods.large_bodies),
    ("S18 slow clients", floods.slow_clients),
    ("S9 flood of sign-ins", floods.flood_of_sign_ins),
    ("S19 forged proxy headers", sessions.forged_proxy_headers),
    ("S20 forged host", texts.forged_host),
    ("S21 open redirect", texts.open_redirect),
]


def files_and_secrets(target: Target, server: Server) -> str:
    """S23: modes of files, and nothing secret in log, database or backups."""
    data = server.folder / "data"
    wrong = [f"{path.name} {stat.filemode(path.stat().st_mode)}" for path in data.rglob("*")
             if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    if wrong:
        raise Failure(f"others may read {', '.join(wrong)}")
    planted = [target.password, *target.passwords.values(), *target.sessions_seen]
    searched = 0
    for path in [server.log, *server.folder.rglob("*.db*"), *data.rglob("*")]:
        if path.is_file():
            searched += 1
            content = path.read_bytes()
            for secret in planted:
                if secret.encode() in content:
                    raise Failure(f"{path.name} holds a password or session cookie")
    return f"{searched} files searched for {len(planted)} secrets"


def run(args: argparse.Namespace, folder: pathlib.Path) -> str:
    """Every attack must fail."""
    server = Server(args.binary, folder, f"sqlite://{folder}/data/clearlot.db",
                    settings={"CLEARLOT_TRUSTED_PROXIES": "127.0.0.1", "CLEARLOT_RATE_LIMITS": "on"})
    (folder / "data").mkdir(mode=0o700)
    try:
        server.start()
        target = Target(server.port, server.process.pid, server.log)
        target.set_up(server)
        for name, attack in ATTACKS:
            if args.only and args.only not in name:
                continue
            try:
                print(f"{name}: {attack(target)}", flush=True)
            except Failure as failure:
                raise Failure(f"{name}: {failure}") from failure
            if server.process.poll() is not None:
                raise Failure(f"{name}: the program ended with {server.process.returncode}\n{server.log_tail()}")
        if server.panics():
            raise Failure(f"panics: {server.panics()[:5]}")
        print(f"S23 files and secrets: {files_and_secrets(target, server)}", flush=True)
        server.stop()
    finally:
        server.close()
    return f"{len(ATTACKS) + 1} attacks failed, as they must"


def self_test(args: argparse.Namespace, folder: pathlib.Path) -> str:
    """Negative controls: against a server made to be bad every attack must be seen to succeed."""
    blind = []
    with bad_server.running(folder / "bad.log") as (port, pid):
        target = Target(port, pid, folder / "bad.log", is_bad=True)
        target.password = secrets.token_hex(16)
        target.manager = target.participant = {"sid": "fixed"}
        for name, attack in ATTACKS:
            if args.only and args.only not in name:
                continue
            try:
                attack(target)
            except Failure as failure:
                print(f"{name}: seen: {str(failure)[:140]}", flush=True)
            else:
                print(f"{name}: NOT SEEN", flush=True)
                blind.append(name)
    if blind:
        raise Failure(f"attacks that succeed unseen: {', '.join(blind)}")
    return "every attack was seen to succeed against a bad server"


def main() -> int:
    """Exit code 0 if everything held, 1 if not."""
    parser = cycles.parser(__doc__)
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--only", help="a part of an attack's name")
    args = parser.parse_args()
    test = self_test if args.self_test else run
    return cycles.main("attacks", lambda folder: test(args, folder), args)


if __name__ == "__main__":
    sys.exit(main())
