import pytest
from msgspec.structs import replace

from tests.build import NAME, OLD_NAME, comparison, library, wheel
from tests.reports.stories import (
    ACCEPTED,
    BLAMED,
    CLEAN,
    DROPPED,
    HOSTILE,
    NEW,
    NO_BASELINE,
    OLD,
    ONE_ERROR,
    ONE_SUSPECT,
    PYTHONS,
    RAISED,
    STORIES,
    TOO_LONG,
    UNJUDGED,
    UNPACKED,
    WAIVED,
    above_tag,
    ceiling_raised,
    compared,
    filename,
    needed_changed,
    rebuild,
    size_jumped,
    toolchain,
)
from wheel_ceiling.model import Finding, Kind, Problem, Report, Severity, Suspect, Verdict, Waiver
from wheel_ceiling.reports.markdown import BUDGET, render_markdown

LONG = "_very_long `name`\x01 " * 500


def first_line(report: Report) -> str:
    return render_markdown(report).partition("\n")[0]


def test_the_first_line_names_the_file_what_it_does_and_what_was_promised() -> None:
    assert first_line(ONE_ERROR) == (
        "### ❌ `ray/_raylet.so` asks for `GLIBC_2.29` because of exp, log, pow; its tag promises "
        "2.17 (`manylinux_2_17`)"
    )


def test_what_to_do_comes_next() -> None:
    assert render_markdown(ONE_ERROR).splitlines()[2].startswith("**→ Build in the manylinux image")


def test_a_clean_build_is_one_calm_line() -> None:
    assert first_line(CLEAN) == (
        "✅ Nothing to report in 4 wheels with 8 libraries. Compared with ray 2.8.0 from the "
        "package index (the last release)."
    )


@pytest.mark.parametrize(
    ("report", "mark"), [(CLEAN, "✅"), (DROPPED, "⚠️"), (ONE_ERROR, "❌"), (UNJUDGED, "❓")]
)
def test_the_first_line_has_the_mark_of_the_verdict(report: Report, mark: str) -> None:
    assert mark in first_line(report)


def test_a_diagnosis_comes_first_with_its_cause_and_evidence() -> None:
    text = render_markdown(RAISED)

    order = [
        "looks like a silent rebuild",
        "A second copy lies at `ray/ray/_raylet.so`",
        "**→ Pack the file that your build made",
        "Strong evidence, in all 4 wheels:",
        "asks for `GLIBC_2.29` because of exp, log, pow",
        "<details><summary>2 warnings</summary>",
        "<details><summary>1 note</summary>",
        "<details><summary>Sizes and ceilings of 4 wheels</summary>",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_a_second_diagnosis_has_a_heading_of_its_own() -> None:
    leaked = replace(rebuild(), kind=Kind.LEAKED_HOST_ARTIFACT, cause="")
    report = replace(ONE_ERROR, diagnoses=(rebuild(), leaked))

    text = render_markdown(report)

    assert "#### `ray/_raylet.so` looks like a leaked host artifact" in text
    assert "as above: `ceiling-above-tag`" in text


def test_many_wheels_are_one_entry_that_lists_them() -> None:
    findings = tuple(above_tag(filename(python)) for python in PYTHONS[:3])
    text = render_markdown(replace(RAISED, findings=findings, diagnoses=()))

    assert text.count("asks for `GLIBC_2.29`") == 1
    assert "<code>ceiling-above-tag</code> in 3 wheels" in text
    assert all(f"- `{finding.wheel}`" in text for finding in findings)


def test_wheels_with_other_numbers_are_listed_with_them() -> None:
    findings = (size_jumped("cp39", "1.0 MB", "9.0 MB"), size_jumped("cp310", "1.0 MB", "8.0 MB"))

    text = render_markdown(replace(DROPPED, findings=findings))

    assert f"- `{filename('cp310')}`: The wheel grew from 1.0 MB to 8.0 MB" in text


def test_of_many_wheels_those_with_the_same_numbers_are_listed_together() -> None:
    findings = tuple(
        replace(size_jumped("cp39", "1.0 MB", size), wheel=f"ray-{number}.whl")
        for size in ("8.0 MB", "9.0 MB")
        for number in range(5)
    )

    text = render_markdown(replace(DROPPED, findings=findings))

    assert "- `ray-0.whl` and 4 more: The wheel grew from 1.0 MB to 8.0 MB" in text
    assert "- `ray-0.whl` and 4 more: The wheel grew from 1.0 MB to 9.0 MB" in text


def lacking(python: str, symbol: str, fix: str = "Fix.") -> Finding:
    version = f"3.{python[3:]}"
    message = f"It was not made for Python {version}. {symbol} is not in Python {version}: it went."
    return replace(above_tag(filename(python)), message=message, fix=fix)


def test_what_differs_between_pythons_is_told_with_its_wheels_and_the_fix_once() -> None:
    findings = (lacking("cp39", "_A"), lacking("cp310", "_B"), lacking("cp311", "_B"))

    text = render_markdown(replace(DROPPED, findings=findings))

    assert text.count("Fix.") == 1
    assert (
        "2 wheels; the numbers are those of `ray/_raylet.so` in "
        f"`{filename('cp310')}`:\n\n- `{filename('cp310')}`\n- `{filename('cp311')}`"
    ) in text


def test_very_many_files_are_one_entry_that_lists_them() -> None:
    findings = tuple(above_tag(path=f"ray/m{number}.so") for number in range(80))

    text = render_markdown(replace(ONE_ERROR, findings=findings))

    assert "`ray/m0.so` (and 79 more)" in text or "ray/m0.so (and 79 more)" in text
    assert "- `ray/m59.so`" in text
    assert "- and 20 more" in text


def test_a_long_list_is_folded_after_its_beginning() -> None:
    findings = tuple(
        replace(above_tag(), message=f"Something is wrong, case {'x' * number}.")
        for number in range(30)
    )

    text = render_markdown(replace(ONE_ERROR, findings=findings))

    assert "#### 29 more errors" in text
    assert "<details><summary>17 more</summary>" in text


def test_it_says_which_baseline_and_what_was_passed_over() -> None:
    text = render_markdown(NO_BASELINE)

    assert "No baseline: the package index has no release of ray with wheels." in text
    assert "Passed over: wheel-ceiling.json is not there." in text


def test_what_could_not_be_judged_is_prominent_beside_errors() -> None:
    report = replace(ONE_ERROR, problems=UNJUDGED.problems)

    text = render_markdown(report)

    assert "1 error, 1 warning, 1 note and 2 problems" in text
    heading = text.index("#### Could not be judged")
    assert heading < text.index("is not a zip file") < text.index("<summary>1 warning")


def test_accepted_findings_are_visible_and_apart() -> None:
    text = render_markdown(WAIVED)

    _, _, accepted = text.partition("#### 1 accepted finding")
    assert "asks for `GLIBC_2.29` because of exp, log, pow" in accepted
    assert "Accepted: The raylet only runs in our own images (until 2026-12-31)." in accepted
    assert "because of exp" not in text.partition("#### 1 accepted finding")[0]


def test_remarks_are_told_once() -> None:
    text = render_markdown(NO_BASELINE)

    assert text.count("has no ELF files: it is not judged for glibc.") == 2


def test_warnings_are_open_where_nothing_is_worse() -> None:
    assert "<summary>2 warnings" not in render_markdown(DROPPED)
    assert "was in the last release and is gone." in render_markdown(DROPPED)


def test_names_of_users_are_masked_everywhere() -> None:
    text = render_markdown(HOSTILE)

    assert "ada/src" not in text
    assert "Lovelace" not in text
    assert "/home/…/src/lib" in text
    assert "/Users/…/lib" in text


def test_sizes_are_readable() -> None:
    text = render_markdown(RAISED)

    assert "16.4\N{NO-BREAK SPACE}MB → 48.9\N{NO-BREAK SPACE}MB" in text
    assert "GCC 10.2.1 (Red Hat) → GCC 11.4.0 (Ubuntu)" in text


def test_a_wheel_that_is_gone_is_in_the_table() -> None:
    assert "| `cp312-cp312-manylinux2014_x86_64` | dropped |" in render_markdown(DROPPED)


def test_libraries_without_a_change_are_counted_only() -> None:
    text = render_markdown(RAISED)

    assert "1 more library with the same numbers as before." in text
    assert "libjemalloc" not in text


def test_libraries_that_are_the_same_files_are_named() -> None:
    names = [f"ray/lib{number}.so" for number in range(7)]
    sides = [
        wheel(name, library("ray/a.so", size=size), *(library(one, sha256=one) for one in names))
        for name, size in ((NAME, 5_000), (OLD_NAME, 4_000))
    ]

    text = render_markdown(Report(Verdict.PASS, comparison(sides[0], sides[1])))

    named = ", ".join(f"`{name}`" for name in names[:5])
    assert f"Unchanged, byte for byte: {named} and 2 more." in text
    assert "with the same numbers" not in text


@pytest.mark.parametrize("story", STORIES)
def test_every_story_fits_and_closes_what_it_opens(story: str) -> None:
    text = render_markdown(STORIES[story])

    assert len(text) <= BUDGET
    assert text.count("<details>") == text.count("</details>") - 4 * (story == "hostile")
    assert text.endswith("</sub>\n")


def notes_and_evidence(evidence: int, notes: int) -> Report:
    rows = tuple((f"row {'i' * row}", "x" * 600) for row in range(12))
    errors = (
        replace(above_tag(), message=f"Wrong, {'i' * number}.", evidence=rows)
        for number in range(evidence)
    )
    small = (
        replace(needed_changed(), message=f"Changed, {'i' * number} {'x ' * 300}.")
        for number in range(notes)
    )
    return replace(ONE_ERROR, findings=(*errors, *small))


def test_evidence_is_shortened_first() -> None:
    text = render_markdown(notes_and_evidence(12, 5))

    assert "without some of the evidence;" in text
    assert "Changed, i" in text
    assert "Sizes and ceilings" in text


def test_notes_are_the_next_to_go() -> None:
    text = render_markdown(notes_and_evidence(120, 90))

    assert "without evidence and notes;" in text
    assert "Changed, i" not in text
    assert "90 notes" in text
    assert "Sizes and ceilings" in text


def test_tables_are_next() -> None:
    paths = [f"pkg/{'deep/' * 20}{number}.so" for number in range(60)]
    built = [wheel(filename(f"cp3{python}"), *map(library, paths)) for python in range(10, 20)]
    report = Report(Verdict.FAIL, comparison(built), (above_tag(filename("cp310")),))

    text = render_markdown(report)

    assert "without evidence, notes and tables of libraries;" in text
    assert "Sizes and ceilings of 10 wheels" in text


def test_findings_are_the_last_to_go_and_are_counted() -> None:
    text = render_markdown(TOO_LONG)

    assert "without evidence, notes, tables and some of the findings;" in text
    assert "#### 259 more errors" in text
    assert "And 159 more findings." in text


def test_the_worst_that_can_come_still_fits() -> None:
    finding = Finding("r", Severity.ERROR, LONG, LONG, LONG, LONG, ((LONG, LONG),) * 50)
    findings = tuple(
        replace(finding, severity=severity, message=f"{'i' * number} {LONG}", waivers=waivers)
        for severity in Severity
        for number in range(12)
        for waivers in ((), (Waiver("r", LONG, LONG, LONG),))
    )
    report = replace(
        RAISED,
        findings=findings,
        diagnoses=tuple(replace(rebuild(), library=LONG, cause=f"{n} {LONG}") for n in range(50)),
        problems=tuple(Problem(LONG, f"{n} {LONG}", LONG, LONG) for n in range(50)),
        remarks=(LONG, *(f"{n} {LONG}" for n in range(50))),
    )

    assert len(render_markdown(report)) <= BUDGET


def test_a_verdict_that_cannot_be_explained_is_still_told() -> None:
    text = render_markdown(Report(Verdict.UNJUDGED, comparison(())))

    assert text.startswith("### ❓ Could not be judged\n")


def test_a_warning_that_fails_the_check_leads() -> None:
    report = Report(Verdict.FAIL, compared(NEW[:1], OLD[:1]), (ceiling_raised(), toolchain()))

    assert first_line(report).startswith("### ❌ Fails with a warning: `ray/_raylet.so` asks for")


def test_a_preface_is_the_very_first_line() -> None:
    assert first_line(replace(CLEAN, preface=("This pull request changes its own gate.",))) == (
        "⚠️ **This pull request changes its own gate.**"
    )
    assert first_line(replace(ONE_ERROR, preface=("One.", "Two."))) == "⚠️ **One.**  "


def test_the_likely_cause_stands_right_below_what_to_do() -> None:
    blocks = render_markdown(ONE_SUSPECT).split("\n\n")

    assert blocks[1].startswith("**→ Build in the manylinux image")
    assert blocks[2] == (
        "**Likely cause:** `tar -xzf /tmp/ray-cache.tgz -C python/ray/ray/` in "
        f"[`ci/build/build-manylinux-wheel.sh:22`]({UNPACKED.url}): it puts files where the "
        "package is packed from, and the wheel has `_raylet.so` twice."
    )


def test_several_causes_are_a_list_best_first() -> None:
    blocks = render_markdown(BLAMED).split("\n\n")
    place = blocks.index("**Likely causes:**")
    lines = blocks[place + 1].splitlines()

    assert "Pack the file that your build made" in blocks[place - 1]
    assert [line.partition("`")[2].partition(" ")[0] for line in lines] == [
        "tar",
        "COPY",
        "COMMAND",
    ]
    assert ", removed from `CMakeLists.txt:31`: without it, debug information" in lines[2]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x#L1", "[`x:1`](https://a.example/x#L1)"),
        ("https://a.example/a(b)#L1", "[`x:1`](https://a.example/a%28b%29#L1)"),
        ("https://a.example/a b", "`x:1`"),
        ("https://a.example/a)[b](c", "`x:1`"),
        ("javascript:alert(1)", "`x:1`"),
        ("", "`x:1`"),
    ],
)
def test_only_a_whole_address_becomes_a_link(url: str, shown: str) -> None:
    suspect = Suspect("x", 1, "a: b", "it does.", url=url)

    assert f"`a: b` in {shown}: it does." in render_markdown(
        replace(ONE_ERROR, suspects=(suspect,))
    )


def test_foreign_lines_are_code_and_mention_nobody() -> None:
    text = render_markdown(HOSTILE)

    assert "```" not in text
    assert "`@octocat` for `more` in `#123`" in text
    assert "``- run: `echo` @octocat #123 </details> ![x](y) \\x1b[31m`` in" in text
    assert "— in `b.yml:4`: it is empty." in text


def test_what_a_label_accepted_names_who_set_it_and_pings_nobody() -> None:
    text = render_markdown(ACCEPTED)

    assert text.startswith("### ✅ Passes with 2 accepted findings\n")
    assert text.count("Accepted: `@maintainer` set the label `wheel-ceiling: accept`.") == 2
    assert "@" not in text.replace("`@maintainer`", "")
    assert text.index("#### 2 accepted findings") < text.index("<details>")


@pytest.mark.parametrize("story", ["blamed", "accepted", "clean", "hostile"])
@pytest.mark.parametrize("budget", [20_000, 5_000, 1_500, 600])
def test_a_caller_may_ask_for_less(story: str, budget: int) -> None:
    whole, text = render_markdown(STORIES[story]), render_markdown(STORIES[story], budget)

    assert len(text) <= budget
    assert text.endswith("</sub>\n")
    assert text == whole or "_Shortened to fit into a comment" in text
    assert text.count("<details>") == text.count("</details>") or story == "hostile"


def test_a_finding_about_no_wheel_names_its_rule_only() -> None:
    seen = Finding("unused-waiver", Severity.WARNING, "", "", "It matches nothing.", "Remove it.")

    text = render_markdown(Report(Verdict.WARN, compared(NEW, OLD), (seen, ceiling_raised())))

    assert "- **It matches nothing.** → Remove it.  \n  <sub>`unused-waiver`</sub>" in text


def test_a_wheel_that_only_one_side_knows_is_marked() -> None:
    report = Report(Verdict.WARN, compared(NEW[:2], OLD[:1]), (ceiling_raised(NAME),))

    assert "| 48.9\N{NO-BREAK SPACE}MB added |" in render_markdown(report)
