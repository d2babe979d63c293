"""A connection to the fake that loses no time."""

from tests.github.fake import FakeGitHub
from wheel_ceiling.github.connection import Connection, Patience
from wheel_ceiling.github.occasion import Occasion

QUICK = Patience(connect=1, read=0.3, retries=2, pause=0.01, longest_wait=0.05, between_writes=0)


def connected(github: FakeGitHub, patience: Patience = QUICK) -> Connection:
    return Connection(Occasion(github.name, api_url=github.api_url), github.token, patience)
