"""A stateful, strict fake of GitHub's REST API, for tests and demos."""

from tests.github.fake.events import FORK, payload
from tests.github.fake.exchange import Seen
from tests.github.fake.github import FakeGitHub
from tests.github.fake.repository import BASE_SHA, BOT, HEAD_SHA, WORKFLOW
from tests.github.fake.runner import MERGE_SHA, RUN_ID, runner_environment
from tests.github.fake.trouble import Reply, rate_limited, secondary_limit

__all__ = [
    "BASE_SHA",
    "BOT",
    "FORK",
    "HEAD_SHA",
    "MERGE_SHA",
    "RUN_ID",
    "WORKFLOW",
    "FakeGitHub",
    "Reply",
    "Seen",
    "payload",
    "rate_limited",
    "runner_environment",
    "secondary_limit",
]
