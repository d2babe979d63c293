"""A package index on loopback that answers as the real ones do, and as badly as they may."""

import base64
import hashlib
import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from tests.wheel_files import wheel_bytes

_RANGE = re.compile(r"bytes=(\d+)-(\d+)")
JSON = "application/vnd.pypi.simple.v1+json"


@dataclass
class ListedFile:
    """A file, and what the index says of it, true or not."""

    data: bytes
    sha256: str
    yanked: bool | str = False


class Seen(Struct, frozen=True):
    """A request that came in."""

    path: str
    headers: Mapping[str, str]

    @property
    def part(self) -> str:
        return self.headers.get("Range", "")

    @property
    def authorization(self) -> str:
        return self.headers.get("Authorization", "")


@dataclass
class FakeIndex:
    """Serves /simple/NAME/ and /files/NAME; its fields say how well."""

    host: str = "127.0.0.1"
    html: bool = False
    tells_digests: bool = True
    cache_control: str = "max-age=600"
    credentials: tuple[str, str] | None = None
    api_version: str = "1.4"
    statuses: dict[str, list[int]] = field(default_factory=dict)
    """By path: the statuses of its next answers."""
    cut: dict[str, int] = field(default_factory=dict)
    """By path: how many of its next answers end half-way."""
    silent: set[str] = field(default_factory=set)
    """Paths that are not answered at all."""
    redirects: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """By path: a content type and what is said in place of the truth."""
    lists_files_at: str = ""
    """Address of another server that the page names for the files."""
    files_at: str = ""
    """Address of another server that has the files; they are sent there with a redirect."""
    gives_parts: bool = True
    """Whether a range that counts from the start is answered with a part."""
    etags: list[str] = field(default_factory=list)
    """Those of the next answers with files; the last one holds for all that follow."""
    tells_sizes: bool = True
    told_part: str = ""
    """What is said of every part in place of the truth."""
    files: dict[str, ListedFile] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._server = _Server((self.host, 0), _Handler)
        self._server.index = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def root(self) -> str:
        return f"http://{self.host}:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"{self.root}/simple/"

    @property
    def page_requests(self) -> list[Seen]:
        return [seen for seen in self.seen if seen.path.startswith("/simple/")]

    @property
    def file_requests(self) -> list[Seen]:
        return [seen for seen in self.seen if seen.path.startswith("/files/")]

    def add(self, *filenames: str, yanked: bool | str = False) -> None:
        """List files, each with content of its own."""
        for filename in filenames:
            data = content_of(filename) if filename.endswith(".whl") else filename.encode()
            self.put(filename, data, yanked=yanked)

    def put(self, filename: str, data: bytes, *, yanked: bool | str = False) -> None:
        self.files[filename] = ListedFile(data, hashlib.sha256(data).hexdigest(), yanked)

    def project_of(self, filename: str) -> str:
        return filename.partition("-")[0].lower().replace("_", "-")

    def page(self, project: str) -> tuple[str, bytes]:
        files = {
            name: file for name, file in self.files.items() if self.project_of(name) == project
        }
        return self._html_page(files) if self.html else self._json_page(project, files)

    def _json_page(self, project: str, files: Mapping[str, ListedFile]) -> tuple[str, bytes]:
        rows = [
            {
                "filename": name,
                "url": f"{self.lists_files_at}/files/{name}",
                "hashes": {"sha256": file.sha256} if self.tells_digests else {},
                **({"size": len(file.data)} if self.tells_sizes else {}),
                "upload-time": "2026-01-01T00:00:00.000000Z",
                "yanked": file.yanked,
            }
            for name, file in files.items()
        ]
        page = {
            "meta": {"api-version": self.api_version},
            "name": project,
            "versions": [],
            "files": rows,
        }
        return JSON, json.dumps(page).encode()

    def _html_page(self, files: Mapping[str, ListedFile]) -> tuple[str, bytes]:
        rows = [
            f'<a href="../../files/{escape(name)}'
            + (f"#sha256={file.sha256}" if self.tells_digests else "")
            + '"'
            + (f' data-yanked="{escape(str(file.yanked))}"' if file.yanked else "")
            + f">{escape(name)}</a><br/>"
            for name, file in files.items()
        ]
        return "text/html", f"<!DOCTYPE html><html><body>{''.join(rows)}</body></html>".encode()


def content_of(filename: str) -> bytes:
    """The bytes that `add` serves under that name."""
    return wheel_bytes(filename, {"package/__init__.py": filename.encode() * 20})


class _Server(ThreadingHTTPServer):
    index: FakeIndex
    daemon_threads = False


class _Handler(BaseHTTPRequestHandler):
    @property
    def index(self) -> FakeIndex:
        assert isinstance(self.server, _Server)
        return self.server.index

    def do_GET(self) -> None:
        index = self.index
        path = unquote(urlsplit(self.path).path)
        index.seen.append(Seen(path, dict(self.headers.items())))
        if path in index.silent:
            index.stopped.wait(10)
        elif status := self._trouble(path):
            self._send(status, "text/plain", b"no")
        elif path in index.redirects:
            self._redirect(index.redirects[path])
        elif path in index.bodies:
            self._send(200, *index.bodies[path])
        elif path.startswith("/simple/"):
            self._send_page(path.split("/")[2])
        else:
            self._send_file(path)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""

    def _trouble(self, path: str) -> int:
        index = self.index
        waiting = index.statuses.get(path, [])
        if waiting:
            return waiting.pop(0)
        if self.headers.get("Range", "").startswith("bytes=-"):
            return 501
        if index.credentials and self.headers.get("Authorization") != _basic(index.credentials):
            return 401
        return 0

    def _send_page(self, project: str) -> None:
        index = self.index
        kind, body = index.page(project)
        etag = f'"{hashlib.sha256(body).hexdigest()}"'
        if not any(index.project_of(name) == project for name in index.files):
            self._send(404, "text/plain", b"no such project")
        elif self.headers.get("If-None-Match") == etag:
            self._send(304, kind, b"", etag)
        else:
            self._send(200, kind, body, etag)

    def _send_file(self, path: str) -> None:
        index = self.index
        filename = path.rpartition("/")[2]
        if filename not in index.files:
            self._send(404, "text/plain", b"no such file")
        elif index.files_at:
            self._redirect(f"{index.files_at}/files/{filename}")
        else:
            etag = (
                (index.etags.pop(0) if index.etags[1:] else index.etags[0]) if index.etags else ""
            )
            self._send_part(index.files[filename].data, etag)

    def _send_part(self, data: bytes, etag: str) -> None:
        """Send the part that is asked for, or all where none is or it is of another content."""
        kind = "application/octet-stream"
        asked = _RANGE.fullmatch(self.headers.get("Range", ""))
        is_same = self.headers.get("If-Range", etag) == etag
        if not asked or not self.index.gives_parts or not is_same:
            self._send(200, kind, data, etag)
            return
        start, last = int(asked[1]), min(int(asked[2]), len(data) - 1)
        part = self.index.told_part or f"bytes {start}-{last}/{len(data)}"
        self._send(206, kind, data[start : last + 1], etag, part)

    def _redirect(self, target: str) -> None:
        self.send_response(302)
        self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, kind: str, body: bytes, etag: str = "", part: str = "") -> None:
        index = self.index
        path = unquote(urlsplit(self.path).path)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if part:
            self.send_header("Content-Range", part)
        if etag:
            self.send_header("ETag", etag)
            self.send_header("Cache-Control", index.cache_control)
        self.end_headers()
        if index.cut.get(path, 0) > 0:
            index.cut[path] -= 1
            body = body[: len(body) // 2]
        self.wfile.write(body)


def _basic(credentials: tuple[str, str]) -> str:
    return "Basic " + base64.b64encode(":".join(credentials).encode()).decode()
