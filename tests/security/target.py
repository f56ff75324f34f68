"""The server under attack: its addresses, two accounts on it, and how they get there. Knows no attack."""

import pathlib
import re
import secrets

import wire
from driver import Failure, Server


class Target:
    """A server with a manager and a participant."""

    def __init__(self, port: int, pid: int, log: pathlib.Path, is_bad: bool = False):
        self.port = port
        self.pid = pid
        self.log = log
        self.is_bad = is_bad
        self.password = secrets.token_urlsafe(24)
        self.passwords: dict[str, str] = {}
        self.manager: dict[str, str] = {}
        self.participant: dict[str, str] = {}
        self.sessions_seen: list[str] = []
        self._places = 0

    def set_up(self, server: Server) -> None:
        """Makes the two accounts; the manager by the link of the first start."""
        link = (server.folder / "data" / "setup-link.txt").read_text()
        path = re.search(r"/set-up/\S+", link).group(0)
        made = self.post(path, {"username": "boss", "password": self.password})
        self.manager = self._kept(made, "the first manager")
        self.participant = self.sign_up("amara")

    def _kept(self, reply: wire.Reply, whom: str) -> dict[str, str]:
        cookies = reply.cookies()
        if reply.status != 303 or not cookies:
            raise Failure(f"{whom} cannot sign in: {reply.status} {reply.text[:300]}")
        self.sessions_seen += cookies.values()
        return cookies

    def place(self) -> dict[str, str]:
        """The header of a client nobody has seen before: limits by address begin anew."""
        self._places += 1
        return {"X-Forwarded-For": f"198.{18 + self._places // 62500}.{self._places // 250 % 250}.{self._places % 250 + 1}"}

    def get(self, path: str, cookies: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> wire.Reply:
        """Opens a page."""
        return wire.request(self.port, "GET", path, cookies=cookies, headers=self.place() | (headers or {}))

    def post(
        self, path: str, fields: dict[str, str], cookies: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> wire.Reply:
        """Sends a form of this site."""
        return wire.request(self.port, "POST", path, fields, cookies, headers)

    def sign_up(self, username: str) -> dict[str, str]:
        """The cookies of a new account."""
        reply = self.post("/sign-up", {"username": username, "password": self.password}, headers=self.place())
        return self._kept(reply, username)

    def sign_in(self, username: str, cookies: dict[str, str] | None = None) -> dict[str, str]:
        """The cookies of a new session."""
        fields = {"username": username, "password": self.passwords.get(username, self.password)}
        return self._kept(self.post("/login", fields, cookies, self.place()), username)

    def is_signed_in(self, cookies: dict[str, str]) -> bool:
        """Whether the account page opens."""
        return self.get("/account", cookies).status == 200
