from collections.abc import Iterator
from time import process_time

import pytest

from tests.blame.diffs import GUILTY, OTHER_WORKFLOW, WORKFLOW, Case
from tests.blame.findings import ABOVE_TAG, ACCEPTED, EVERYTHING, HOST, NOTE
from tests.blame.innocent import INNOCENT
from wheel_ceiling.blame import find_suspects
from wheel_ceiling.blame.suspects import CLUES
from wheel_ceiling.model import ChangedFile, Suspect


def told(suspects: tuple[Suspect, ...]) -> Iterator[str]:
    for suspect in suspects:
        yield f"{'-' if suspect.is_removed else '+'}{suspect.line} {suspect.text.strip()}"


@pytest.mark.parametrize("case", GUILTY.values(), ids=GUILTY)
def test_the_line_that_explains_it_is_named(case: Case) -> None:
    assert tuple(told(find_suspects(case.findings, case.files))) == case.named


@pytest.mark.parametrize("files", INNOCENT.values(), ids=INNOCENT)
def test_a_change_that_explains_nothing_is_not_named(files: tuple[ChangedFile, ...]) -> None:
    named = [one for finding in EVERYTHING for one in told(find_suspects([finding], files))]

    assert named == []


def test_every_clue_has_a_case_in_the_table() -> None:
    said = {
        suspect.why.partition(", and ")[0]
        for case in GUILTY.values()
        for suspect in find_suspects(case.findings, case.files)
    }
    told_of = " ".join(said)

    for clue in CLUES:
        clauses = (clue.added.partition("{to}")[0], clue.removed)
        assert any(clause and clause.partition(", and ")[0] in told_of for clause in clauses), clue


def image(path: str, name: str = "ubuntu:22.04") -> ChangedFile:
    return ChangedFile(path, f"@@ -4 +4 @@\n-    container: debian:10\n+    container: {name}\n")


def test_nothing_found_is_nothing_to_explain() -> None:
    assert find_suspects([], [image(WORKFLOW)]) == ()
    assert find_suspects([NOTE, ACCEPTED], [image(WORKFLOW)]) == ()


def test_one_line_that_stands_in_several_files_is_named_once_where_it_builds() -> None:
    [suspect] = find_suspects([ABOVE_TAG], [image(OTHER_WORKFLOW), image(WORKFLOW)])

    assert (suspect.path, suspect.line, suspect.is_removed) == (WORKFLOW, 4, False)


def test_at_most_three_are_named_best_first() -> None:
    files = [image(f".github/workflows/{n}.yml", f"ubuntu:2{n}.04") for n in "2468"]
    suspects = find_suspects([ABOVE_TAG], [*files, image(WORKFLOW, "fedora:42")])

    assert [suspect.path for suspect in suspects] == [
        WORKFLOW,
        ".github/workflows/2.yml",
        ".github/workflows/4.yml",
    ]


def test_a_sentence_says_what_the_line_does_and_what_was_found() -> None:
    [suspect] = find_suspects([ABOVE_TAG], [image(WORKFLOW)])

    assert suspect == Suspect(
        WORKFLOW,
        4,
        "    container: ubuntu:22.04",
        "it changes the image that the wheels are built in to one with glibc 2.35, and "
        "`_raylet.so` now asks for GLIBC_2.29.",
    )


def test_what_only_explains_the_lesser_findings_is_not_named() -> None:
    skip = GUILTY["SKIPPED"]

    assert find_suspects(skip.findings, skip.files)
    assert find_suspects([*skip.findings, ABOVE_TAG], skip.files) == ()


def test_a_line_that_names_the_file_comes_first() -> None:
    script = ChangedFile(
        "ci/build.sh",
        "@@ -1 +1,3 @@\n make\n+cp -r cache/ray/ python/ray/\n+cp /cache/_raylet.so python/ray/\n",
    )

    [suspect] = find_suspects([HOST], [script])

    assert suspect.line == 2
    assert suspect.text == "cp -r cache/ray/ python/ray/"


def test_what_replaces_a_line_is_named_and_not_the_line() -> None:
    patch = "@@ -1 +1 @@\n-FROM quay.io/pypa/manylinux2014_x86_64\n+FROM ubuntu:22.04\n"

    named = told(find_suspects([ABOVE_TAG], [ChangedFile("ci/build.Dockerfile", patch)]))

    assert list(named) == ["+1 FROM ubuntu:22.04"]


def test_an_image_that_went_without_another_is_named() -> None:
    patch = (
        "@@ -8,3 +8,2 @@\n   build:\n-    container: quay.io/pypa/manylinux2014_x86_64\n     x: y\n"
    )

    named = told(find_suspects([HOST], [ChangedFile(WORKFLOW, patch)]))

    assert list(named) == ["-9 container: quay.io/pypa/manylinux2014_x86_64"]


def test_hostile_patches_take_no_time() -> None:
    nasty = (
        "tar x ",
        "cp a ",
        "FROM ",
        "sed linux ",
        "a",
        "-D",
        "docker run a/",
        "--exclude ",
        "'",
    )
    patch = "@@ -1 +1 @@\n" + "".join(
        f"+{number} {(text * 400)[:380]}\n" for number in range(40) for text in nasty
    )
    files = [ChangedFile(path, patch) for path in (WORKFLOW, "Dockerfile", "setup.py", "a.sh")]
    begun = process_time()

    find_suspects(EVERYTHING, files)

    assert process_time() - begun < 8


@pytest.mark.parametrize("path", ["", "../../etc/passwd", "a\nb.yml", ".github/workflows/\x1b.yml"])
def test_odd_paths_are_only_paths(path: str) -> None:
    assert all(one.path == path for one in find_suspects([ABOVE_TAG], [image(path)]))
