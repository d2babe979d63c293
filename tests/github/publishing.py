"""What the tests of everything that writes to GitHub share."""

from tests.github.fake import FakeGitHub
from wheel_ceiling.github.connection import Connection, Patience
from wheel_ceiling.github.occasion import Occasion

HASTY = Patience(connect=2, read=2, retries=1, pause=0, longest_wait=0.01, between_writes=0)
NUMBER = 7
RUN = 500
MOVED_SHA = "c" * 40


def connect(github: FakeGitHub, token: str = "") -> Connection:
    occasion = Occasion("octo/demo", api_url=github.api_url, run_id=RUN, default_branch="main")
    return Connection(occasion, token or github.token, HASTY)
