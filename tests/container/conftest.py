"""The engine and the image: named by the environment, for .ci/run makes both."""

import os
from pathlib import Path

import pytest

from tests.container.engine import Engine, NoEngineError, Runner, find_engine


@pytest.fixture(scope="session")
def engine() -> Engine:
    """Return the engine, or skip and say why there is none."""
    image, client, why_not = (
        os.getenv(f"WHEEL_CEILING_{name}", "") for name in ("IMAGE", "DOCKER", "NO_IMAGE")
    )
    try:
        return find_engine(image, client, why_not)
    except NoEngineError as error:
        pytest.skip(f"no image to run: {error}")


@pytest.fixture
def runner(engine: Engine, tmp_path: Path) -> Runner:
    """Return a fresh job whose repository is checked out to an empty folder."""
    runner = Runner(engine, tmp_path)
    runner.workspace.mkdir(parents=True)
    return runner
