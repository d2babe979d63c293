"""What we say of the small wheels of `tests/fixtures/loader`, beside what ld.so does with them."""

from pathlib import Path

import pytest

from tests.facts.loading import CASES, HERE, MODULE, carried, load, needs_glibc
from wheel_ceiling.facts.closure import Edge, Outcome, closure_of

IN_VAIN = {
    "runpath-is-not-inherited",
    "runpath-stops-the-inheritance",
    "an-empty-entry-is-the-working-directory",
    "a-relative-entry-is-the-working-directory",
    "a-soname-is-no-file-name",
    "met-before-it-is-known",
}
STANDING = {
    "an-empty-entry-is-the-working-directory": "./liba.so",
    "a-relative-entry-is-the-working-directory": "./pkg/lib/liba.so",
}


def edges(case: str) -> list[Edge]:
    """The needs of the process that Python starts with the case's module."""
    return [edge for edge in closure_of(carried(case)).edges if edge.root == MODULE]


def asked_for(edge: Edge) -> tuple[str, str]:
    """Who asks for what: ld.so speaks of a place instead of a name where there is a slash."""
    return edge.requester, edge.target if "/" in edge.needed else edge.needed


@pytest.mark.parametrize("case", sorted(CASES))
def test_what_is_lost_is_what_the_case_was_made_for(case: str) -> None:
    lost = [edge for edge in edges(case) if edge.outcome is Outcome.LOST]

    assert bool(lost) == (case in IN_VAIN)


@needs_glibc
@pytest.mark.parametrize("case", sorted(CASES))
def test_the_loader_does_what_we_say(case: str, tmp_path: Path) -> None:
    searches, error = load(case, tmp_path)

    ours = {asked_for(edge): edge for edge in edges(case)}
    assert searches, "the module must need something"
    for asked, answer in searches.items():
        edge = ours[asked]
        assert edge.outcome is not Outcome.LOADED_BEFORE
        if edge.outcome is Outcome.DEPENDS:
            assert answer.taken in edge.places
        else:
            assert edge.target == answer.taken
        if edge.outcome is Outcome.LOST:
            assert edge.places == answer.tried
            assert edge.needed in error
    assert bool(error) == (case in IN_VAIN)


@needs_glibc
@pytest.mark.parametrize("case", sorted(set(CASES) - IN_VAIN))
def test_what_is_not_searched_is_known_before(case: str, tmp_path: Path) -> None:
    searches, _ = load(case, tmp_path)

    known = [edge for edge in edges(case) if asked_for(edge) not in searches]
    taken = {answer.taken for answer in searches.values()}
    assert {edge.target for edge in known} <= taken
    unsure = {place for edge in edges(case) for place in edge.places}
    assert {edge.target for edge in edges(case) if not edge.places} | (taken & unsure) == taken
    before = [edge for edge in edges(case) if edge.outcome is Outcome.LOADED_BEFORE]
    assert not [edge for edge in before if edge not in known]


@needs_glibc
@pytest.mark.parametrize("case", sorted(STANDING))
def test_who_stands_in_the_right_folder_finds_it(case: str) -> None:
    searches, error = load(case, HERE / case)

    assert not error
    [edge] = edges(case)
    [answer] = searches.values()
    assert answer.taken == STANDING[case].removeprefix("./")
    assert STANDING[case] in edge.places
