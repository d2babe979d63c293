"""The section on real rebuilds: what is listed, what a cell says, what fails the run."""

from pathlib import Path

import pytest
from msgspec import Struct

from benchmarks.detecting.outcome import Outcome
from benchmarks.detecting.rebuilding import NotBuilt, Rebuild, Rebuilt, interpreter
from benchmarks.detecting.rebuilds import CASES, ENOUGH, Row, cases, failures_of, said, text_of
from tests.build import NAME, PATH
from tests.wheel_files import write_wheel
from wheel_ceiling.model import (
    Comparison,
    Confidence,
    Diagnosis,
    Finding,
    Inventory,
    Kind,
    NoBaseline,
    Report,
    Severity,
    Verdict,
)
from wheel_ceiling.wheels.read import read_wheel

CASE = Rebuild("3.11", NAME, "ray-2.8.0-cp310-cp310-manylinux2014_x86_64.whl")


class Said(Struct, frozen=True):
    """What a check is to have said."""

    kinds: tuple[Kind, ...] = ()
    severity: Severity = Severity.NOTE

    @property
    def outcome(self) -> Outcome:
        finding = Finding("host-toolchain", self.severity, NAME, PATH, "It differs.", "Look.")
        return Outcome(
            "ray",
            Report(
                Verdict.PASS,
                Comparison(Inventory("dist"), NoBaseline("none")),
                findings=(finding,),
                diagnoses=tuple(
                    Diagnosis(kind, Confidence.STRONG, NAME, PATH, ()) for kind in self.kinds
                ),
            ),
        )


LEAK, REBUILD = Kind.LEAKED_HOST_ARTIFACT, Kind.SILENT_REBUILD
CELLS = [
    (Said((LEAK,)), "leak"),
    (Said((REBUILD, REBUILD)), "rebuild"),
    (Said((LEAK, REBUILD)), "both"),
    (Said(severity=Severity.ERROR), "error: host-toolchain"),
    (Said(severity=Severity.WARNING), "warning: host-toolchain"),
    (Said(), "missed"),
]


def row(same: Said, before: Said) -> Row:
    return Row(CASE, "manylinux2014_x86_64", {"as built": (same.outcome, before.outcome)})


@pytest.mark.parametrize(("check", "cell"), CELLS)
def test_a_cell_says_the_diagnosis_or_else_what_was_seen(check: Said, cell: str) -> None:
    assert said(check.outcome) == cell


def test_what_is_not_diagnosed_fails_the_run_even_if_it_is_an_error() -> None:
    seen = row(Said((LEAK,)), Said(severity=Severity.ERROR))

    assert failures_of([seen] * ENOUGH, ENOUGH) == ("ray: error: host-toolchain.",) * ENOUGH


def test_too_few_rebuilds_fail_the_run() -> None:
    [failure] = failures_of([row(Said((LEAK,)), Said((LEAK,)))], 24)

    assert failure.startswith("Only 1 of 24 packages")


def test_the_table_says_both_baselines_where_they_differ() -> None:
    text = text_of([row(Said((LEAK,)), Said()), row(Said((LEAK,)), Said((LEAK,)))], ["No x."])

    assert "| leak / missed |" in text
    assert "| leak |" in text
    assert "Diagnosed: 3 of 4 checks." in text
    assert text.endswith("No x.")


def test_more_than_enough_packages_are_listed() -> None:
    listed = cases(CASES.read_text("utf-8"))

    assert len(listed) > ENOUGH
    assert len({case.requirement for case in listed}) == len(listed)
    assert all(case.published.lower().split("-")[0] == case.project.lower() for case in listed)


def test_the_code_alone_leaves_everything_else_of_the_published_wheel(tmp_path: Path) -> None:
    old = {"ray/__init__.py": b"old", "ray/a.so": b"\x7fELFold", "ray/b.so": b"\x7fELFold"}
    new = {"ray/__init__.py": b"new", "ray/a.so": b"\x7fELFnew"}
    plain = write_wheel(tmp_path / "home" / "plain", "ray-2.9.0-cp310-cp310-linux_x86_64.whl", new)
    repaired = write_wheel(tmp_path / "home" / "repaired", NAME.replace("2014", "1"), new)
    published = write_wheel(tmp_path, NAME, old)
    forms = Rebuilt(published, published, plain, repaired, lambda data: data + b"!").forms

    wheel = read_wheel(forms["only the code"])
    assert wheel.filename == NAME
    sizes = {member.path: member.size for member in wheel.members}
    assert (sizes["ray/__init__.py"], sizes["ray/a.so"]) == (3, 8)
    assert "ray/b.so" not in sizes
    assert not wheel.record
    assert read_wheel(forms["as built, old tag"]).declared_tags == wheel.declared_tags
    assert forms["repaired, honest tag"] == repaired


def test_a_python_that_nobody_has_is_said() -> None:
    with pytest.raises(NotBuilt, match=r"no Python 1\.5 here"):
        interpreter("1.5")
