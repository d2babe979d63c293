from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.sources.fake_index import FakeIndex
from wheel_ceiling.sources.world import Limits, World

QUICK = Limits(connect=5, read=5, retries=2, pause=0)
IMPATIENT = replace(QUICK, read=0.3)


@pytest.fixture
def index() -> Iterator[FakeIndex]:
    with FakeIndex() as started:
        yield started


@pytest.fixture
def world(index: FakeIndex, tmp_path: Path) -> World:
    """A world with an empty cache, an empty folder and the fake index."""
    folder = tmp_path / "work"
    folder.mkdir()
    return World(tmp_path / "cache", index.url, folder, limits=QUICK)
