"""The pull request of the founding incident, on a GitHub that keeps to its own description."""

from pathlib import Path

import pytest

from tests.action.stage import Stage
from tests.action.wheels import RELEASED_NAME, released
from tests.github.fake import FakeGitHub


@pytest.fixture
def stage(github: FakeGitHub, tmp_path: Path) -> Stage:
    """A repository whose last release has a wheel attached."""
    github.add_release("v2.8.0", assets={RELEASED_NAME: released()})
    return Stage(github, tmp_path)
