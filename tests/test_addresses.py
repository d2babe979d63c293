import pytest

from wheel_ceiling.addresses import (
    Credentials,
    filename_of,
    is_loopback,
    is_web_address,
    shown_address,
    shown_source,
    split_credentials,
)


def test_credentials_are_taken_out_of_an_address() -> None:
    bare, credentials = split_credentials("https://bob%40x:p%3Ass@host:8443/simple/?a=b")

    assert bare == "https://host:8443/simple/?a=b"
    assert credentials == Credentials(("https", "host", 8443), "bob@x", "p:ss")
    assert split_credentials(bare) == (bare, None)


def test_credentials_are_for_their_own_server_only() -> None:
    _, credentials = split_credentials("https://bob:secret@host/simple/")

    assert credentials is not None
    assert credentials.for_url("https://host:443/files/x.whl") == ("bob", "secret")
    for elsewhere in ("https://files.host/x", "http://host/x", "https://host:8443/x"):
        assert credentials.for_url(elsewhere) is None


def test_credentials_are_not_printed() -> None:
    _, credentials = split_credentials("https://token@host/")

    assert "token" not in repr(credentials)
    assert credentials
    assert "token" not in str(credentials.__rich_repr__())


def test_a_shown_address_holds_no_secret() -> None:
    assert shown_address("https://bob:s@host:1/a/x.whl?sig=s#s") == "https://host:1/a/x.whl"


@pytest.mark.parametrize(
    ("url", "filename"),
    [
        ("https://h/a/x-1.0%2Blocal-py3-none-any.whl?q#f", "x-1.0+local-py3-none-any.whl"),
        ("https://h/a/..%2F..%2Fx.whl", "x.whl"),
        ("https://h/a/..%5Cx.whl", "x.whl"),
        ("https://h/", ""),
    ],
)
def test_the_file_name_of_an_address(url: str, filename: str) -> None:
    assert filename_of(url) == filename


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_this_machine_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "10.0.0.1", "localhost.example.test", "127.0.0.1.test"])
def test_other_machines_are_not_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("url", ["", "x", "file:///x", "https://", "https://h:x/", "https://["])
def test_no_web_address(url: str) -> None:
    assert not is_web_address(url)


@pytest.mark.parametrize(
    ("spec", "shown"),
    [
        ("dist/", "dist/"),
        ("pypi:ray==1", "pypi:ray==1"),
        ("https://bob:secret@h/x.whl?sig=secret", "https://h/x.whl"),
        ("https://bob:secret@h:x/", "https://…"),
        ("ftp://bob:secret@h/x.whl", "ftp://…"),
    ],
)
def test_a_source_shows_no_secret(spec: str, shown: str) -> None:
    assert shown_source(spec) == shown
