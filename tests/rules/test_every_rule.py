"""What every rule owes; a new rule is held to it without a change here."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from tests.build import (
    DEBIAN,
    NAME,
    OLD_NAME,
    RED_HAT,
    UBUNTU,
    comparison,
    library,
    needs,
    wheel,
)
from wheel_ceiling.model import (
    Comparison,
    ElfKind,
    Inventory,
    RecordFault,
    SectionSizes,
    Severity,
    Trace,
    Wheel,
)
from wheel_ceiling.rules import RULES, Basis, Rule

HERE = Path(__file__).parent
RULE_FILES = HERE.parents[1] / "src/wheel_ceiling/rules"
NO_RULES = {"__init__", "rule"}
HOLDING = [rule for rule in RULES if rule.basis is not Basis.ABSOLUTE]
COMPARING = [rule for rule in RULES if rule.basis is Basis.COMPARING]
ABSOLUTE_CAPPED = {Severity.WARNING, Severity.NOTE}


def named(rule: Rule) -> str:
    return rule.id


def rich(name: str) -> Wheel:
    """A wheel with something for every rule to say."""
    return wheel(
        name,
        library(
            "ray/_raylet.so",
            needed=("libpython3.10.so.1.0", "libfoo.so", "libc.musl-x86_64.so.1"),
            version_needs=needs({"GLIBC_2.34 libc.so.6": ["pthread_create"]}),
            runpath=("", "/home/me/lib"),
            compilers=(UBUNTU,),
            flags=("executable-stack", "static-tls", "textrel", "x86-64-v3"),
            alignment=1_024,
            tls_size=740,
            sections=SectionSizes(code=100, debug=900_000),
            traces=(Trace("strings", "/home/me/ray/x.cc"),),
        ),
        library("ray/ray/_raylet.so", compilers=(DEBIAN,), machine="aarch64"),
        library("ray/libfoo.so"),
        library("ray/libpython3.10.so"),
        library("ray/x.cpython-39-x86_64-linux-gnu.so", compilers=(RED_HAT,)),
        library("ray/y.so", compilers=(RED_HAT,)),
        library("ray/raylet", kind=ElfKind.EXECUTABLE, compilers=(RED_HAT,)),
        library("ray/core.o", kind=ElfKind.OBJECT),
        extra=(
            "pip/x.py",
            ".git/HEAD",
            "CMakeCache.txt",
            *(f"ray/{place}.c" for place in range(30)),
        ),
        declared_tags=("cp310-cp310-linux_x86_64",),
        record=(RecordFault("ray/_raylet.so", "wrong-hash"),),
        sbom=("pkg:deb/ubuntu/zlib1g@1",),
    )


def test_each_is_listed_once_and_its_file_is_named_for_it() -> None:
    files = {path.stem for path in RULE_FILES.glob("*.py")} - NO_RULES

    assert sorted(rule.id.replace("-", "_") for rule in RULES) == sorted(files)


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_it_has_a_test_file_of_its_own(rule: Rule) -> None:
    assert (HERE / f"test_{rule.id.replace('-', '_')}.py").is_file()


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_its_page_begins_with_a_sentence_and_has_both_sections(rule: Rule) -> None:
    assert rule.title.endswith(".")
    assert [line for line in rule.doc.splitlines() if line.startswith("#")] == [
        "## Why it matters",
        "## When to allow it",
    ]


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_its_fix_is_a_sentence(rule: Rule) -> None:
    assert rule.fix[0].isupper()
    assert rule.fix.endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_its_severities_are_told_worst_first(rule: Rule) -> None:
    ranks = [severity.rank for severity in rule.severities]

    assert ranks
    assert ranks == sorted(set(ranks), reverse=True)


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_what_it_finds_stands_alone_and_has_one_of_its_severities(rule: Rule) -> None:
    built, before = rich(NAME), wheel(OLD_NAME, library("ray/gone.so", "2.5"))
    cases = [comparison(built), comparison(built, before), comparison(built, built), changed(rule)]

    found = [finding for case in cases if case for finding in rule.check(case)]

    assert found
    for finding in found:
        assert finding.rule == rule.id
        assert finding.severity in rule.severities
        assert finding.message.endswith(".")
        assert finding.fix
        assert all(what for what, _ in finding.evidence)


@pytest.mark.parametrize("rule", HOLDING, ids=named)
def test_a_rich_wheel_compared_with_itself_is_silent(rule: Rule) -> None:
    assert not list(rule.check(comparison(rich(NAME), rich(NAME))))
    assert not list(rule.check(comparison(rich(NAME), rich(OLD_NAME))))


@pytest.mark.parametrize("rule", HOLDING, ids=named)
def test_it_reads_both_sides_and_not_one_of_them_twice(rule: Rule) -> None:
    case = changed(rule)
    assert case
    assert isinstance(case.baseline, Inventory)

    assert list(rule.check(case)), "built beside baseline must be told"
    assert not list(rule.check(comparison(case.built.wheels, case.built.wheels)))
    assert not list(rule.check(comparison(case.baseline.wheels, case.baseline.wheels)))


@pytest.mark.parametrize("rule", HOLDING, ids=named)
def test_without_a_baseline_it_warns_at_most(rule: Rule) -> None:
    found = list(rule.check(comparison(rich(NAME))))

    assert {finding.severity for finding in found} <= ABSOLUTE_CAPPED
    assert not (rule in COMPARING and found)


def test_ids_are_what_users_have_written_in_their_settings(
    golden: Callable[[Path, str], None],
) -> None:
    golden(HERE / "ids.txt", "".join(f"{name}\n" for name in sorted(rule.id for rule in RULES)))


def changed(rule: Rule) -> Comparison | None:
    """Return the case of the rule's own tests in which only the baseline makes it speak."""
    tests = import_module(f"tests.rules.test_{rule.id.replace('-', '_')}")
    return getattr(tests, "CHANGED", None)
