"""What a reader does, without its process."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.build import NAME, library, wheel
from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.model import Wheel
from wheel_ceiling.sources.readers import serve
from wheel_ceiling.sources.recorded import decode_wheel

WHEEL = wheel(NAME, library(exports=("a",), undefined=("b",), export_count=1))


def fail() -> Wheel:
    raise UnreadableWheel("It is damaged.", "Build it again.")


@dataclass
class Pipe:
    """A pipe whose other end asks, and then goes away."""

    asked: list[Callable[[], Wheel]]
    told: list[bytes] = field(default_factory=list)

    def send(self, _reading: object, /) -> None:
        raise AssertionError

    def recv(self) -> Callable[[], Wheel]:
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
    pipe = Pipe([lambda: WHEEL, fail, lambda: WHEEL])

    serve(pipe)

    assert [decode_wheel(facts) if facts else facts for facts in pipe.told] == [WHEEL, b"", WHEEL]
