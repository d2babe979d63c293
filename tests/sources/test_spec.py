import pytest

from wheel_ceiling.errors import WrongCall
from wheel_ceiling.sources.spec import (
    Automatic,
    InRun,
    NoSource,
    OnBranch,
    OnDisk,
    OnIndex,
    OnRelease,
    OnServer,
    Spec,
    parse_spec,
)

DIGEST = "ab" * 32
MEANT: tuple[tuple[str, Spec], ...] = (
    ("auto", Automatic()),
    ("none", NoSource()),
    ("dist/", OnDisk("dist/")),
    ("dist/*.whl", OnDisk("dist/*.whl")),
    ("x.whl", OnDisk("x.whl")),
    ("wheel-ceiling.json", OnDisk("wheel-ceiling.json")),
    ("./run", OnDisk("./run")),
    ("runs/", OnDisk("runs/")),
    ("release/", OnDisk("release/")),
    ("released", OnDisk("released")),
    ("run.whl", OnDisk("run.whl")),
    ("branch", OnDisk("branch")),
    ("a==b/x.whl", OnDisk("a==b/x.whl")),
    ("release", OnRelease()),
    ("release:v1.2.3", OnRelease("v1.2.3")),
    ("release:demo/1.0", OnRelease("demo/1.0")),
    ("run", InRun()),
    ("run:123456", InRun(123456)),
    ("run/wheels-*", InRun(0, "wheels-*")),
    ("run/a/b", InRun(0, "a/b")),
    ("run:123456/wheels-*", InRun(123456, "wheels-*")),
    ("branch:main", OnBranch("main")),
    ("branch:feature/x@1", OnBranch("feature/x@1")),
    ("C:\\wheels", OnDisk("C:\\wheels")),
    ("pypi:ray", OnIndex("ray")),
    ("pypi:ray==2.9.0", OnIndex("ray", "2.9.0")),
    ("ray==2.9.0", OnIndex("ray", "2.9.0")),
    ("ray == 2.9", OnIndex("ray", "2.9")),
    ("scikit.learn==1.0rc1", OnIndex("scikit.learn", "1.0rc1")),
    ("https://h/a/x-1-py3-none-any.whl", OnServer("https://h/a/x-1-py3-none-any.whl")),
    ("https://h/x.whl?sig=1#a=b", OnServer("https://h/x.whl?sig=1")),
    (f"https://h/x.whl#sha256={DIGEST.upper()}", OnServer("https://h/x.whl", DIGEST)),
    ("http://127.0.0.1:80/x.whl", OnServer("http://127.0.0.1:80/x.whl")),
    ("http://[::1]/x.whl", OnServer("http://[::1]/x.whl")),
    ("http://localhost/x.whl", OnServer("http://localhost/x.whl")),
)
WRONG = (
    ("", "is no source"),
    ("  ", "is no source"),
    ("a\0b", "is no source"),
    ("release:", "names no tag or branch"),
    ("release:v1 2", "names no tag or branch"),
    ("release:../v1", "names no tag or branch"),
    ("release:" + "x" * 251, "names no tag or branch"),
    ("branch:", "names no tag or branch"),
    ("branch:main\n", "names no tag or branch"),
    ("branch:a..b", "names no tag or branch"),
    ("branch:/main", "names no tag or branch"),
    ("run:", "'' is no number"),
    ("run:latest", "'latest' is no number"),
    ("run:0", "'0' is no number"),
    ("run:" + "1" * 19, "is no number"),
    ("run:\u0661", "is no number"),
    ("run:-5/wheels", "'-5' is no number"),
    ("run/", "names no artifact"),
    ("run:5/", "names no artifact"),
    ("pypi:", "names no release"),
    ("pypi:ray==", "names no release"),
    ("pypi:ray>=2", "names no release"),
    ("pypi:../x", "names no release"),
    ("pypi:ray[serve]==2.9.0", "names no release"),
    ("==1.0", "names no release"),
    ("ray==2.*", r"'2\.\*' is no version"),
    ("ray===2.9", "is no version"),
    ("http://example.test/x.whl", "plain http"),
    ("http://127.0.0.1.example.test/x.whl", "plain http"),
    ("http://127.0.0.1:80@example.test/x.whl", "plain http"),
    ("ftp://h/x.whl", "ftp://"),
    ("file:///x.whl", "file://"),
    ("https://h/x.zip", "does not end with a wheel"),
    ("https://h/", "does not end with a wheel"),
    ("https:///x.whl", "is no address"),
    ("https://h:port/x.whl", "cannot be understood"),
    ("https://[/x.whl", "cannot be understood"),
    ("https://h/x.whl#sha256=abc", "sha256 after the #"),
)


@pytest.mark.parametrize(("text", "meaning"), MEANT)
def test_a_source_means_one_thing(text: str, meaning: Spec) -> None:
    assert parse_spec(text) == meaning


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_means_nothing_is_a_wrong_call(text: str, message: str) -> None:
    with pytest.raises(WrongCall, match=message) as caught:
        parse_spec(text)

    assert caught.value.hint


def test_a_wrong_address_shows_no_credentials() -> None:
    for address in ("http://bob:secret@h/x.whl", "https://bob:secret@h:x/x.whl"):
        with pytest.raises(WrongCall) as caught:
            parse_spec(address)

        assert "secret" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    "text", [text for text, spec in MEANT if isinstance(spec, OnRelease | InRun | OnBranch)]
)
def test_a_source_on_github_is_shown_as_it_is_written(text: str) -> None:
    assert str(parse_spec(text)) == text
