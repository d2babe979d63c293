import sys
import threading

import pytest

from wheel_ceiling.wheels import memory


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_kept", [])


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_as_much_as_asked_for_is_lent(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)

    piece = memory.lend(5_000)

    assert len(piece) == 5_000
    assert not piece.readonly


def test_what_was_given_back_is_lent_again() -> None:
    piece = memory.lend(5_000)
    piece[0] = 42
    memory.take_back(piece)

    assert memory.lend(4_000)[0] == 42


def test_what_is_lent_is_lent_to_one_only() -> None:
    memory.take_back(memory.lend(5_000))
    first, second = memory.lend(5_000), memory.lend(5_000)

    first[0] = 42

    assert second[0] == 0


def test_too_small_pieces_are_let_go() -> None:
    memory.take_back(memory.lend(5_000))

    assert len(memory.lend(6_000)) == 6_000
    assert len(memory.lend(1)) == 1


def test_not_more_than_three_pieces_are_kept() -> None:
    for piece in [memory.lend(size) for size in (3_000, 1_000, 2_000, 4_000)]:
        memory.take_back(piece)
    memory.take_back(memoryview(b""))

    assert [len(memory.lend(1)) for _ in range(4)] == [1_000, 2_000, 3_000, 1]


def test_the_piece_that_fits_best_is_lent() -> None:
    for piece in [memory.lend(size) for size in (9_000, 3_000, 5_000)]:
        memory.take_back(piece)

    assert len(memory.lend(4_000)) == 5_000


def test_a_room_is_cleared_for_what_takes_its_place() -> None:
    room = memory.Room(5_000)
    with room.lent(5_000) as data:
        data[0] = 42

    with room.cleared():
        assert memory.lend(5_000)[0] == 0


def test_large_pieces_are_lent_one_after_the_other() -> None:
    room = memory.Room(30 * 1024**2)
    taken = threading.Event()

    def take() -> None:
        with room.lent(25 * 1024**2):
            taken.set()

    with room.lent(25 * 1024**2), room.lent(1_000):
        other = threading.Thread(target=take)
        other.start()
        assert not taken.wait(0.05)
    other.join(10)

    assert taken.is_set()
