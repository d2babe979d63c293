import pytest
from msgspec.structs import replace

from tests.sources.fake_index import FakeIndex, content_of
from wheel_ceiling.errors import NothingFound
from wheel_ceiling.sources.offer import Shelf
from wheel_ceiling.sources.shelves import open_source
from wheel_ceiling.sources.world import World

OLD = "ray-2.8.0-cp310-cp310-manylinux2014_x86_64.whl"
WHEEL = "ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl"
MUSL = "ray-2.9.0-cp310-cp310-musllinux_1_2_x86_64.whl"
NEXT = "ray-3.0.0-cp310-cp310-manylinux_2_28_x86_64.whl"
SDIST = "ray-2.9.0.tar.gz"


def filenames(shelf: Shelf) -> list[str]:
    return [offer.name.filename for offer in shelf.offers]


@pytest.mark.parametrize("html", [False, True])
def test_a_release_is_its_wheels_and_nothing_is_fetched_before_one_is_read(
    index: FakeIndex, world: World, *, html: bool
) -> None:
    index.html = html
    index.add(OLD, WHEEL, MUSL, NEXT, SDIST)

    shelf = open_source("pypi:ray==2.9.0", world)

    assert shelf.source == "pypi:ray==2.9.0"
    assert filenames(shelf) == [WHEEL, MUSL]
    assert shelf.reason == "2.9.0 was asked for."
    assert [offer.sha256 for offer in shelf.offers] == [
        index.files[WHEEL].sha256,
        index.files[MUSL].sha256,
    ]
    assert not index.file_requests
    wheel = shelf.offers[0].read()
    assert (wheel.filename, wheel.sha256) == (WHEEL, index.files[WHEEL].sha256)
    assert len(index.file_requests) == 1


def test_the_size_is_known_where_the_index_tells_it(index: FakeIndex, world: World) -> None:
    index.add(WHEEL)

    [offer] = open_source("ray==2.9.0", world).offers

    assert offer.size == len(content_of(WHEEL))


def test_a_second_run_asks_for_no_file_and_within_the_age_for_no_page(
    index: FakeIndex, world: World
) -> None:
    index.add(WHEEL)
    first = open_source("pypi:ray==2.9.0", world).offers[0].read()
    index.seen.clear()

    second = open_source("pypi:ray==2.9.0", world).offers[0].read()

    assert second == first
    assert not index.seen


def test_an_aged_page_is_asked_for_on_condition(index: FakeIndex, world: World) -> None:
    index.cache_control = "max-age=0"
    index.add(WHEEL)
    open_source("pypi:ray", world)

    open_source("pypi:ray", world)

    assert [bool(seen.headers.get("If-None-Match")) for seen in index.page_requests] == [
        False,
        True,
    ]


def test_a_release_made_after_the_page_was_remembered_is_found(
    index: FakeIndex, world: World
) -> None:
    index.add(OLD)
    open_source("pypi:ray", world)
    index.add(WHEEL)

    assert filenames(open_source("pypi:ray==2.9.0", world)) == [WHEEL]


def test_the_last_release_is_explained(index: FakeIndex, world: World) -> None:
    index.add(OLD, WHEEL, NEXT)

    shelf = open_source("pypi:ray", world)

    assert shelf.source == "pypi:ray==3.0.0"
    assert shelf.reason == "3.0.0 is the greatest final release with wheels."


def test_the_last_release_is_not_above_what_was_built(index: FakeIndex, world: World) -> None:
    index.add(OLD, WHEEL, NEXT)

    assert open_source("pypi:ray", world, (), "2.9.1.dev3+gabc").source == "pypi:ray==2.9.0"


def test_yanked_wheels_are_no_last_release(index: FakeIndex, world: World) -> None:
    index.add(OLD)
    index.add(WHEEL, yanked="broken")

    assert open_source("pypi:ray", world).source == "pypi:ray==2.8.0"


def test_yanked_wheels_can_be_asked_for_and_it_is_said(index: FakeIndex, world: World) -> None:
    index.add(WHEEL, yanked=True)

    assert open_source("pypi:ray==2.9.0", world).reason == "2.9.0 was asked for. It was yanked."


def test_a_release_counts_only_with_wheels_that_are_wanted(index: FakeIndex, world: World) -> None:
    index.add(OLD, MUSL)

    assert filenames(open_source("pypi:ray", world, ("*manylinux*",))) == [OLD]


def test_one_glob_that_matches_is_enough(index: FakeIndex, world: World) -> None:
    index.add(WHEEL, MUSL)

    assert filenames(open_source("ray==2.9.0", world, ("*musl*", "*win*"))) == [MUSL]


def test_names_that_pip_refuses_are_left_out_and_told(index: FakeIndex, world: World) -> None:
    odd = "ray-2.9.0-extra-cp310-cp310-manylinux1_x86_64.whl"
    index.add(WHEEL, odd)

    shelf = open_source("pypi:ray==2.9.0", world)

    assert filenames(shelf) == [WHEEL]
    assert odd in shelf.ignored[0]


def test_a_digest_that_is_none_does_not_become_a_path(index: FakeIndex, world: World) -> None:
    index.add(WHEEL)
    index.files[WHEEL].sha256 = "../../../etc/passwd"

    [offer] = open_source("ray==2.9.0", world).offers

    assert offer.sha256 == ""
    assert offer.read().filename == WHEEL


def test_an_index_of_a_newer_minor_version_is_understood(index: FakeIndex, world: World) -> None:
    index.api_version = "1.99"
    index.add(WHEEL)

    assert filenames(open_source("pypi:ray", world)) == [WHEEL]


def test_a_version_that_does_not_exist_names_the_closest(index: FakeIndex, world: World) -> None:
    index.add(OLD, WHEEL, NEXT)

    with pytest.raises(NothingFound, match=r"no release 2\.8\.5 with wheels") as caught:
        open_source("pypi:ray==2.8.5", world)

    assert caught.value.hint == "The closest are 2.8.0, 2.9.0, 3.0.0."


def test_a_release_of_source_only_has_no_wheels(index: FakeIndex, world: World) -> None:
    index.add(SDIST)

    with pytest.raises(NothingFound, match="only source distributions"):
        open_source("pypi:ray", world)


def test_a_project_with_only_yanked_wheels_has_no_last_release(
    index: FakeIndex, world: World
) -> None:
    index.add(WHEEL, yanked=True)

    with pytest.raises(NothingFound, match="only yanked wheels"):
        open_source("pypi:ray", world)


def test_globs_that_keep_nothing_say_how_much_there_was(index: FakeIndex, world: World) -> None:
    index.add(WHEEL, MUSL)

    with pytest.raises(NothingFound, match=r"none of the 2 wheels matches '\*ppc64le\*'") as caught:
        open_source("ray==2.9.0", world, ("*ppc64le*",))

    assert WHEEL in caught.value.hint


def test_a_project_that_does_not_exist_is_not_found(index: FakeIndex, world: World) -> None:
    with pytest.raises(NothingFound, match=r"nothere does not exist on the package index 127"):
        open_source("pypi:NotHere", world)

    assert len(index.page_requests) == 1


def test_the_index_is_asked_by_the_normalised_name(index: FakeIndex, world: World) -> None:
    index.add("scikit_x-1.0-py3-none-any.whl")

    assert open_source("pypi:Scikit.X", world).source == "pypi:scikit-x==1.0"
    assert index.page_requests[0].path == "/simple/scikit-x/"


def test_another_project_on_the_page_is_left_out(index: FakeIndex, world: World) -> None:
    kind, page = index.page("ray")
    other = b'"files": [{"filename": "yar-9-py3-none-any.whl", "url": "/files/y", "hashes": {}}]'
    index.bodies["/simple/ray/"] = (kind, page.replace(b'"files": []', other))

    with pytest.raises(NothingFound, match="ray has no wheels"):
        open_source("pypi:ray", world)


def test_credentials_reach_the_index_and_are_never_shown(index: FakeIndex, world: World) -> None:
    index.credentials = ("bob", "s3cr:t")
    index.add(WHEEL)
    secret = replace(world, index_url=index.url.replace("//", "//bob:s3cr%3At@"))

    shelf = open_source("pypi:ray", secret)
    wheel = shelf.offers[0].read()

    assert wheel.filename == WHEEL
    assert "s3cr" not in repr((shelf.source, shelf.reason))
    assert all("s3cr" not in offer.name.filename for offer in shelf.offers)


@pytest.mark.parametrize("way", ["lists_files_at", "files_at"])
def test_credentials_do_not_follow_to_another_server(
    index: FakeIndex, world: World, way: str
) -> None:
    index.credentials = ("bob", "secret")
    index.add(WHEEL)
    secret = replace(world, index_url=index.url.replace("//", "//bob:secret@"))

    with FakeIndex(host="localhost") as elsewhere:
        elsewhere.add(WHEEL)
        setattr(index, way, elsewhere.root)
        open_source("pypi:ray", secret).offers[0].read()

        [asked] = elsewhere.file_requests

    assert all(seen.authorization for seen in index.seen)
    assert asked.authorization == ""
