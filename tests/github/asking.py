"""Plain requests to the fake, with its token and past no redirect."""

import requests

from tests.github.fake import FakeGitHub


def ask(
    github: FakeGitHub, method: str, path: str, fields: object = None, **headers: str
) -> requests.Response:
    return requests.request(
        method,
        f"{github.api_url}/repos/octo/demo{path}",
        json=fields,
        headers={"Authorization": f"Bearer {github.token}", **headers},
        allow_redirects=False,
        timeout=5,
    )
