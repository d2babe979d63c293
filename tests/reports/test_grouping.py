import pytest
from msgspec.structs import replace

from tests.build import comparison, library, wheel
from tests.reports.stories import NEW, OLD, PYTHONS, above_tag, compared, filename, rebuild
from wheel_ceiling.model import (
    Diagnosis,
    Finding,
    Kind,
    Problem,
    Report,
    Severity,
    Verdict,
    Waiver,
)
from wheel_ceiling.reports.grouping import Entry, Outline, Story, outline
from wheel_ceiling.reports.wording import reasons

SIDES = compared(NEW, OLD)
PROBLEM = Problem("", "The index did not answer.", "Try again.")


def report(*findings: Finding, diagnoses: tuple[Diagnosis, ...] = ()) -> Report:
    return Report(Verdict.FAIL, SIDES, findings, diagnoses)


def module(python: str) -> str:
    return f"ray/_raylet.cpython-{python[2:]}-x86_64-linux-gnu.so"


def size(wheel_name: str, amount: str) -> Finding:
    message = f"{wheel_name} is {amount}, where the baseline is 1.0 MB."
    return Finding("size-jumped", Severity.WARNING, wheel_name, "", message, "Look at it.")


def test_the_same_finding_in_many_wheels_is_one_entry() -> None:
    [entry] = outline(report(*(above_tag(filename(python)) for python in PYTHONS))).errors

    assert entry.wheels == tuple(map(filename, PYTHONS))
    assert entry.is_everywhere
    assert entry.says_the_same


def test_the_python_in_a_library_name_makes_no_difference() -> None:
    findings = [above_tag(filename(python), module(python)) for python in PYTHONS[:3]]

    [entry] = outline(report(*findings)).errors

    assert entry.libraries == (module("cp39"),)
    assert not entry.is_everywhere


def test_other_sizes_are_the_same_thing_in_other_numbers() -> None:
    told = outline(report(size(filename("cp39"), "2.4 MB"), size(filename("cp310"), "19.0 MB")))

    [entry] = told.warnings
    assert not entry.says_the_same


OTHER_SYMBOL = replace(above_tag(filename("cp310")), message="ray/_raylet.so asks for GLIBC_2.34.")
OTHER_FILE = above_tag(filename("cp310"), "ray/other.so")
OTHER_RULE = replace(above_tag(filename("cp310")), rule="another")
OTHER_SEVERITY = replace(above_tag(filename("cp310")), severity=Severity.WARNING)
OTHER_FIX = replace(above_tag(filename("cp310")), fix="Do something else.")


@pytest.mark.parametrize("other", [OTHER_SYMBOL, OTHER_FILE, OTHER_RULE, OTHER_SEVERITY, OTHER_FIX])
def test_what_is_not_the_same_stays_apart(other: Finding) -> None:
    told = outline(report(above_tag(filename("cp39")), other))

    assert len(told.errors) + len(told.warnings) == 2


def said_of_each(*sentences: str) -> tuple[Finding, ...]:
    """One sentence for each Python, on the file of that Python."""
    return tuple(
        replace(above_tag(filename(python), module(python)), message=sentence)
        for python, sentence in zip(PYTHONS, sentences, strict=False)
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("It was not made for Python 3.9.", "It was not made for free-threaded Python 3.13."),
        ("It lacks x; 5 other wheels have it.", "It lacks x; 4 other wheels have it."),
        ("It asks; 1 other file asks for it.", "It asks; 3 other files ask for it."),
        ("Its tag promises 2.17 as before.", "Its tag promises 2.28 as before."),
        ("The tag promises 2.17 (manylinux_2_17).", "The tag promises 2.28 (manylinux_2_28)."),
    ],
)
def test_one_fault_is_one_whatever_python_count_and_promise(first: str, second: str) -> None:
    [entry] = outline(report(*said_of_each(first, second))).errors

    assert len(entry.variants) == 1
    assert not entry.says_the_same


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("It asks for GLIBC_2.29.", "It asks for GLIBC_2.34."),
        ("It lacks x; 5 other wheels have it.", "It lacks y; 5 other wheels have it."),
        ("It has 5 modules.", "It has 4 modules."),
    ],
)
def test_other_numbers_are_other_faults(first: str, second: str) -> None:
    assert len(outline(report(*said_of_each(first, second))).errors) == 2


def test_what_each_python_lacks_is_told_of_each() -> None:
    sentences = (
        "It was not made for Python 3.9. _A is not in Python 3.9: it came with 3.10.",
        "It was not made for Python 3.10. _B is not in Python 3.10: it went. So it is with _C.",
        "It was not made for Python 3.11. _B is not in Python 3.11: it went. So it is with _C.",
    )

    [entry] = outline(report(*said_of_each(*sentences))).errors

    assert [variant.first.message for variant in entry.variants] == list(sentences[:2])
    assert [len(variant.wheels) for variant in entry.variants] == [1, 2]
    assert [variant.says_the_same for variant in entry.variants] == [True, False]


def on(platform: str, symbols: str) -> list[Finding]:
    names = [f"ray-2.9.0-{python}-{python}-{platform}.whl" for python in PYTHONS]
    message = f"ray/_raylet.so asks for GLIBC_2.29 because of {symbols}."
    return [replace(above_tag(name), message=message, fix=f"{symbols}!") for name in names]


def test_other_words_for_other_systems_are_one_thing() -> None:
    [entry] = outline(report(*on("x_x86_64", "pow"), *on("x_aarch64", "exp"))).errors

    assert len(entry.findings) == 2 * len(PYTHONS)
    assert [variant.first.fix for variant in entry.variants] == ["pow!", "exp!"]
    assert [len(variant.wheels) for variant in entry.variants] == [len(PYTHONS), len(PYTHONS)]


def test_two_faults_on_one_system_stay_apart() -> None:
    told = outline(report(*on("x_x86_64", "pow"), *on("x_x86_64", "exp"), *on("x_i686", "exp")))

    assert [entry.first.fix for entry in told.errors] == ["pow!", "exp!"]


def test_what_is_about_no_wheel_stays_apart() -> None:
    unused = Finding("unused-waiver", Severity.WARNING, "", "", "One.", "Remove it.")

    assert len(outline(report(unused, replace(unused, message="Two."))).warnings) == 2


def test_the_names_of_other_wheels_make_no_difference() -> None:
    told = outline(
        report(
            *(
                replace(
                    size(filename(one), "1 MB"), message=f"{filename(one)} is {filename(other)}."
                )
                for one, other in (("cp39", "cp310"), ("cp311", "cp312"))
            )
        )
    )

    assert len(told.warnings) == 1


def test_a_diagnosis_of_one_file_by_many_names_goes_by_its_plain_name() -> None:
    diagnoses = tuple(
        replace(rebuild(filename(python)), library=module(python), cause=f"it is {module(python)}")
        for python in PYTHONS[:3]
    )

    [story] = outline(report(diagnoses=diagnoses)).stories
    assert story.name == "ray/_raylet.so"
    assert story.file_count == 1


def test_a_diagnosis_has_another_cause_on_another_system() -> None:
    made_in = {"x_x86_64": "it was in manylinux.", "y_x86_64": "it was in musllinux."}
    diagnoses = tuple(
        replace(rebuild(f"ray-2.9.0-{python}-{python}-{platform}.whl"), cause=cause)
        for python in PYTHONS
        for platform, cause in made_in.items()
    )
    on_one_system = tuple(replace(one, wheel=filename(PYTHONS[0])) for one in diagnoses[:2])

    [story] = outline(report(diagnoses=diagnoses)).stories
    assert story.causes == tuple(made_in.values())
    assert reasons(story).endswith(" It was in manylinux. It was in musllinux.")
    assert len(outline(report(diagnoses=on_one_system)).stories) == 2


def test_very_many_files_with_one_sentence_are_one_entry() -> None:
    few = [above_tag(path=f"ray/{number}.so") for number in range(5)]
    many = [above_tag(path=f"ray/{number}.so") for number in range(6)]

    assert len(outline(report(*few)).errors) == 5
    [entry] = outline(report(*many)).errors
    assert entry.libraries == tuple(f"ray/{number}.so" for number in range(6))


def test_one_wheel_is_not_everywhere() -> None:
    alone = Report(Verdict.FAIL, comparison(wheel()), (above_tag(),))

    assert not outline(alone).errors[0].is_everywhere


def test_accepted_findings_are_apart() -> None:
    accepted = replace(above_tag(), waivers=(Waiver("ceiling-above-tag", "We know"),))

    told = outline(report(accepted))

    assert not told.errors
    assert [entry.first for entry in told.waived] == [accepted]
    assert told.count(Severity.ERROR) == 0


def test_evidence_is_told_with_its_diagnosis_only() -> None:
    diagnosis = rebuild()
    elsewhere = above_tag(path="ray/other.so")

    told = outline(report(above_tag(), elsewhere, diagnoses=(diagnosis,)))

    assert [entry.first for entry in told.stories[0].evidence] == [above_tag()]
    assert [entry.first for entry in told.errors] == [elsewhere]
    assert told.count(Severity.ERROR) == 2


def test_evidence_may_be_about_the_whole_wheel_or_a_second_copy() -> None:
    diagnosis = replace(rebuild(), evidence=("size-jumped", "library-twice"))
    whole = size(diagnosis.wheel, "2.4 MB")
    copy = replace(above_tag(path="ray/ray/_raylet.so"), rule="library-twice")
    other_wheel = replace(copy, wheel=filename("cp39"))

    told = outline(report(whole, copy, other_wheel, diagnoses=(diagnosis,)))

    assert {entry.first for entry in told.stories[0].evidence} == {whole, copy}


def test_a_second_diagnosis_points_to_what_was_told() -> None:
    leaked = replace(rebuild(), kind=Kind.LEAKED_HOST_ARTIFACT, evidence=("ceiling-above-tag",))

    told = outline(report(above_tag(), diagnoses=(rebuild(), leaked)))

    assert len(told.stories[0].evidence) == 1
    assert told.stories[1].evidence == ()
    assert told.stories[1].told_before == ("ceiling-above-tag",)


def test_one_diagnosis_on_many_files_is_one_story() -> None:
    diagnoses = tuple(
        replace(rebuild(filename(python)), library=path)
        for python in PYTHONS
        for path in ("ray/a.so", "ray/b.so")
    )

    [story] = outline(report(diagnoses=diagnoses)).stories

    assert story.file_count == 2
    assert story.is_everywhere


WARNING = replace(above_tag(), severity=Severity.WARNING)
NOTE = replace(above_tag(), severity=Severity.NOTE)


@pytest.mark.parametrize(
    ("verdict", "findings", "kind"),
    [
        (Verdict.FAIL, (above_tag(), WARNING), Entry),
        (Verdict.FAIL, (WARNING, OTHER_SEVERITY), Entry),
        (Verdict.WARN, (WARNING,), Entry),
        (Verdict.WARN, (WARNING, replace(WARNING, rule="another")), type(None)),
        (Verdict.UNJUDGED, (WARNING,), Problem),
        (Verdict.PASS, (NOTE,), type(None)),
    ],
)
def test_the_headline_is_about_the_worst(
    verdict: Verdict, findings: tuple[Finding, ...], kind: type
) -> None:
    told = outline(Report(verdict, SIDES, findings, problems=(PROBLEM,)))

    assert isinstance(told.lead, kind)


def test_a_diagnosis_leads() -> None:
    told = outline(report(above_tag(), diagnoses=(rebuild(),)))

    assert isinstance(told.lead, Story)
    assert told.but_lead(told.stories) == ()


def test_an_empty_report_has_nothing_to_tell() -> None:
    empty = Report(Verdict.PASS, comparison(wheel("a-1-py3-none-any.whl", library())))

    assert outline(empty) == Outline(None, (), (), (), (), (), ())
