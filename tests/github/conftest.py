"""PyGithub, talking to the GitHub on loopback."""

import pytest
from github import Auth, Github
from github.Repository import Repository

from tests.github.fake import FakeGitHub


@pytest.fixture
def pygithub(github: FakeGitHub) -> Github:
    return Github(
        auth=Auth.Token(github.token),
        base_url=github.api_url,
        retry=None,
        seconds_between_requests=None,
        seconds_between_writes=None,
        lazy=True,
    )


@pytest.fixture
def octo_demo(pygithub: Github, github: FakeGitHub) -> Repository:
    return pygithub.get_repo(github.name)
