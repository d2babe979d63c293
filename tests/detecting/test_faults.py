"""The offline slice of benchmarks/detecting/faults.py: a rule that goes blind fails here.

One wheel is made from the demo's library (zig, glibc 2.17) as the official image would have made
it; each kind of fault is put into it and has to weigh what the table says.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from benchmarks.detecting import faults
from benchmarks.detecting.faults import CASES, Case, Caught, cases, of_subject
from benchmarks.detecting.injecting.dynamic import DT_NEEDED, DT_RUNPATH, Dynamic
from benchmarks.detecting.injecting.kinds import KINDS, Kind
from benchmarks.detecting.injecting.sections import Content, with_other_code, with_sections
from benchmarks.detecting.injecting.subject import Subject
from benchmarks.detecting.packing import Package
from benchmarks.detecting.part import Chosen
from tests.build import RED_HAT
from tests.wheel_files import write_wheel
from tests.wheels.elf.files import real

DEMO = Path(__file__).parents[2] / "demo" / "wheels"
MODULE = "ray/_raylet.cpython-310-x86_64-linux-gnu.so"
GRAFTED = "libversioned-0a1b2c3d.so.2"
RANKS = ("missed", "warning", "error")
# What each kind weighs at least: a rule that sees more only makes it heavier.
LEAST: Mapping[str, str] = {
    "newer glibc": "error",
    "other compiler: Ubuntu's words": "error",
    "other compiler: another plain GCC": "error",
    "compiler string removed": "warning",
    "debug build": "error",
    "unstripped": "warning",
    "wrong path: one folder deeper": "warning",
    "wrong path: at the top level": "warning",
    "wrong path: under build/lib.*": "error",
    "second copy: one folder deeper": "error",
    "second copy: at the top level": "error",
    "second copy: under build/lib.*": "error",
    "unrepaired": "error",
    "wrong machine": "error",
    "wrong Python, named as it is": "error",
    "wrong Python, renamed": "error",
    "libraries of the previous release reused": "missed",
    "libraries of another Python reused": "error",
    "host NEEDED: libssl.so.1.1": "error",
    "host NEEDED: libpython3.11.so.1.0": "error",
    "host NEEDED: libjpeg.so.62": "error",
    "host RPATH: /usr/lib/x86_64-linux-gnu": "error",
    "host RPATH: /home/ci/work/build/lib": "error",
    "host RPATH: ../build/lib": "error",
    "lost RPATH": "error",
    "leaked exports": "error",
    "executable stack": "error",
    "RECORD wrong": "error",
    "extension dropped": "warning",
}
# Only the libraries that were built can tell these: the code is a release's own.
KNOWN_BY_BUILT = {
    "libraries of the previous release reused",
    "other compiler: another plain GCC",
}


def demo(side: str, path: str) -> bytes:
    [wheel] = (DEMO / side).glob("*.whl")
    return Package.read(wheel).entry(path).data


def by_the_image(library: bytes) -> bytes:
    """The library as the official image and auditwheel would leave it."""
    words = {".comment": Content(RED_HAT.encode() + b"\0")}
    dynamic = Dynamic.of(with_sections(library, words))
    needing = dynamic.with_text(DT_NEEDED, GRAFTED).with_text(DT_RUNPATH, "$ORIGIN/../ray.libs")
    return needing.written()


def wheel(folder: Path, version: str, library: bytes, python: str = "310") -> Package:
    members = {
        "ray/__init__.py": b"",
        MODULE.replace("310", python): library,
        f"ray.libs/{GRAFTED}": real("libversioned.so.2"),
    }
    name = f"ray-{version}-cp{python}-cp{python}-manylinux2014_x86_64.whl"
    return Package.read(write_wheel(folder, name, members))


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    folder = tmp_path_factory.mktemp("wheels")
    good = wheel(folder, "2.9.0", by_the_image(demo("built", "ray/ray/_raylet.so")))
    released = demo("baseline", "ray/_raylet.so")
    return Subject(
        good,
        before=wheel(folder, "2.8.0", with_other_code(by_the_image(released))),
        other_python=wheel(folder, "2.9.0", by_the_image(demo("built", "ray/_raylet.so")), "39"),
        other_python_before=wheel(folder, "2.8.0", by_the_image(released), "39"),
        other_machine=good.with_data(MODULE, real("aarch64-glibc-2.17.so")),
    )


@pytest.fixture(scope="module")
def caught(subject: Subject, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Caught]:
    folder = tmp_path_factory.mktemp("faults")
    chosen = Chosen(folder / "cache", folder / "work", 0)
    return {one.kind: one for one in of_subject(subject, chosen)}


@pytest.mark.parametrize("kind", [kind.title for kind in KINDS])
def test_a_fault_weighs_as_much_as_it_should(kind: str, caught: dict[str, Caught]) -> None:
    one = caught[kind]

    assert RANKS.index(one.weight) >= RANKS.index(LEAST[kind]), one


@pytest.mark.parametrize("kind", [kind.title for kind in KINDS if kind.is_incident])
def test_the_built_libraries_tell_every_kind_of_the_incident(
    kind: str, caught: dict[str, Caught]
) -> None:
    assert caught[kind].with_built != "missed"


def test_only_what_leaves_no_trace_may_be_missed() -> None:
    incident = {kind.title: kind for kind in KINDS if kind.is_incident}

    assert {title for title in incident if LEAST[title] == "missed"} <= KNOWN_BY_BUILT
    assert {title for title, kind in incident.items() if not kind.leaves_a_trace} == KNOWN_BY_BUILT


def test_what_the_good_wheel_is_blamed_for_is_no_catch(subject: Subject, tmp_path: Path) -> None:
    chosen = Chosen(tmp_path / "cache", tmp_path / "work", 0)
    good = Kind("no fault at all", lambda one: one.wheel, is_incident=True)
    blamed = replace(subject, wheel=_with_a_copy(subject.wheel))
    [caught] = of_subject(blamed, chosen, [good])

    assert (caught.weight, caught.rules) == ("missed", ())


def _with_a_copy(package: Package) -> Package:
    return package.with_entry(replace(package.entry(MODULE), path=f"ray/{MODULE}"))


def test_a_kind_of_the_incident_that_was_missed_fails_the_run() -> None:
    def caught(kind: str, weight: str, with_built: str = "") -> Caught:
        return Caught(kind, "a.whl", weight, (), with_built)

    assert faults.failures_of([caught("newer glibc", "missed")]) == (
        "newer glibc in a.whl: missed.",
    )
    reused = min(KNOWN_BY_BUILT)
    assert not faults.failures_of(
        [
            caught("newer glibc", "warning"),
            caught("leaked exports", "missed"),
            caught(reused, "missed", "error"),
        ]
    )


def test_the_table_counts_and_names_the_rules(subject: Subject) -> None:
    case = Case(subject.wheel.filename, subject.before.filename)
    found = [Caught("newer glibc", subject.wheel.filename, "error", ("ceiling-above-tag",), "")]

    assert "| 1 | 1 | 0 | 0 | ceiling-above-tag (1) |" in faults.text_of([case], found)


def test_a_kind_that_fits_no_wheel_is_left_out(subject: Subject, tmp_path: Path) -> None:
    chosen = Chosen(tmp_path / "cache", tmp_path / "work", 0)
    bare = replace(subject, other_machine=None)
    kinds = [kind for kind in KINDS if kind.title == "wrong machine"]

    assert not list(of_subject(bare, chosen, kinds))


def test_twenty_wheels_of_several_machines_are_listed() -> None:
    listed = cases(CASES.read_text("utf-8"))

    assert len(listed) >= 20
    assert len({case.wheel for case in listed}) == len(listed)
    assert all(case.wheel.split("-")[0] == case.before.split("-")[0] for case in listed)
