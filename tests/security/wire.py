"""What the attacks share: raw requests over a socket, and the processes' memory. Knows no attack."""

import dataclasses
import pathlib
import re
import socket
import sys
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "faults"))


@dataclasses.dataclass
class Reply:
    """An answer as it came over the wire; status 0 if there was none."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    seconds: float

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def cookies(self) -> dict[str, str]:
        """What it sets."""
        found = {}
        for key, value in self.headers:
            if key.lower() == "set-cookie":
                name, _, rest = value.partition("=")
                found[name.strip()] = rest.split(";", 1)[0]
        return found

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")


def send(port: int, data: bytes, timeout: float = 15.0) -> Reply:
    """Sends bytes as they are, on a connection of their own, and reads until the answer is whole or the connection ends."""
    begun = time.monotonic()
    received = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
            try:
                connection.sendall(data)
            except OSError:
                pass  # refused before all was sent: the answer may be there all the same
            while not is_whole(received):
                piece = connection.recv(65536)
                if not piece:
                    break
                received += piece
    except OSError:
        pass
    return parse(received, time.monotonic() - begun)


def is_whole(received: bytes) -> bool:
    """Whether an answer with a length has all of it."""
    head, gap, body = received.partition(b"\r\n\r\n")
    if not gap:
        return False
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return length is not None and len(body) >= int(length.group(1))


def parse(received: bytes, seconds: float) -> Reply:
    """Splits an answer."""
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.decode(errors="replace").split("\r\n")
    match = re.match(r"HTTP/1\.\d (\d{3})", lines[0])
    headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:] if ":" in line]
    if any(key.lower() == "transfer-encoding" and "chunked" in value for key, value in headers):
        body = unchunked(body)
    return Reply(int(match.group(1)) if match else 0, headers, body, seconds)


def unchunked(body: bytes) -> bytes:
    """The body of a chunked answer, as far as it came."""
    whole = b""
    while body:
        size, gap, rest = body.partition(b"\r\n")
        if not gap or not re.fullmatch(rb"[0-9a-fA-F]+", size) or int(size, 16) == 0:
            break
        whole += rest[: int(size, 16)]
        body = rest[int(size, 16) + 2 :]
    return whole


def request(
    port: int,
    method: str,
    path: str,
    fields: dict[str, str] | None = None,
    cookies: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    timeout: float = 15.0,
) -> Reply:
    """A request as a browser sends it from this site, with what is said differently."""
    all_headers = {"Host": f"127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin", "Accept": "text/html", "Connection": "close"}
    body = b""
    if fields is not None:
        body = urllib.parse.urlencode(fields).encode()
        all_headers |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    if cookies:
        all_headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    all_headers |= headers or {}
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in all_headers.items()) + "\r\n"
    return send(port, head.encode("utf-8", "surrogateescape") + body, timeout)


def resident_mib(pid: int) -> float:
    """Memory of a process in MiB."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def percentile(values: list[float], share: float) -> float:
    """The value below which that share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
