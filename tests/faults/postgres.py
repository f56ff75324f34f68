"""A PostgreSQL server of our own: its backends are killed and it is restarted as no shared server may be."""

import os
import pathlib
import pwd
import subprocess
import time

from driver import Failure, free_port


class Cluster:
    """A fresh cluster in a folder, with trust authentication on a free port of this machine."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder / "postgres"
        self.folder.mkdir()
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        if not found:
            raise Failure("no PostgreSQL server programs; install Debian's postgresql")
        self.bin = found[-1]
        user = pwd.getpwnam("postgres")
        for place in (folder, self.folder):
            place.chmod(0o755)
        os.chown(self.folder, user.pw_uid, user.pw_gid)
        self._run("initdb", "-D", f"{self.folder}/data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C")

    def _run(self, program: str, *arguments: str) -> None:
        command = ["runuser", "-u", "postgres", "--", str(self.bin / program), *arguments]
        # pg_ctl's server keeps its output open: it goes to a file, or we would wait for ever
        with open(self.folder / "run.log", "wb") as log:
            done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
        if done.returncode != 0:
            raise Failure(f"{program}: {(self.folder / 'run.log').read_text(errors='replace')[-500:]}")

    def _control(self, action: str, *arguments: str) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        more = ["-o", options] if action != "stop" else []
        self._run("pg_ctl", action, "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-w", *more, *arguments)

    def start(self) -> None:
        """Returns when it takes connections."""
        self._control("start")

    def wait(self) -> None:
        """Returns when it takes connections again by itself."""
        given_up = time.monotonic() + 30
        # at first it still answers as if nothing had happened
        time.sleep(0.2)
        while subprocess.run(["psql", "-X", "-q", "-d", self.url, "-c", "SELECT 1"], capture_output=True, check=False).returncode:
            if time.monotonic() > given_up:
                raise Failure("PostgreSQL does not recover")
            time.sleep(0.05)

    def stop(self) -> None:
        """At once, as when it crashes."""
        self._control("stop", "-m", "immediate")

    def close(self) -> None:
        """Leaves nothing running."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self.stop()

    def kill_backends(self, database: str) -> int:
        """kill -9 to one of the server processes that work for a database: PostgreSQL then restarts them all."""
        query = f"SELECT pid FROM pg_stat_activity WHERE datname = '{database}' AND pid <> pg_backend_pid()"
        done = subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-d", self.url, "-c", query], capture_output=True, text=True, check=True
        )
        pids = [int(line) for line in done.stdout.split()]
        if not pids:
            raise Failure("the program has no connection to the database")
        subprocess.run(["kill", "-9", str(pids[0])], check=True)
        return len(pids)
