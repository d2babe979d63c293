"""What the runner reads must be what we meant, whatever stands in a wheel's names."""

import io
import re
from itertools import count
from pathlib import Path
from urllib.parse import unquote

import pytest

from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.github.commands import (
    MOST_ANNOTATIONS,
    MOST_MESSAGE,
    MOST_SUMMARY,
    Commands,
)


class Step:
    """One step of a job: what it prints and the files that it writes."""

    def __init__(self, folder: Path, **missing: str) -> None:
        self.out = io.StringIO()
        self.output = folder / "output"
        self.summary = folder / "summary"
        files = {"GITHUB_OUTPUT": str(self.output), "GITHUB_STEP_SUMMARY": str(self.summary)}
        words = count(1)
        self.commands = Commands(self.out, files | missing, lambda: f"word{next(words)}")

    @property
    def lines(self) -> list[str]:
        return self.out.getvalue().splitlines()


@pytest.fixture
def step(tmp_path: Path) -> Step:
    return Step(tmp_path)


ANNOTATIONS = {
    "only a message": (("error", "too new"), "::error::too new"),
    "all properties": (
        ("warning", "too new", "ceiling", "build.yml", 3),
        "::warning title=ceiling,file=build.yml,line=3::too new",
    ),
    "a file without a line": (("notice", "m", "", "f"), "::notice file=f::m"),
    "a line without a file is left out": (("notice", "m", "", "", 3), "::notice::m"),
    "data is escaped": (("error", "100%\r\n2: a,b"), "::error::100%25%0A2: a,b"),
    "properties are escaped": (
        ("error", "m", "a:b,c%d\ne", "C:,x"),
        "::error title=a%3Ab%2Cc%25d%0Ae,file=C%3A%2Cx::m",
    ),
    "a command in the message": (("error", "a\n::set-env::b"), "::error::a%0A: :set-env::b"),
    "the old kind of command": (("error", "a ##[add-mask]b"), "::error::a # #[add-mask]b"),
    "what steers a terminal": (("error", "\x1b[2Ja\x00"), "::error::\ufffd[2Ja\ufffd"),
    "a name that is no UTF-8": (("error", "lib\udcff.so"), "::error::lib?.so"),
}


@pytest.mark.parametrize(("given", "line"), ANNOTATIONS.values(), ids=ANNOTATIONS)
def test_an_annotation_is_one_line_that_reads_back(
    step: Step, given: tuple[str, str], line: str
) -> None:
    step.commands.annotate(*given)
    assert step.out.getvalue() == f"{line}\n"


def test_the_runner_gets_the_message_back_as_it_was(step: Step) -> None:
    message = "50 % of it:\n  a, b: c\n%0A%25"
    step.commands.annotate("error", message)
    assert unquote(step.lines[0].removeprefix("::error::")) == message


LONG = {
    "plain": "a" * 5000,
    "an escape at the cut": "a" * (MOST_MESSAGE - 2) + "%" * 10,
    "an escape one before": "a" * (MOST_MESSAGE - 3) + "%" * 10,
    "an escape that just fits": "a" * (MOST_MESSAGE - 4) + "%" * 10,
    "only escapes": "\n" * 5000,
}


@pytest.mark.parametrize("message", LONG.values(), ids=LONG)
def test_a_long_message_is_cut_between_escapes(step: Step, message: str) -> None:
    step.commands.annotate("error", message)
    cut = step.lines[0].removeprefix("::error::")
    assert MOST_MESSAGE - 3 <= len(cut) <= MOST_MESSAGE
    assert cut.endswith("…")
    assert re.fullmatch(r"(?:[^%]|%25|%0A)*", cut)


def test_a_message_of_just_the_right_length_stays_whole(step: Step) -> None:
    step.commands.annotate("error", "a" * MOST_MESSAGE)
    assert step.lines == [f"::error::{'a' * MOST_MESSAGE}"]


def test_nine_annotations_are_shown_and_the_tenth_counts_the_rest(step: Step) -> None:
    for number in range(12):
        step.commands.annotate("notice" if number < 10 else "warning", str(number))
    step.commands.finish()
    step.commands.finish()
    assert step.lines == [
        *(f"::notice::{number}" for number in range(MOST_ANNOTATIONS)),
        "::warning::3 findings are not shown here; the job summary has them all.",
    ]


def test_nine_annotations_need_no_tenth(step: Step) -> None:
    for number in range(9):
        step.commands.annotate("error", str(number))
    step.commands.finish()
    assert len(step.lines) == 9


def test_a_notice_for_everybody_is_shown_after_any_number_of_findings(step: Step) -> None:
    for number in range(20):
        step.commands.annotate("error", str(number))
    step.commands.notice("the token lacks `pull-requests: write`", "wheel-ceiling")
    notice = "::notice title=wheel-ceiling::the token lacks `pull-requests: write`"
    assert step.lines[9:] == [notice]


def test_free_text_is_printed_where_commands_are_stopped(step: Step) -> None:
    step.commands.say("a\n  ::error::b\r::c ##[error]d")
    assert step.lines == [
        "::stop-commands::word1",
        "a",
        "  : :error::b",
        ": :c # #[error]d",
        "::word1::",
    ]


def test_no_text_can_know_the_word_that_ends_it() -> None:
    out = io.StringIO()
    commands = Commands(out, {})
    commands.say("a")
    commands.say("a")
    words = re.findall(r"^::stop-commands::([0-9a-f]{32})$", out.getvalue(), re.MULTILINE)
    assert len(set(words)) == 2


def test_commands_are_obeyed_again_although_printing_failed() -> None:
    class Narrow(io.StringIO):
        def write(self, text: str, /) -> int:
            if "é" in text:
                raise OSError
            return super().write(text)

    out = Narrow()
    with pytest.raises(OSError, match=r"^$"):
        Commands(out, {}, lambda: "word").say("é")
    assert out.getvalue() == "::stop-commands::word\n::word::\n"


def test_a_secret_is_masked_on_one_line(step: Step) -> None:
    step.commands.mask("s3%cret\nsecond")
    step.commands.mask("")
    assert step.lines == ["::add-mask::s3%25cret%0Asecond"]


VALUES = {
    "plain": "pass",
    "empty": "",
    "several lines": "a\nb\n",
    "one that looks like an output": "a\nverdict=pass\nEOF",
    "one that looks like a delimiter": "ghadelimiter_word1\nverdict=pass",
    "beyond ASCII": "größer → 2.29",
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_an_output_reads_back_as_it_was(step: Step, value: str) -> None:
    step.commands.set_output("verdict", value)
    text = step.output.read_bytes().decode()
    match = re.fullmatch(r"verdict<<(ghadelimiter_word\d)\n(.*)\n\1\n", text, re.DOTALL)
    assert match
    assert match[2] == value
    assert match[1] not in value


def test_outputs_are_added_one_after_the_other(step: Step) -> None:
    step.commands.set_output("a", "1")
    step.commands.set_output("b", "2\udcff")
    assert step.output.read_text().splitlines()[::3] == [
        "a<<ghadelimiter_word1",
        "b<<ghadelimiter_word2",
    ]
    assert "2?" in step.output.read_text()


def test_the_summary_is_added_to(step: Step) -> None:
    step.commands.add_summary("# größer")
    step.commands.add_summary("end\udcff")
    assert step.summary.read_bytes().decode() == "# größer\nend?\n"


def test_a_long_summary_is_cut_at_a_line_and_says_so(step: Step) -> None:
    line = f"{'ä' * 60}\n"
    step.commands.add_summary("first")
    step.commands.add_summary(line * 10_000)
    step.commands.add_summary("never seen")
    data = step.summary.read_bytes()
    assert MOST_SUMMARY - len(line.encode()) < len(data) <= MOST_SUMMARY
    kept = data.decode()
    assert kept.startswith(f"first\n{line}")
    shown = kept.splitlines()
    assert set(shown[1:-2]) == {line.strip()}
    assert shown[-1].startswith("_The job summary ends here")


def test_a_summary_that_others_have_filled_is_left_alone(step: Step) -> None:
    step.summary.write_bytes(b"x" * MOST_SUMMARY)
    step.commands.add_summary("a")
    assert step.summary.stat().st_size == MOST_SUMMARY


def test_in_a_terminal_nothing_is_written_and_nothing_fails() -> None:
    out = io.StringIO()
    commands = Commands(out, {})
    commands.set_output("verdict", "pass")
    commands.add_summary("# all")
    assert not out.getvalue()


def test_a_file_that_cannot_be_written_is_named_by_its_variable(tmp_path: Path) -> None:
    step = Step(tmp_path, GITHUB_OUTPUT=str(tmp_path), GITHUB_STEP_SUMMARY=f"{tmp_path}/no/s")
    with pytest.raises(CouldNotJudge, match=r"^The file that GITHUB_OUTPUT names could not be"):
        step.commands.set_output("a", "1")
    with pytest.raises(CouldNotJudge, match=r"^The file that GITHUB_STEP_SUMMARY names could"):
        step.commands.add_summary("a")
