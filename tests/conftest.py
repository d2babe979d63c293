"""What tests all over the tree share: golden files, and GitHub on loopback."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.github.fake import FakeGitHub


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write golden files anew, do not compare"
    )


@pytest.fixture
def golden(pytestconfig: pytest.Config) -> Callable[[Path, str], None]:
    """Hold a text against the file that a reader can look at."""

    def hold(path: Path, text: str) -> None:
        if pytestconfig.getoption("--update-golden"):
            path.write_text(text, "utf-8")
        assert path.read_text("utf-8") == text

    return hold


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    """GitHub on loopback; whatever the real one would not allow fails the test."""
    with FakeGitHub() as started:
        yield started
    assert started.violations == []
