"""What a reader does, without its process."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from tests.build import NAME, library, wheel
from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.model import Wheel
from wheel_ceiling.sources.kept import Steps
from wheel_ceiling.sources.readers import serve
from wheel_ceiling.sources.recorded import decode_wheel

WHEEL = wheel(NAME, library(exports=("a",), undefined=("b",), export_count=1))


class Fake(Steps, frozen=True):
    is_here: ClassVar[bool] = True

    def recall(self) -> None: ...

    def fetch(self) -> Path:
        raise AssertionError

    def read(self, path: Path) -> Wheel:
        if path.name == "damaged.whl":
            raise UnreadableWheel("It is damaged.", "Build it again.")
        return WHEEL


@dataclass
class Pipe:
    """A pipe whose other end asks, and then goes away."""

    asked: list[tuple[int, Path]]
    told: list[bytes] = field(default_factory=list)

    def send(self, _asked: object, /) -> None:
        raise AssertionError

    def recv(self) -> tuple[int, Path]:
        if not self.asked:
            raise EOFError
        return self.asked.pop(0)

    def send_bytes(self, facts: bytes, /) -> None:
        self.told.append(facts)

    def recv_bytes(self) -> bytes:
        raise AssertionError

    def close(self) -> None:
        raise AssertionError


def test_facts_are_told_whole_and_nothing_of_what_cannot_be_read() -> None:
    pipe = Pipe([(3, Path("a.whl")), (3, Path("damaged.whl")), (5, Path("b.whl"))])

    serve({3: Fake(), 5: Fake()}, pipe)

    assert [decode_wheel(facts) if facts else facts for facts in pipe.told] == [WHEEL, b"", WHEEL]
