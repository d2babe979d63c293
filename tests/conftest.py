"""Golden files: `pytest --update-golden` writes them anew instead of comparing."""

from collections.abc import Callable
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files anew")


@pytest.fixture
def golden(pytestconfig: pytest.Config) -> Callable[[Path, str], None]:
    """Hold a text against the file that a reader can look at."""

    def hold(path: Path, text: str) -> None:
        if pytestconfig.getoption("--update-golden"):
            path.write_text(text, "utf-8")
        assert path.read_text("utf-8") == text

    return hold
