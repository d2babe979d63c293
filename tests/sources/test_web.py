from dataclasses import dataclass, field

import pytest
from requests import exceptions

from wheel_ceiling.errors import SourceUnreachable
from wheel_ceiling.sources.web import asking, refuse_downgrade


@dataclass
class Response:
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    is_redirect: bool = True


REFUSED = ("http://files.test/x.whl", "http://index.test/x.whl", "http://localhost.test/")
FOLLOWED = ("https://files.test/x.whl", "/other", "http://127.0.0.1:80/x", "")


@pytest.mark.parametrize("target", REFUSED)
def test_no_redirect_from_https_to_plain_http_is_followed(target: str) -> None:
    with pytest.raises(SourceUnreachable, match="plain http"):
        refuse_downgrade(Response("https://index.test/x", {"location": target}))


@pytest.mark.parametrize("target", FOLLOWED)
def test_other_redirects_are_followed(target: str) -> None:
    refuse_downgrade(Response("https://index.test/x", {"location": target}))


def test_an_index_that_is_plain_http_already_may_stay_so() -> None:
    refuse_downgrade(Response("http://index.test/x", {"location": REFUSED[0]}))


def test_an_answer_is_no_redirect() -> None:
    refuse_downgrade(Response("https://index.test/x", {"location": REFUSED[0]}, is_redirect=False))


TROUBLE = (
    (exceptions.ConnectTimeout(), "did not answer in time"),
    (exceptions.ReadTimeout(), "did not answer in time"),
    (exceptions.SSLError("https://bob:secret@host/"), "certificate"),
    (exceptions.ProxyError("http://bob:secret@proxy/"), "through the proxy"),
    (exceptions.ConnectionError("https://bob:secret@host/"), "cannot be reached"),
    (exceptions.ChunkedEncodingError(), "broke off"),
    (exceptions.ContentDecodingError(), "cannot be understood"),
    (exceptions.InvalidURL("https://bob:secret@host:x/"), "has an address that cannot be asked"),
)


@pytest.mark.parametrize(("error", "sentence"), TROUBLE)
def test_trouble_is_a_sentence_that_repeats_no_address(error: Exception, sentence: str) -> None:
    with pytest.raises(SourceUnreachable) as caught, asking("The index"):
        raise error

    assert caught.value.message.startswith("The index ")
    assert sentence in caught.value.message
    assert "secret" not in caught.value.message + caught.value.hint
