"""Real wheels, read in memory and by way of a temporary file: the same facts to the letter."""

from functools import partial
from pathlib import Path

import pytest

from tests.network.test_abi3 import downloaded
from wheel_ceiling.wheels import contents
from wheel_ceiling.wheels.elf import scans
from wheel_ceiling.wheels.memory import Room
from wheel_ceiling.wheels.read import read_wheel

pytestmark = pytest.mark.network
WHEELS = ["cryptography==46.0.0", "tokenizers==0.23.3", "pyzmq==27.3.0", "protobuf==4.25.0"]


@pytest.mark.parametrize("requirement", WHEELS)
def test_real_wheels_give_the_same_facts_from_disk(
    requirement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path: Path = downloaded(requirement)
    in_memory = read_wheel(path)

    # Members up to 4 MB are always read at once.
    monkeypatch.setattr(contents, "Room", partial(Room, most=200_000))
    monkeypatch.setattr(contents, "_BLOCK", 200_000)
    monkeypatch.setattr(scans, "PIECE", 10_000)

    assert in_memory.libraries
    assert read_wheel(path) == in_memory
