import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.sources.conftest import IMPATIENT, QUICK
from tests.sources.fake_index import FakeIndex, content_of
from wheel_ceiling.errors import (
    CouldNotJudge,
    NothingFound,
    SourceUnreachable,
    UnreadableWheel,
    WheelCeilingError,
)
from wheel_ceiling.model import Wheel
from wheel_ceiling.sources.offer import Offer
from wheel_ceiling.sources.shelves import open_source
from wheel_ceiling.sources.store import Store
from wheel_ceiling.sources.world import World

WHEEL = "ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl"
PATH = f"/files/{WHEEL}"
PAGE = "/simple/ray/"


@dataclass
class Heard:
    """Progress that remembers what it was told."""

    begun: list[tuple[str, int]] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)

    @contextmanager
    def download(self, name: str, size: int) -> Iterator[Callable[[int], None]]:
        self.begun.append((name, size))
        yield self.counts.append


@pytest.fixture
def offer(index: FakeIndex, world: World) -> Offer:
    index.add(WHEEL)
    [offered] = open_source("pypi:ray", world).offers
    return offered


def kept(world: World) -> list[str]:
    """The names of all files in the cache that are not pages."""
    return sorted(
        path.name for path in world.cache.rglob("*") if path.is_file() and "pages" not in path.parts
    )


def trouble(read: Callable[[], Wheel]) -> WheelCeilingError:
    with pytest.raises(CouldNotJudge) as caught:
        read()
    return caught.value


def test_a_download_is_kept_by_its_digest_and_its_facts_beside_it(
    index: FakeIndex, world: World, offer: Offer
) -> None:
    offer.read()

    digest = index.files[WHEEL].sha256
    assert kept(world) == [f"{digest}.json.gz", f"{digest}.whl"]
    assert Store(world.cache).wheel_path(digest).read_bytes() == content_of(WHEEL)


def test_with_facts_at_hand_nothing_is_fetched_and_no_wheel_opened(
    index: FakeIndex, world: World, offer: Offer
) -> None:
    first = offer.read()
    Store(world.cache).wheel_path(offer.sha256).unlink()
    index.statuses[PATH] = [500] * 9

    assert offer.read() == first


def test_with_a_wheel_at_hand_but_no_facts_nothing_is_fetched(
    index: FakeIndex, world: World, offer: Offer
) -> None:
    first = offer.read()
    [facts] = world.cache.glob("facts/*/*.json.gz")
    facts.write_bytes(b"\x1f\x8b damaged")

    assert offer.read() == first
    assert len(index.file_requests) == 1
    assert facts.read_bytes()[:4] != b"\x1f\x8b d"


def test_a_damaged_wheel_in_the_cache_is_fetched_again(
    index: FakeIndex, world: World, offer: Offer
) -> None:
    first = offer.read()
    Store(world.cache).wheel_path(offer.sha256).write_bytes(b"rotten")
    [facts] = world.cache.glob("facts/*/*.json.gz")
    facts.unlink()

    assert offer.read() == first
    assert len(index.file_requests) == 2


def test_the_same_bytes_under_another_name_get_their_own_label(
    index: FakeIndex, world: World, offer: Offer
) -> None:
    other = "ray-2.9.1-cp310-cp310-manylinux2014_x86_64.whl"
    offer.read()
    index.put(other, content_of(WHEEL))

    [renamed] = open_source("pypi:ray==2.9.1", world).offers

    assert renamed.read().filename == other
    assert len(index.file_requests) == 1


def test_progress_is_told_of_every_byte(index: FakeIndex, world: World) -> None:
    index.add(WHEEL)
    heard = Heard()

    [offer] = open_source("pypi:ray", replace(world, progress=heard)).offers
    wheel = offer.read()

    assert heard.begun == [(WHEEL, wheel.size)]
    assert sum(heard.counts) == wheel.size


def test_a_wrong_digest_is_said_and_nothing_is_kept(index: FakeIndex, world: World) -> None:
    index.add(WHEEL)
    index.files[WHEEL].sha256 = "0" * 64
    [offer] = open_source("pypi:ray", world).offers

    error = trouble(offer.read)

    assert isinstance(error, UnreadableWheel)
    assert f"{WHEEL} on the package index 127.0.0.1 is not the wheel" in error.message
    assert not kept(world)


def test_an_answer_that_is_cut_once_is_asked_for_again(index: FakeIndex, offer: Offer) -> None:
    index.cut[PATH] = 1

    assert offer.read().filename == WHEEL
    assert len(index.file_requests) == 2


def test_an_answer_that_is_always_cut_leaves_nothing(
    index: FakeIndex, world: World, offer: Offer
) -> None:
    index.cut[PATH] = 9

    error = trouble(offer.read)

    assert isinstance(error, SourceUnreachable)
    assert "broke off" in error.message
    assert not kept(world)


@pytest.mark.parametrize("html", [False, True])
def test_more_than_was_promised_is_not_read(index: FakeIndex, world: World, *, html: bool) -> None:
    index.html = html
    index.add(WHEEL)
    small = replace(world, limits=replace(QUICK, download=100))
    [offer] = open_source("pypi:ray", small).offers
    index.files[WHEEL].data += b"x" * 10_000

    assert "it has more than" in trouble(offer.read).message
    assert not kept(world)


def test_less_than_was_promised_is_not_read(index: FakeIndex, world: World, offer: Offer) -> None:
    index.files[WHEEL].data = index.files[WHEEL].data[:100]

    assert "ended after 100 of" in trouble(offer.read).message
    assert not kept(world)


def test_a_server_in_trouble_for_a_moment_is_asked_again(index: FakeIndex, offer: Offer) -> None:
    index.statuses[PATH] = [503, 500]

    assert offer.read().filename == WHEEL


ANSWERS = {
    500: (SourceUnreachable, "could not be asked: the server answered HTTP 500", "Try again"),
    403: (SourceUnreachable, "could not be asked: the server answered HTTP 403", "credentials"),
    401: (SourceUnreachable, "could not be asked: the server answered HTTP 401", "credentials"),
    429: (SourceUnreachable, "could not be asked: the server answered HTTP 429", "later"),
    404: (NothingFound, "is not there (HTTP 404)", "name"),
}


@pytest.mark.parametrize("status", ANSWERS)
def test_an_answer_that_is_no_file_is_said(index: FakeIndex, offer: Offer, status: int) -> None:
    kind, message, hint = ANSWERS[status]
    index.statuses[PATH] = [status] * 9

    error = trouble(offer.read)

    assert isinstance(error, kind)
    assert error.message.startswith(f"{WHEEL} on the package index 127.0.0.1 ")
    assert message in error.message
    assert hint in error.hint


@pytest.mark.parametrize("status", [401, 403, 429, 500, 502])
def test_an_index_that_cannot_be_asked_is_never_taken_for_absent(
    index: FakeIndex, world: World, status: int
) -> None:
    index.add(WHEEL)
    index.statuses[PAGE] = [status] * 9

    with pytest.raises(SourceUnreachable, match="The page of ray on the package index"):
        open_source("pypi:ray", world)


def test_a_stale_page_does_not_stand_in_for_one_that_cannot_be_had(
    index: FakeIndex, world: World
) -> None:
    index.cache_control = "max-age=0"
    index.add(WHEEL)
    open_source("pypi:ray", world)
    index.statuses[PAGE] = [500] * 9

    with pytest.raises(SourceUnreachable):
        open_source("pypi:ray", world)


def test_a_damaged_page_in_the_cache_counts_as_absent(index: FakeIndex, world: World) -> None:
    index.add(WHEEL)
    open_source("pypi:ray", world)
    [page] = [path for path in world.cache.glob("pages/**/*") if path.is_file() and not path.suffix]
    page.write_bytes(page.read_bytes()[:50])

    assert open_source("pypi:ray", world).offers


def test_an_index_that_says_nothing_is_given_up_in_time(index: FakeIndex, world: World) -> None:
    index.silent.add(PAGE)

    with pytest.raises(SourceUnreachable, match="did not answer in time"):
        open_source("pypi:ray", replace(world, limits=IMPATIENT))

    assert len(index.page_requests) == 2


@pytest.mark.parametrize(
    "body",
    [
        ("application/vnd.pypi.simple.v1+json", b"{"),
        ("application/vnd.pypi.simple.v1+json", b'{"meta": {"api-version": "1.0"}}'),
        ("application/vnd.pypi.simple.v1+json", b"[" * 100_000),
        ("application/vnd.pypi.simple.v2+json", b"{}"),
        ("text/plain", b"hello"),
        (
            "application/vnd.pypi.simple.v1+json",
            b'{"meta": {"api-version": "2.0"}, "name": "ray", "files": []}',
        ),
    ],
)
def test_a_page_that_means_nothing_is_said(
    index: FakeIndex, world: World, body: tuple[str, bytes]
) -> None:
    index.bodies[PAGE] = body

    with pytest.raises(SourceUnreachable, match="The page of ray on the package index"):
        open_source("pypi:ray", world)


def test_no_network_is_a_sentence(world: World) -> None:
    nobody = replace(world, index_url="http://127.0.0.1:9/simple/")

    with pytest.raises(SourceUnreachable, match="cannot be reached") as caught:
        open_source("pypi:ray", nobody)

    assert caught.value.hint


@pytest.mark.parametrize("address", ["file:///srv/simple", "nonsense", "https://[", "http://h:x/"])
def test_an_index_without_a_web_address_is_said(world: World, address: str) -> None:
    with pytest.raises(SourceUnreachable, match="no https address"):
        open_source("pypi:ray", replace(world, index_url=address))


def test_endless_redirects_end(index: FakeIndex, world: World) -> None:
    index.redirects[PAGE] = PAGE

    with pytest.raises(SourceUnreachable, match="without end"):
        open_source("pypi:ray", world)


def test_a_cache_that_cannot_be_used_is_said(index: FakeIndex, world: World) -> None:
    index.add(WHEEL)
    world.cache.write_text("a file where the folder should be")

    with pytest.raises(CouldNotJudge, match="cache folder") as caught:
        open_source("pypi:ray", world)

    assert "WHEEL_CEILING_CACHE" in caught.value.hint


def test_facts_that_cannot_be_kept_only_cost_time(world: World, offer: Offer) -> None:
    (world.cache / "facts").write_text("a file where the folder should be")

    assert offer.read() == offer.read()


def test_what_a_killed_process_left_goes_after_a_day(world: World, offer: Offer) -> None:
    import os

    folder = Store(world.cache).unfinished
    folder.mkdir(parents=True)
    for name, age in (("old.part", 2 * 24 * 3600), ("new.part", 60)):
        (folder / name).touch()
        past = folder.stat().st_mtime - age
        os.utime(folder / name, (past, past))

    Store(world.cache).prepare()

    assert [path.name for path in folder.iterdir()] == ["new.part"]
    assert offer.read().filename == WHEEL


def test_two_processes_at_once_do_not_hurt_each_other(index: FakeIndex, world: World) -> None:
    index.add(WHEEL)
    spawn = multiprocessing.get_context("spawn")
    plain = replace(world, progress=world.progress)

    with spawn.Pool(2) as pool:
        sizes = pool.starmap(_read_size, [(plain.cache, plain.index_url)] * 4)

    assert set(sizes) == {len(content_of(WHEEL))}
    assert len(kept(world)) == 2


def _read_size(cache: Path, index_url: str) -> int:
    [offer] = open_source("pypi:ray", World(cache, index_url)).offers
    return offer.read().size


def test_a_wheel_behind_an_address_is_fetched_when_it_is_read(
    index: FakeIndex, world: World
) -> None:
    index.add(WHEEL)

    shelf = open_source(f"{index.root}{PATH}?token=secret#note", world)

    assert not index.seen
    assert shelf.source == f"{index.root}{PATH}"
    [offer] = shelf.offers
    assert offer.name.filename == WHEEL
    assert offer.read().sha256 == index.files[WHEEL].sha256


def test_an_address_without_digest_is_always_fetched_and_with_one_once(
    index: FakeIndex, world: World
) -> None:
    index.add(WHEEL)
    digest = index.files[WHEEL].sha256

    for _ in range(2):
        open_source(f"{index.root}{PATH}", world).offers[0].read()
    assert len(index.file_requests) == 2

    for _ in range(2):
        open_source(f"{index.root}{PATH}#sha256={digest.upper()}", world).offers[0].read()
    assert len(index.file_requests) == 2


def test_an_address_with_a_wrong_digest_is_refused(index: FakeIndex, world: World) -> None:
    index.add(WHEEL)

    [offer] = open_source(f"{index.root}{PATH}#sha256={'0' * 64}", world).offers

    assert "promised was 000" in trouble(offer.read).message
    assert not kept(world)


def test_an_address_shows_no_credentials_whatever_goes_wrong(
    index: FakeIndex, world: World
) -> None:
    index.credentials = ("bob", "other")
    address = f"{index.root}{PATH}?sig=hidden".replace("//", "//bob:hidden@")

    shelf = open_source(address, world)
    error = trouble(shelf.offers[0].read)

    assert "HTTP 401" in error.message
    assert "hidden" not in f"{shelf.source} {error.message} {error.hint}"
    assert index.file_requests[0].authorization


def test_a_remote_name_that_says_nothing_is_learnt_from_the_wheel(
    index: FakeIndex, world: World
) -> None:
    index.put("x.whl", content_of(WHEEL))

    [offer] = open_source(f"{index.root}/files/x.whl", world).offers

    assert (offer.name.filename, offer.name.project) == ("x.whl", "ray")


def test_an_address_that_is_filtered_away_is_said(index: FakeIndex, world: World) -> None:
    with pytest.raises(NothingFound, match="the only wheel does not match"):
        open_source(f"{index.root}{PATH}", world, ("*musl*",))
