import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.github.connecting import connected
from tests.github.encrypted import EncryptedHost, write_certificate
from tests.github.fake import FakeGitHub, Reply, rate_limited
from wheel_ceiling.errors import CouldNotJudge, NothingFound, SourceUnreachable
from wheel_ceiling.github.artifacts import (
    Artifact,
    ArtifactListing,
    fetch_artifact,
    list_artifacts,
    open_artifact,
    read_tail,
)
from wheel_ceiling.github.connection import Forbidden, Patience
from wheel_ceiling.github.trouble import Gone, NotAsPromised

RUN = 7
DATA = bytes(range(256)) * 40
ZIP = "/repos/octo/demo/actions/artifacts/*/zip"
LIST = f"/repos/octo/demo/actions/runs/{RUN}/artifacts"


@pytest.fixture
def encrypted(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[EncryptedHost]:
    certificate = tmp_path_factory.mktemp("certificate") / "own.pem"
    write_certificate(certificate)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with EncryptedHost(certificate) as host:
        yield host


def quiet(_count: int) -> None:
    """Tell nobody."""


def listed(github: FakeGitHub) -> ArtifactListing:
    return list_artifacts(connected(github), RUN)


def only_artifact(github: FakeGitHub, data: bytes = DATA, name: str = "wheels") -> Artifact:
    """Upload it to a run, and return what the list says of it."""
    github.add_run(id=RUN)
    github.add_artifact(RUN, name, data)
    (artifact,) = listed(github).artifacts
    github.seen.clear()
    return artifact


def test_artifacts_are_listed_by_name_with_what_is_promised_of_them(github: FakeGitHub) -> None:
    github.add_run(id=RUN)
    second = github.add_artifact(RUN, "wheels-b", b"bb")
    first = github.add_artifact(RUN, "wheels-a", b"a", digest=False)
    digest = hashlib.sha256(b"bb").hexdigest()
    assert listed(github).artifacts == (
        Artifact(first, "wheels-a", 1, "", RUN),
        Artifact(second, "wheels-b", 2, digest, RUN),
    )


def test_of_several_with_one_name_the_newest_is_taken(github: FakeGitHub) -> None:
    github.add_run(id=RUN)
    github.add_artifact(RUN, "wheels", b"first attempt")
    newest = github.add_artifact(RUN, "wheels", b"second attempt")
    assert [one.id for one in listed(github).artifacts] == [newest]


def test_expired_artifacts_are_told_by_name(github: FakeGitHub) -> None:
    github.add_run(id=RUN)
    github.add_artifact(RUN, "old", b"x", expired=True)
    github.add_artifact(RUN, "again", b"x", expired=True)
    github.add_artifact(RUN, "again", b"y")
    found = listed(github)
    assert [one.name for one in found.artifacts] == ["again"]
    assert found.expired == ("old",)


def test_a_list_of_a_public_repository_needs_no_permission(github: FakeGitHub) -> None:
    github.add_run(id=RUN)
    github.permissions.clear()
    assert listed(github) == ArtifactListing((), ())


def test_every_page_is_read_and_each_is_full(github: FakeGitHub) -> None:
    github.add_run(id=RUN)
    for number in range(201):
        github.add_artifact(RUN, f"wheels-{number:03}", b"x")
    assert len(listed(github).artifacts) == 201
    assert len(github.seen) == 3


def test_a_list_without_end_is_not_read_for_ever(github: FakeGitHub) -> None:
    github.add_run(id=RUN)
    row = {"id": 1, "name": "a", "size_in_bytes": 1, "expired": False}
    page = Reply(
        200,
        {"Link": f'<{github.api_url}{LIST}?page=2>; rel="next"'},
        {"total_count": 1, "artifacts": [row] * 100},
    )
    github.trouble("GET", LIST, *[page] * 101)
    with pytest.raises(CouldNotJudge, match="has no end after 10,000 entries"):
        listed(github)
    assert len(github.seen) == 100


def test_a_run_that_is_not_there_is_not_found(github: FakeGitHub) -> None:
    with pytest.raises(NothingFound, match="artifacts of run 7"):
        listed(github)


ODD = {
    "NO LIST": {"total_count": 0},
    "NULL": {"artifacts": None},
    "TEXT FOR A NUMBER": {
        "artifacts": [{"id": "1", "name": "a", "size_in_bytes": 1, "expired": False}]
    },
    "NEGATIVE": {"artifacts": [{"id": 1, "name": "a", "size_in_bytes": -1, "expired": False}]},
    "NO NAME": {"artifacts": [{"id": 1, "name": None, "size_in_bytes": 1, "expired": False}]},
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_an_odd_list_is_not_believed(github: FakeGitHub, body: object) -> None:
    github.trouble("GET", LIST, Reply(200, body=body))
    with pytest.raises(SourceUnreachable, match="cannot be understood"):
        listed(github)


def test_an_artifact_comes_from_the_blob_host_without_our_token(
    github: FakeGitHub, tmp_path: Path
) -> None:
    artifact = only_artifact(github)
    counts: list[int] = []
    name = fetch_artifact(connected(github), artifact, tmp_path / "a.zip", counts.append)
    assert (tmp_path / "a.zip").read_bytes() == DATA
    assert (name, sum(counts)) == ("wheels.zip", len(DATA))
    assert [seen.authorization for seen in github.seen] == [f"Bearer {github.token}"]
    assert ["Authorization" in seen.headers for seen in github.blob_seen] == [False]


def test_a_raw_file_keeps_its_name(github: FakeGitHub, tmp_path: Path) -> None:
    github.add_run(id=RUN)
    github.add_artifact(RUN, "démo-1.0-py3-none-any.whl", DATA, raw=True)
    (artifact,) = listed(github).artifacts
    name = fetch_artifact(connected(github), artifact, tmp_path / "x", quiet)
    assert name == "démo-1.0-py3-none-any.whl"


NAMES = {
    "PLAIN": ('attachment; filename="a.whl"', "a.whl"),
    "UNQUOTED": ("attachment; filename=a.whl; x=y", "a.whl"),
    "BOTH": ("attachment; filename=\"_.whl\"; filename*=UTF-8''%C3%A4.whl", "ä.whl"),
    "A WAY OUT": ('attachment; filename="../../etc/passwd"', "passwd"),
    "A HIDDEN WAY OUT": ("attachment; filename*=utf-8''..%2F..%2Fa.whl", "a.whl"),
    "A WAY OUT, BACKWARDS": ('attachment; filename="..\\..\\a.whl"', "a.whl"),
    "A FOLDER": ('attachment; filename="a/"', ""),
    "DOTS": ('attachment; filename=".."', ""),
    "CONTROL CHARACTERS": ("attachment; filename*=utf-8''a%0A::error::b", ""),
    "TOO LONG": (f'attachment; filename="{"a" * 256}"', ""),
    "EMPTY": ('attachment; filename=""', ""),
    "NO NAME": ("inline", ""),
    "NONE": ("", ""),
}


@pytest.mark.parametrize("case", NAMES)
def test_of_a_served_name_only_the_last_part_is_used(
    github: FakeGitHub, tmp_path: Path, case: str
) -> None:
    disposition, name = NAMES[case]
    artifact = only_artifact(github)
    headers = {"Content-Disposition": disposition} if disposition else {}
    github.trouble("GET", "/blobs/*", Reply(200, headers, DATA, "application/zip"))
    assert fetch_artifact(connected(github), artifact, tmp_path / "x", quiet) == name


def test_a_body_that_breaks_off_is_taken_up_where_it_ended(
    github: FakeGitHub, tmp_path: Path
) -> None:
    data = DATA * 60
    artifact = only_artifact(github, data)
    github.trouble("GET", "/blobs/*", "cut")
    counts: list[int] = []
    fetch_artifact(connected(github), artifact, tmp_path / "x", counts.append)
    assert (tmp_path / "x").read_bytes() == data
    asked = re.fullmatch(r"bytes=([0-9]+)-", github.blob_seen[1].headers["Range"])
    assert asked
    assert 0 < int(asked[1]) < len(data)
    assert sum(counts) == len(data)
    assert len(github.seen) == 1


def test_a_body_that_is_too_short_is_taken_up_where_it_ended(
    github: FakeGitHub, tmp_path: Path
) -> None:
    artifact = only_artifact(github)
    github.trouble("GET", "/blobs/*", cut_after(1000))
    fetch_artifact(connected(github), artifact, tmp_path / "x", quiet)
    assert (tmp_path / "x").read_bytes() == DATA
    assert github.blob_seen[1].headers["Range"] == "bytes=1000-"


def cut_after(size: int) -> Reply:
    """Answer with the beginning, and end the connection."""
    headers = {"Connection": "close"}
    return Reply(200, headers, DATA[:size], "application/zip")


def test_a_body_is_begun_again_where_there_are_no_parts(github: FakeGitHub, tmp_path: Path) -> None:
    artifact = only_artifact(github)
    github.blobs.ranges = False
    github.trouble("GET", "/blobs/*", cut_after(1000))
    counts: list[int] = []
    fetch_artifact(connected(github), artifact, tmp_path / "x", counts.append)
    assert (tmp_path / "x").read_bytes() == DATA
    assert sum(counts) == len(DATA)


BROKEN = {"CUT": "cut", "SLOW": "slow", "DROPPED": "dropped"}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_body_is_asked_for_again(github: FakeGitHub, tmp_path: Path, case: str) -> None:
    artifact = only_artifact(github)
    if case == "CUT":
        github.trouble("GET", "/blobs/*", "cut")
    elif case == "SLOW":
        github.trouble("GET", "/blobs/*", "slow")
    else:
        github.trouble("GET", "/blobs/*", "dropped")
    fetch_artifact(connected(github), artifact, tmp_path / "x", quiet)
    assert (tmp_path / "x").read_bytes() == DATA
    assert len(github.blob_seen) == 2


def test_a_body_that_always_breaks_off_is_given_up(github: FakeGitHub, tmp_path: Path) -> None:
    artifact = only_artifact(github)
    github.blobs.ranges = False
    github.trouble("GET", "/blobs/*", *[cut_after(1000)] * 3)
    with pytest.raises(SourceUnreachable, match="breaks off after 1,000 of 10,240 bytes"):
        fetch_artifact(connected(github), artifact, tmp_path / "x", quiet)
    assert not (tmp_path / "x").exists()
    assert len(github.blob_seen) == 3


def test_without_a_promise_the_length_of_the_answer_counts(
    github: FakeGitHub, tmp_path: Path
) -> None:
    artifact = Artifact(only_artifact(github).id, "wheels", 5, "", RUN)
    github.trouble("GET", "/blobs/*", "slow", "slow")
    hasty = connected(github, Patience(read=0.1, retries=1, pause=0))
    with pytest.raises(SourceUnreachable, match="breaks off after 0 bytes"):
        fetch_artifact(hasty, artifact, tmp_path / "x", quiet)
    github.blob_seen.clear()
    fetch_artifact(connected(github), artifact, tmp_path / "x", quiet)
    assert (tmp_path / "x").read_bytes() == DATA
    assert len(github.blob_seen) == 1


def test_a_part_that_was_not_asked_for_is_refused(github: FakeGitHub, tmp_path: Path) -> None:
    artifact = only_artifact(github)
    headers = {"Content-Range": f"bytes 5-9/{len(DATA)}"}
    github.trouble("GET", "/blobs/*", Reply(206, headers, DATA[5:10], "application/zip"))
    with pytest.raises(SourceUnreachable, match="cannot be understood"):
        fetch_artifact(connected(github), artifact, tmp_path / "x", quiet)


WRONG: dict[str, tuple[bytes, str]] = {
    "OTHER BYTES": (bytes(len(DATA)), "its sha256 is [0-9a-f]{64}, promised was"),
    "MORE BYTES": (DATA + b"!", "it has more than 10240 bytes"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_not_as_promised_is_not_kept(github: FakeGitHub, tmp_path: Path, case: str) -> None:
    data, sentence = WRONG[case]
    artifact = only_artifact(github)
    github.trouble("GET", "/blobs/*", Reply(200, {}, data, "application/zip"))
    with pytest.raises(NotAsPromised, match=sentence):
        fetch_artifact(connected(github), artifact, tmp_path / "x", quiet)
    assert not (tmp_path / "x").exists()


def test_what_is_too_large_is_not_fetched_to_its_end(github: FakeGitHub, tmp_path: Path) -> None:
    artifact = Artifact(only_artifact(github).id, "wheels", 0, "", RUN)
    connection = connected(github, Patience(retries=0, download=100))
    with pytest.raises(NotAsPromised, match="more than 100 bytes"):
        fetch_artifact(connection, artifact, tmp_path / "x", quiet)


def test_a_large_artifact_does_not_fill_the_memory(github: FakeGitHub, tmp_path: Path) -> None:
    artifact = only_artifact(github, bytes(24 * 1024 * 1024))
    download = open_artifact(connected(github), artifact)
    sizes: list[int] = []
    download.fetch(tmp_path / "x", sizes.append)
    assert (sum(sizes), max(sizes)) == (24 * 1024 * 1024, 256 * 1024)


def test_an_address_that_has_run_out_is_asked_for_again(github: FakeGitHub, tmp_path: Path) -> None:
    artifact = only_artifact(github)
    github.before("GET", "/blobs/*", github.expire_locations)
    fetch_artifact(connected(github), artifact, tmp_path / "x", quiet)
    assert (tmp_path / "x").read_bytes() == DATA
    assert len(github.seen) == 2


def test_an_address_that_runs_out_at_once_is_given_up(github: FakeGitHub, tmp_path: Path) -> None:
    artifact = only_artifact(github)
    github.location_lifetime = 0
    with pytest.raises(
        SourceUnreachable, match="storage behind GitHub answered HTTP 403"
    ) as caught:
        fetch_artifact(connected(github), artifact, tmp_path / "x", quiet)
    assert len(github.seen) == 2
    assert not isinstance(caught.value, Forbidden)


STORAGE: dict[str, tuple[int, type[CouldNotJudge], str]] = {
    "NOT THERE": (404, Gone, "GitHub lists it and answers HTTP 404"),
    "REFUSED": (400, SourceUnreachable, "storage behind GitHub answered HTTP 400"),
    "DOWN": (503, SourceUnreachable, "HTTP 503 again and again"),
    "BUSY": (429, SourceUnreachable, "limit on requests is reached"),
}


@pytest.mark.parametrize("case", STORAGE)
def test_trouble_of_the_storage_is_told(github: FakeGitHub, tmp_path: Path, case: str) -> None:
    status, kind, sentence = STORAGE[case]
    artifact = only_artifact(github)
    github.trouble("GET", "/blobs/*", *[status] * 3)
    with pytest.raises(kind, match=sentence) as caught:
        fetch_artifact(connected(github), artifact, tmp_path / "x", quiet)
    assert caught.value.message.startswith("The artifact 'wheels' of run 7 could not be ")


def test_passing_trouble_of_the_storage_is_waited_out(github: FakeGitHub, tmp_path: Path) -> None:
    artifact = only_artifact(github)
    github.trouble("GET", "/blobs/*", 503, 500)
    fetch_artifact(connected(github), artifact, tmp_path / "x", quiet)
    assert (tmp_path / "x").read_bytes() == DATA


REFUSED: dict[str, tuple[Callable[[FakeGitHub], object], type[CouldNotJudge], str]] = {
    "NO PERMISSION": (lambda github: github.permissions.clear(), Forbidden, "`actions: read`"),
    "EXPIRED MEANWHILE": (
        lambda github: github.trouble("GET", ZIP, 410),
        Gone,
        "lists it .* HTTP 410",
    ),
    "BAD TOKEN": (lambda github: github.trouble("GET", ZIP, 401), Forbidden, "not valid"),
    "LIMIT": (
        lambda github: github.trouble("GET", ZIP, rate_limited(2**33)),
        SourceUnreachable,
        "limit on requests",
    ),
    "NO PLACE": (lambda github: github.trouble("GET", ZIP, 302), SourceUnreachable, "HTTP 302"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_of_the_api_is_told(github: FakeGitHub, tmp_path: Path, case: str) -> None:
    prepare, kind, sentence = REFUSED[case]
    artifact = only_artifact(github)
    prepare(github)
    with pytest.raises(kind, match=sentence):
        fetch_artifact(connected(github), artifact, tmp_path / "x", quiet)
    assert github.blob_seen == []


def test_passing_trouble_of_the_api_is_waited_out(github: FakeGitHub, tmp_path: Path) -> None:
    artifact = only_artifact(github)
    github.trouble("GET", ZIP, 502, 429)
    fetch_artifact(connected(github), artifact, tmp_path / "x", quiet)
    assert (tmp_path / "x").read_bytes() == DATA


def test_an_api_that_says_nothing_is_not_waited_for(github: FakeGitHub, tmp_path: Path) -> None:
    artifact = only_artifact(github)
    github.trouble("GET", ZIP, "silent", "silent")
    hasty = connected(github, Patience(read=0.1, retries=1, pause=0))
    with pytest.raises(SourceUnreachable, match="did not answer in time"):
        fetch_artifact(hasty, artifact, tmp_path / "x", quiet)
    assert len(github.seen) == 2


def test_a_full_disk_is_no_trouble_of_github(github: FakeGitHub, tmp_path: Path) -> None:
    artifact = only_artifact(github)
    with pytest.raises(IsADirectoryError):
        fetch_artifact(connected(github), artifact, tmp_path, quiet)
    assert tmp_path.is_dir()


def sent_to(place: str) -> Reply:
    return Reply(302, {"Location": place})


def test_a_circle_of_redirects_ends(github: FakeGitHub, tmp_path: Path) -> None:
    artifact = only_artifact(github)
    path = f"/repos/octo/demo/actions/artifacts/{artifact.id}/zip"
    github.trouble("GET", ZIP, *[sent_to(f"{github.api_url}{path}")] * 9)
    with pytest.raises(SourceUnreachable, match="from one address to the next"):
        fetch_artifact(connected(github), artifact, tmp_path / "x", quiet)
    assert len(github.seen) == 5


PLACES = {
    "NO WEB ADDRESS": "file:///etc/passwd",
    "OTHER PROTOCOL": "ftp://storage.example/x?sig=secret",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_redirect_leads_to_web_servers_only(
    github: FakeGitHub, tmp_path: Path, place: str
) -> None:
    artifact = only_artifact(github)
    github.trouble("GET", ZIP, sent_to(place))
    with pytest.raises(SourceUnreachable, match="without https") as caught:
        fetch_artifact(connected(github), artifact, tmp_path / "x", quiet)
    assert "secret" not in caught.value.message


def test_a_place_that_cannot_be_understood_is_not_asked(github: FakeGitHub, tmp_path: Path) -> None:
    artifact = only_artifact(github)
    github.trouble("GET", ZIP, sent_to("http://[storage/x"))
    with pytest.raises(SourceUnreachable, match="cannot be understood"):
        fetch_artifact(connected(github), artifact, tmp_path / "x", quiet)


DOWNGRADES = {
    "ANOTHER HOST": "http://storage.example/x?sig=secret",
    "AN ADDRESS": "http://192.0.2.1/x?sig=secret",
}


@pytest.mark.parametrize("place", DOWNGRADES.values(), ids=DOWNGRADES)
def test_from_https_no_redirect_leads_to_plain_http(
    tmp_path: Path, encrypted: EncryptedHost, place: str
) -> None:
    encrypted.location = place
    with pytest.raises(SourceUnreachable, match="without https") as caught:
        fetch_artifact(encrypted.connected(), Artifact(1, "w", 1, "", RUN), tmp_path / "x", quiet)
    assert "secret" not in caught.value.message


def test_plain_http_on_this_machine_is_no_danger(
    github: FakeGitHub, tmp_path: Path, encrypted: EncryptedHost
) -> None:
    encrypted.location = github.blobs.offer(DATA, "wheels.zip", "application/zip")
    artifact = Artifact(1, "wheels", 1, "", RUN)
    fetch_artifact(encrypted.connected(), artifact, tmp_path / "x", quiet)
    assert (tmp_path / "x").read_bytes() == DATA


def test_an_own_certificate_must_be_known(
    encrypted: EncryptedHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(SourceUnreachable, match="does not trust the certificate"):
        list_artifacts(encrypted.connected(), RUN)


def test_the_end_is_read_by_an_absolute_range(github: FakeGitHub) -> None:
    artifact = only_artifact(github)
    assert read_tail(connected(github), artifact, 100) == DATA[-100:]
    assert github.blob_seen[0].headers["Range"] == "bytes=10140-10239"


def test_the_end_of_a_small_artifact_is_all_of_it(github: FakeGitHub) -> None:
    assert read_tail(connected(github), only_artifact(github), 10**9) == DATA


def test_end_and_whole_need_one_request_to_the_api(github: FakeGitHub, tmp_path: Path) -> None:
    download = open_artifact(connected(github), only_artifact(github))
    assert download.tail(10) == DATA[-10:]
    download.fetch(tmp_path / "x", quiet)
    assert (tmp_path / "x").read_bytes() == DATA
    assert (len(github.seen), len(github.blob_seen)) == (1, 2)


def test_between_end_and_whole_the_address_may_run_out(github: FakeGitHub, tmp_path: Path) -> None:
    download = open_artifact(connected(github), only_artifact(github))
    assert download.tail(10) == DATA[-10:]
    github.expire_locations()
    download.fetch(tmp_path / "x", quiet)
    assert (tmp_path / "x").read_bytes() == DATA
    assert len(github.seen) == 2


def test_a_storage_without_parts_has_no_end(github: FakeGitHub) -> None:
    artifact = only_artifact(github)
    github.blobs.ranges = False
    assert read_tail(connected(github), artifact, 100) is None


def test_an_artifact_of_unknown_size_has_no_end(github: FakeGitHub) -> None:
    artifact = Artifact(1, "wheels", len(DATA), "", RUN)
    assert read_tail(connected(github), artifact, 100) is None
    assert github.seen == []


PARTS = {
    "OTHER PART": ("bytes 0-99/10240", DATA[:100]),
    "OTHER SIZE": ("bytes 10140-10239/99999", DATA[-100:]),
    "UNKNOWN SIZE": ("bytes 10140-10239/*", DATA[-100:]),
    "NO RANGE": ("", DATA[-100:]),
    "TOO MUCH": ("bytes 10140-10239/10240", DATA),
    "TOO LITTLE": ("bytes 10140-10239/10240", DATA[-50:]),
}


@pytest.mark.parametrize("case", PARTS)
def test_a_part_that_is_not_the_end_is_not_used(github: FakeGitHub, case: str) -> None:
    said, data = PARTS[case]
    artifact = only_artifact(github)
    headers = {"Content-Range": said} if said else {}
    github.trouble("GET", "/blobs/*", Reply(206, headers, data, "application/zip"))
    assert read_tail(connected(github), artifact, 100) is None


def test_an_end_that_breaks_off_is_not_used(github: FakeGitHub) -> None:
    artifact = only_artifact(github)
    github.trouble("GET", "/blobs/*", "slow")
    assert read_tail(connected(github), artifact, 100) is None


def test_an_artifact_smaller_than_was_said_has_no_end(github: FakeGitHub) -> None:
    artifact = only_artifact(github)
    larger = Artifact(artifact.id, "wheels", 99_999, "0" * 64, RUN)
    assert read_tail(connected(github), larger, 100) is None


def test_neither_token_nor_signed_address_is_ever_said(
    github: FakeGitHub, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    artifact = only_artifact(github)
    for status in (400, 404, 503):
        github.trouble("GET", "/blobs/*", *[status] * 3)
        with pytest.raises(CouldNotJudge) as caught:
            fetch_artifact(connected(github), artifact, tmp_path / "x", quiet)
        said = caught.value.message + caught.value.hint
        assert "sig=" not in said
        assert github.token not in said
    assert capfd.readouterr() == ("", "")
