import pytest

from wheel_ceiling.github.occasion import Occasion
from wheel_ceiling.sources.links import lead_back

HERE = Occasion("octo/demo")
BACK = (
    "https://github.com/octo/demo",
    "https://github.com/octo/demo/",
    "http://github.com/Octo/Demo.git",
    "https://www.github.com/octo/demo#readme",
    "https://GitHub.com:443/octo/demo/issues?q=1",
)
ELSEWHERE = (
    "",
    "octo/demo",
    "https://github.com/octo",
    "https://github.com/octo/demo-fork",
    "https://github.com/octo/demo.git.evil",
    "https://github.com/other/octo/demo",
    "https://github.com.example/octo/demo",
    "https://example.test/https://github.com/octo/demo",
    "https://example.test/octo/demo",
    "https://github.com@example.test/octo/demo",
    "git+ssh://github.com/octo/demo",
    "https://[::1/octo/demo",
)


@pytest.mark.parametrize("link", BACK)
def test_a_link_may_lead_back(link: str) -> None:
    assert lead_back(("https://example.test", link), HERE)


@pytest.mark.parametrize("link", ELSEWHERE)
def test_a_link_may_lead_elsewhere(link: str) -> None:
    assert not lead_back((link,), HERE)


def test_a_server_may_live_in_a_folder() -> None:
    here = Occasion("octo/demo", server_url="https://example.test/git")

    assert lead_back(("https://example.test/git/octo/demo/tree",), here)
    assert not lead_back(("https://example.test/octo/demo",), here)
