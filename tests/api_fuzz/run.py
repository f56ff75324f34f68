"""Throws generated requests at a running Clearlot and believes its own OpenAPI document.

Starts a server on a free port with a fresh database, makes a participant and a manager with a token each, and lets
schemathesis call every operation with both: values that fit, values that do not, and sequences of calls. Any answer that
the document does not have (5xx, another status, media type, header or body) is a failure. The seed is fixed, so a failure
comes again. It ends the server it started, by its id.

    pip install --target FOLDER schemathesis==4.32.5
    PYTHONPATH=FOLDER python3 tests/api_fuzz/run.py --binary target/debug/clearlot [--database-url postgres://…]
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
PASSWORD = "correct horse battery staple"
SEED = "20261121"
MANAGERS = "198.51.100.7"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def call(url, body, headers=None):
    request = urllib.request.Request(
        url,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **(headers or {})},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


class Server:
    """The program itself, with everything in a folder of its own."""

    def __init__(self, binary, folder, database_url):
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.log = Path(folder) / "server.log"
        self.env = {
            "PATH": os.environ.get("PATH", ""),
            "DATABASE_URL": database_url or f"sqlite://{folder}/clearlot.db",
            "CLEARLOT_DATA_DIR": str(folder),
            "CLEARLOT_LISTEN": f"127.0.0.1:{self.port}",
            "CLEARLOT_BEACON": "none",
            # every call says that it comes from elsewhere, so that limits on guessing hide nothing
            "CLEARLOT_TRUSTED_PROXIES": "127.0.0.1",
            "CLEARLOT_MANAGER_IPS": MANAGERS,
            "RUST_LOG": "info",
        }
        self.binary = str(Path(binary).resolve())
        self.folder = folder
        self.process = None

    def run(self, *arguments, text=None):
        subprocess.run(
            [self.binary, *arguments],
            env=self.env,
            cwd=self.folder,
            input=text,
            text=True,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            timeout=60,
        )

    def __enter__(self):
        self.process = subprocess.Popen(
            [self.binary],
            env=self.env,
            cwd=self.folder,
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
        )
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.origin}/health/ready", timeout=5).close()
                return self
            except (urllib.error.URLError, OSError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        self.__exit__()
        sys.exit(f"the server did not start:\n{self.log.read_text()}")

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()


def token_of(server, username):
    asked = {"username": username, "password": PASSWORD, "name": "fuzz"}
    return call(f"{server.origin}/api/tokens", asked)


def open_draw(server):
    """The draw that takes ballots; on a fresh server it opens within seconds."""
    for _ in range(100):
        with urllib.request.urlopen(f"{server.origin}/api/lotteries/daily", timeout=20) as answer:
            draw = json.load(answer)["open_draw"]
        if draw:
            return draw["id"]
        time.sleep(0.2)
    sys.exit("no draw opened")


def raffle(server):
    """A raffle with more tickets than anybody asks for here, made from where managers are."""
    body = {"name": "Fuzz", "total_tickets": 1_000_000, "prizes": [{"name": "Mug", "amount": 3}]}
    return call(f"{server.origin}/api/raffles/", body, {"X-Forwarded-For": MANAGERS})["id"]


def fuzz(server, token, options):
    """One run of schemathesis. Answers whether it found nothing."""
    env = dict(
        os.environ,
        SCHEMATHESIS_HOOKS=str(HERE / "hooks.py"),
        COLUMNS="120",
        FUZZ_TOKEN=token["token"],
        FUZZ_TOKEN_ID=token["id"],
        FUZZ_DRAW=open_draw(server),
        FUZZ_RAFFLE=raffle(server),
    )
    command = [
        sys.executable,
        "-m",
        "schemathesis.cli",
        "--config-file",
        str(HERE / "schemathesis.toml"),
        "run",
        f"{server.origin}/api/openapi.json",
        "--url",
        f"{server.origin}/api",
        "--seed",
        SEED,
        "--generation-database",
        "none",
        "--request-timeout",
        "20",
        "--continue-on-failure",
        "--no-color",
        *options,
    ]
    # what it keeps of failures goes with the server's folder
    return subprocess.run(command, env=env, cwd=server.folder, timeout=900).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--database-url", help="instead of a fresh SQLite file; use an empty database")
    parser.add_argument("--max-time", default="70", help="seconds for each of the two runs")
    parser.add_argument("--max-examples", default="40")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="clearlot-fuzz.") as folder:
        with Server(arguments.binary, folder, arguments.database_url) as server:
            name = "participant"
            call(f"{server.origin}/api/accounts", {"username": name, "password": PASSWORD})
            manager = manager_token(server)
            bounds = ["--max-examples", arguments.max_examples, "--max-time", arguments.max_time]
            # the participant first: the manager's run may cancel what there is
            clean = fuzz(server, token_of(server, name), bounds)
            clean &= fuzz(server, manager, bounds)
            alive = server.process.poll() is None
        log = server.log.read_text()
    for sign in ("ERROR", "panicked"):
        # a malformed header ends in actix before anything of ours sees it
        found = [line for line in log.splitlines() if sign in line and "actix_http" not in line]
        for line in found[:20]:
            print(f"in the server's log: {line}")
            clean = False
    if not alive:
        print("the server ended by itself")
    return 0 if clean and alive else 1


def manager_token(server):
    """The first manager is made through the set-up link, as an operator does it."""
    link = (Path(server.folder) / "setup-link.txt").read_text().strip()
    path = link.split("/", 3)[3]
    form = f"username=manager&password={PASSWORD.replace(' ', '+')}".encode()
    request = urllib.request.Request(f"{server.origin}/{path}", data=form)
    opener = urllib.request.build_opener(NoRedirect)
    try:
        opener.open(request, timeout=20)
    except urllib.error.HTTPError as answer:
        if answer.code != 303:
            raise
    return token_of(server, "manager")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


if __name__ == "__main__":
    sys.exit(main())
