"""A server that does everything wrong: every attack must be seen to succeed against it. Only for the self-test."""

import contextlib
import http.server
import multiprocessing
import pathlib
import socketserver
import time
import urllib.parse


class Handler(http.server.BaseHTTPRequestHandler):
    """No headers, no escaping, no limits, one session for all, and every redirect followed."""

    protocol_version = "HTTP/1.1"
    log_file = ""
    hoard: list[bytes] = []

    def handle_one_request(self):
        """Like the real one, but takes whatever comes as a request."""
        try:
            self.raw_requestline = self.rfile.readline(1 << 20)
        except OSError:
            self.close_connection = True
            return
        if not self.raw_requestline:
            self.close_connection = True
            return
        words = self.raw_requestline.decode("latin-1").split()
        self.command, self.path = (words + ["GET", "/"])[:2] if len(words) >= 2 else ("GET", "/")
        self.request_version = "HTTP/1.1"
        self.close_connection = True
        headers = []
        while (line := self.rfile.readline(1 << 20)) not in (b"\r\n", b"\n", b""):
            headers.append(line.decode("latin-1"))
        self.said = {key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in headers)}
        self.answer()

    def read_body(self) -> str:
        """As much as is claimed or comes, and it is kept for ever."""
        if "chunked" in self.said.get("transfer-encoding", ""):
            body = b""
            while piece := self.rfile.readline(1 << 20):
                body = piece
                self.hoard.append(piece)
            return body.decode("latin-1")
        length = self.said.get("content-length", "0")
        return self.rfile.read(int(length)).decode("latin-1") if length.isdigit() and len(length) < 9 else ""

    def answer(self) -> None:
        """Everything is fine, and repeated."""
        body = self.read_body()
        fields = urllib.parse.parse_qs(body)
        asked = urllib.parse.unquote(self.path, "latin-1")
        with open(self.log_file, "a", encoding="utf-8", newline="") as log:
            log.write(f"{asked} {fields.get('username')} {self.said.get('user-agent', '')}\n".replace("\\r\\n", "\n"))
            log.write(asked.split("\r\n")[-1] + "\n")
        status, more = 200, {}
        if self.command == "POST":
            status = 303
            if "username" in fields and fields["username"][0] in ("amara", "boss") and "wrong" in body:
                status = 200
            more = {"Location": fields.get("next", ["/"])[0].replace("\n", "").replace("\r", ""), "Set-Cookie": "sid=fixed; Path=/"}
        page = f"<a href='/login'>x</a>{asked}{self.said.get('host')}{self.said.get('x-forwarded-host')}".encode("utf-8", "replace")
        self.wfile.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(page)}\r\nConnection: close\r\n".encode())
        for name, value in more.items():
            self.wfile.write(f"{name}: {value}\r\n".encode("utf-8", "replace"))
        self.wfile.write(b"\r\n" + page)

    def log_message(self, *_):
        """Says nothing by itself."""


class BadServer(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """A thread for everybody, for ever."""

    daemon_threads = True
    request_queue_size = 1024

    def handle_error(self, *_):
        """Broken requests are part of the game."""


def serve(log: str, pipe) -> None:
    """The process of its own, so that its memory can be watched."""
    Handler.log_file = log
    server = BadServer(("127.0.0.1", 0), Handler)
    pipe.send(server.server_port)
    server.serve_forever()


@contextlib.contextmanager
def running(log: pathlib.Path):
    """The bad server's port and process id while the block runs."""
    log.touch()
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(str(log), theirs), daemon=True)
    process.start()
    try:
        port = ours.recv()
        time.sleep(0.05)
        yield port, process.pid
    finally:
        process.kill()
        process.join()
