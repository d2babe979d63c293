"""A small HTTP server on loopback that keeps connections and stops at once."""

import socket
import sys
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from requests.structures import CaseInsensitiveDict

from tests.github.fake.exchange import Answer, Seen
from tests.github.fake.trouble import Reply, Word

LONGEST_WAIT = 60.0


class Server(ThreadingHTTPServer):
    """Asks `serve` what to answer, and how well to do it."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(
        self,
        serve: Callable[[Seen, Word | Reply], Answer],
        trouble: Callable[[Seen], Word | Reply],
        complain: Callable[[str], None],
    ) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.serve = serve
        self.trouble = trouble
        self.complain = complain
        self.elsewhere = ""
        self.stopped = threading.Event()
        self._connections: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        """End, also for clients that keep their connections."""
        self.stopped.set()
        self.shutdown()
        self._thread.join()
        for connection in [*self._connections]:
            _hang_up(connection)
        self.server_close()

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        connection, address = super().get_request()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        super().shutdown_request(request)
        if isinstance(request, socket.socket):
            self._connections.discard(request)

    def handle_error(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        """A client that has gone is no news; anything else is a fault of the fake."""
        error = sys.exception()
        if not isinstance(error, ConnectionError):
            self.complain(f"the fake failed: {error!r} ({request}, {client_address})")


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        seen = self._seen()
        trouble = server.trouble(seen)
        if trouble in {"silent", "dropped"}:
            self.close_connection = True
            if trouble == "silent":
                server.stopped.wait(LONGEST_WAIT)
            return
        self._send(server.serve(seen, trouble), trouble, server)

    def do_POST(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        self.do_GET()

    def do_PATCH(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.do_GET()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""

    def _seen(self) -> Seen:
        url = urlsplit(self.path)
        length = int(self.headers.get("Content-Length", "0"))
        return Seen(
            method=self.command,
            path=unquote(url.path),
            query=dict(parse_qsl(url.query, keep_blank_values=True)),
            headers=CaseInsensitiveDict(self.headers.items()),
            body=self.rfile.read(length),
            target=self.path,
        )

    def _send(self, answer: Answer, trouble: Word | Reply, server: Server) -> None:
        """Send head and body in one piece: apart, they would wait for each other (Nagle)."""
        body = answer.content
        headers = {"Content-Length": str(len(body)), "Content-Type": answer.kind, **answer.headers}
        if answer.status == HTTPStatus.NO_CONTENT:
            headers = {**answer.headers}
        status = f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"
        head = [status, *(f"{name}: {value}" for name, value in headers.items())]
        sent = {"slow": body[:1], "cut": body[: len(body) // 2]}.get(str(trouble), body)
        self.wfile.write("\r\n".join([*head, "", ""]).encode("latin-1") + sent)
        if trouble == "slow":
            server.stopped.wait(LONGEST_WAIT)
        self.close_connection |= int(headers.get("Content-Length", "0")) > len(sent)


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
