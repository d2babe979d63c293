"""What a server may answer to who asks for a part, and what is made of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from wheel_ceiling.sources.ranges import NotInParts, Ranges
from wheel_ceiling.sources.remote import Remote
from wheel_ceiling.sources.stretches import PartialFile
from wheel_ceiling.sources.web import Answer
from wheel_ceiling.wheels.stretch import Stretch

DATA = bytes(range(250)) * 4
REMOTE = Remote("x.whl", "https://files.test/x.whl", "x.whl on the index", "ab" * 32, len(DATA))
FIRST, SECOND = Stretch(900, 1_000), Stretch(0, 10)


@dataclass
class Server:
    """Gives these answers in turn."""

    answers: list[Answer]
    gives_parts: bool = True
    wanted: list[Mapping[str, str]] = field(default_factory=list)

    @contextmanager
    def open(self, _url: str, _what: str, wanted: Mapping[str, str], /) -> Iterator[Answer]:
        self.wanted.append(wanted)
        yield self.answers.pop(0)


def answer(stretch: Stretch, version: str = "", data: bytes = b"", part: str = "") -> Answer:
    body = data or DATA[stretch.start : stretch.stop]
    told = part or f"bytes {stretch.start}-{stretch.stop - 1}/{len(DATA)}"
    return Answer(len(body), iter([body[:7], body[7:]]), told, version)


def fetch(server: Server, folder: Path, *stretches: Stretch) -> bytes:
    counts: list[int] = []
    ranges = Ranges(REMOTE, server, counts.append)
    with PartialFile(folder / "x", ranges.size()) as file:
        ranges.fetch(stretches, file)
        assert sum(counts) == sum(stretch.size for stretch in stretches)
        file.seek(stretches[-1].start)
        return file.read(stretches[-1].size)


@pytest.mark.parametrize("version", ["", '"a"', 'W/"a"', "Sat, 28 Nov 2026 21:11:09 GMT"])
def test_parts_are_asked_for_from_the_start_and_of_one_version(
    tmp_path: Path, version: str
) -> None:
    server = Server([answer(FIRST, version), answer(SECOND, version)])

    assert fetch(server, tmp_path, FIRST, SECOND) == DATA[:10]
    assert [wanted["Range"] for wanted in server.wanted] == ["bytes=900-999", "bytes=0-9"]
    strong = ['"a"'] if version == '"a"' else []
    assert [wanted["If-Range"] for wanted in server.wanted if "If-Range" in wanted] == strong


def test_what_is_here_is_not_asked_for(tmp_path: Path) -> None:
    server = Server([answer(FIRST)])

    with PartialFile(tmp_path / "x", len(DATA)) as file:
        ranges = Ranges(REMOTE, server, lambda _count: None)
        ranges.fetch([FIRST, Stretch(910, 920)], file)

    assert len(server.wanted) == 1


ODD = {
    "the whole": (Answer(len(DATA), iter([DATA])), "gives no parts"),
    "another unit": (answer(FIRST, part="lines 900-999/1000"), "gives no parts"),
    "unknown size": (answer(FIRST, part="bytes 900-999/*"), "gives no parts"),
    "another start": (answer(FIRST, part="bytes 899-999/1000"), "other parts"),
    "another end": (answer(FIRST, part="bytes 900-998/1000"), "other parts"),
    "another size": (answer(FIRST, part="bytes 900-999/1001"), "other parts"),
    "too little": (answer(FIRST, data=b"x" * 99), "another amount"),
    "too much": (answer(FIRST, data=b"x" * 101), "another amount"),
}


@pytest.mark.parametrize(("odd", "said"), ODD.values(), ids=ODD)
def test_another_answer_is_relied_on_for_nothing(tmp_path: Path, odd: Answer, said: str) -> None:
    server = Server([odd])

    with pytest.raises(NotInParts, match=said):
        fetch(server, tmp_path, FIRST)

    assert server.gives_parts is (said != "gives no parts")


def test_a_file_that_changes_meanwhile_is_not_mixed(tmp_path: Path) -> None:
    server = Server([answer(FIRST, "yesterday"), answer(SECOND, "today")])

    with pytest.raises(NotInParts, match="has changed meanwhile"):
        fetch(server, tmp_path, FIRST, SECOND)


def test_a_size_that_nobody_told_is_asked_for() -> None:
    server = Server([answer(Stretch(0, 1))])
    remote = Remote("x.whl", "https://files.test/x.whl", "x.whl on the index")
    ranges = Ranges(remote, server, lambda _count: None)

    assert (ranges.size(), ranges.size()) == (len(DATA), len(DATA))
    assert len(server.wanted) == 1
