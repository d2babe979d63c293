"""The same questions, asked of the real index with real wheels."""

from pathlib import Path

import pytest

from wheel_ceiling.errors import NothingFound
from wheel_ceiling.sources.shelves import open_source
from wheel_ceiling.sources.world import Limits, World

pytestmark = pytest.mark.network

X86 = ("*cp311-*manylinux*x86_64*",)


@pytest.fixture
def real(tmp_path: Path) -> World:
    return World(tmp_path / "cache", folder=tmp_path, limits=Limits())


def test_a_real_release_is_read_and_remembered(real: World) -> None:
    [offer] = open_source("pypi:markupsafe==2.1.5", real, X86).offers
    wheel = offer.read()

    assert wheel.sha256 == offer.sha256
    assert [library.name for library in wheel.libraries] == [
        "_speedups.cpython-311-x86_64-linux-gnu.so"
    ]
    assert wheel.ceiling().number <= (2, 17)
    [again] = open_source("pypi:markupsafe==2.1.5", real, X86).offers
    assert again.read() == wheel


def test_the_last_release_is_not_above_what_was_built(real: World) -> None:
    shelf = open_source("pypi:markupsafe", real, (), "2.1.5.dev1+gabc")

    assert shelf.source == "pypi:markupsafe==2.1.4"


def test_a_version_that_was_never_released_is_not_found(real: World) -> None:
    with pytest.raises(NothingFound) as caught:
        open_source("pypi:markupsafe==2.1.4.5", real)

    assert "2.1.4, 2.1.5" in caught.value.hint
