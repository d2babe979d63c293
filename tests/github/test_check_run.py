"""A check run of ours: within every limit, with all of its annotations, and not one per attempt."""

import pytest
from msgspec.structs import replace

from tests.github.fake import HEAD_SHA, FakeGitHub
from tests.github.publishing import MOVED_SHA, RUN, connect
from wheel_ceiling.errors import SourceUnreachable
from wheel_ceiling.github.check_run import (
    MOST_MESSAGE,
    MOST_TEXT,
    Annotation,
    AnnotationLevel,
    CheckRunText,
    Conclusion,
    publish_check_run,
)
from wheel_ceiling.github.connection import Forbidden

CHECK = CheckRunText(
    "wheel-ceiling", HEAD_SHA, Conclusion.FAILURE, "2 findings", "**Summary**", "# Text"
)


def note(line: int, message: str = "too new") -> Annotation:
    return Annotation("build.yml", line, line, AnnotationLevel.FAILURE, message, "ceiling")


def with_notes(count: int) -> CheckRunText:
    return replace(CHECK, annotations=tuple(map(note, range(1, count + 1))))


def publish(github: FakeGitHub, check: CheckRunText = CHECK) -> str:
    return publish_check_run(connect(github), check)


def test_a_check_run_shows_what_was_given(github: FakeGitHub) -> None:
    url = publish(github, with_notes(1))
    [run] = github.check_runs
    assert url == f"https://github.com/octo/demo/runs/{run.id}"
    assert (run.name, run.head_sha) == ("wheel-ceiling", HEAD_SHA)
    assert (run.status, run.conclusion) == ("completed", "failure")
    assert (run.title, run.summary, run.text) == ("2 findings", "**Summary**", "# Text")
    assert run.details_url == f"https://github.com/octo/demo/actions/runs/{RUN}"
    assert run.annotations == [
        {
            "path": "build.yml",
            "start_line": 1,
            "end_line": 1,
            "annotation_level": "failure",
            "message": "too new",
            "title": "ceiling",
        }
    ]
    assert len(github.seen) == 2


BATCHES = {"none": (0, 0), "one batch": (50, 0), "one more": (51, 1), "many": (140, 2)}


@pytest.mark.parametrize(("count", "updates"), BATCHES.values(), ids=BATCHES)
def test_annotations_are_sent_fifty_at_a_time(github: FakeGitHub, count: int, updates: int) -> None:
    publish(github, with_notes(count))
    [run] = github.check_runs
    assert [one["start_line"] for one in run.annotations] == [*range(1, count + 1)]
    assert run.updates == updates
    assert (run.conclusion, run.summary) == ("failure", "**Summary**")


def test_texts_are_cut_to_what_github_takes_and_say_so(github: FakeGitHub) -> None:
    text = f"{'ä' * 100}\n" * 1000
    message = Annotation("/a.yml", 0, -1, AnnotationLevel.NOTICE, text, "t" * 300)
    check = replace(CHECK, title="t" * 300, summary=text, text=text, annotations=(message,))
    publish(github, check)
    [run] = github.check_runs
    assert run.title == "t" * 254 + "…"
    assert MOST_TEXT - 400 < len(run.summary.encode()) <= MOST_TEXT
    assert run.summary == run.text
    assert run.summary.endswith(
        "ä\n\n_Cut here: GitHub takes no more. The JSON report of this run has everything._\n"
    )
    [sent] = run.annotations
    assert len(str(sent["message"]).encode()) <= MOST_MESSAGE
    assert sent["title"] == "t" * 254 + "…"
    assert (sent["path"], sent["start_line"], sent["end_line"]) == ("a.yml", 1, 1)


def test_a_line_without_end_is_cut_too(github: FakeGitHub) -> None:
    publish(github, replace(CHECK, summary="ä" * 100_000))
    assert github.check_runs[0].summary.startswith("ä" * 32_000)


def test_a_second_attempt_brings_the_same_check_run_up_to_date(github: FakeGitHub) -> None:
    first = publish(github)
    again = replace(CHECK, conclusion=Conclusion.SUCCESS, title="No findings", text="")
    assert publish(github, again) == first
    [run] = github.check_runs
    assert (run.conclusion, run.title, run.text) == ("success", "No findings", "")


def test_annotations_that_are_there_are_not_added_twice(github: FakeGitHub) -> None:
    publish(github, with_notes(60))
    publish(github, with_notes(61))
    [run] = github.check_runs
    assert [one["start_line"] for one in run.annotations] == [*range(1, 62)]


def test_annotations_out_of_date_make_a_new_check_run(github: FakeGitHub) -> None:
    publish(github, with_notes(2))
    publish(github, with_notes(1))
    assert [len(run.annotations) for run in github.check_runs] == [2, 1]
    publish(github, replace(with_notes(1), title="again"))
    assert [run.title for run in github.check_runs] == ["2 findings", "again"]


OTHERS = {
    "a job of the same name": CHECK,
    "another name": replace(CHECK, name="other"),
    "another commit": replace(CHECK, head_sha=MOVED_SHA),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_check_runs_of_others_are_left_alone(github: FakeGitHub, other: CheckRunText) -> None:
    publish(github, replace(other, title="other"))
    if other is CHECK:
        github.check_runs[0].external_id = ""
    publish(github)
    assert [run.title for run in github.check_runs] == ["other", "2 findings"]


def test_a_check_run_whose_answer_got_lost_is_not_made_twice(github: FakeGitHub) -> None:
    github.trouble("POST", "*", "lost")
    url = publish(github, with_notes(51))
    [run] = github.check_runs
    assert url.endswith(f"/{run.id}")
    assert len(run.annotations) == 51


def test_an_older_check_run_is_not_taken_for_the_one_that_got_lost(github: FakeGitHub) -> None:
    publish(github, with_notes(2))
    github.trouble("POST", "*", 502)
    publish(github, with_notes(1))
    assert [len(run.annotations) for run in github.check_runs] == [2, 1]


def test_what_github_refuses_is_not_sent_again(github: FakeGitHub) -> None:
    github.trouble("POST", "*", 422)
    with pytest.raises(SourceUnreachable, match="HTTP 422"):
        publish(github)
    assert len(github.calls("POST")) == 1


def test_a_missing_permission_is_named(github: FakeGitHub) -> None:
    github.permissions["checks"] = "read"
    with pytest.raises(Forbidden) as caught:
        publish(github)
    assert caught.value.permission == "checks: write"
