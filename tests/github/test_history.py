"""What differs between two commits, and which tags there are, with GitHub's own limits."""

import pytest

from tests.github.connecting import connected
from tests.github.fake import HEAD_SHA, FakeGitHub, Reply
from wheel_ceiling.errors import NothingFound, SourceUnreachable
from wheel_ceiling.github.connection import Forbidden
from wheel_ceiling.github.history import changes_between, tags_beginning
from wheel_ceiling.model import ChangedFile


def test_the_changed_files_come_with_their_hunks_and_former_places(github: FakeGitHub) -> None:
    github.add_changes("v1.0", HEAD_SHA, {"a.c": "@@ -1 +1 @@\n-a\n+b"}, moved={"c.txt": "c.c"})

    changes = changes_between(connected(github), "v1.0", HEAD_SHA)

    assert changes.files == (
        ChangedFile("a.c", "@@ -1 +1 @@\n-a\n+b"),
        ChangedFile("c.txt", previous_path="c.c"),
    )
    assert not changes.may_be_cut
    assert changes.missing_commits == 0
    assert github.seen[0].query == {"per_page": "1"}


def test_a_tag_may_hold_slashes(github: FakeGitHub) -> None:
    github.add_changes("packages/demo/v1.0", HEAD_SHA, {"a.c": ""})

    (file,) = changes_between(connected(github), "packages/demo/v1.0", HEAD_SHA).files

    assert file.path == "a.c"


def test_more_than_300_files_are_not_named_and_commits_of_the_base_are_counted(
    github: FakeGitHub,
) -> None:
    many = {f"docs/{number}.md": "" for number in range(301)}
    github.add_changes("v1.0", HEAD_SHA, many, behind_by=2)

    changes = changes_between(connected(github), "v1.0", HEAD_SHA)

    assert len(changes.files) == 300
    assert changes.may_be_cut
    assert changes.missing_commits == 2


def test_commits_that_are_not_there_are_not_found(github: FakeGitHub) -> None:
    with pytest.raises(NothingFound, match=r"What changed between v1\.0 and aaaaaaaa could not"):
        changes_between(connected(github), "v1.0", HEAD_SHA)


def test_tags_are_listed_by_how_they_begin(github: FakeGitHub) -> None:
    github.add_release("v1.0")
    github.tags += ["v1.0rc1", "v2.0", "demo-1.0"]

    assert tags_beginning(connected(github), "v1.0") == ("v1.0", "v1.0rc1")
    assert tags_beginning(connected(github)) == ("demo-1.0", "v1.0", "v1.0rc1", "v2.0")
    assert tags_beginning(connected(github), "v9") == ()


def test_a_token_that_may_not_ask_is_told_so(github: FakeGitHub) -> None:
    github.permissions.clear()

    for ask in (tags_beginning, lambda to: changes_between(to, "v1.0", HEAD_SHA)):
        with pytest.raises(Forbidden) as caught:
            ask(connected(github))
        assert caught.value.permission == "contents: read"


def test_an_odd_answer_is_not_believed(github: FakeGitHub) -> None:
    github.trouble("GET", "*/compare/*", Reply(200, body={"files": []}))

    with pytest.raises(SourceUnreachable, match="cannot be understood"):
        changes_between(connected(github), "v1.0", HEAD_SHA)
