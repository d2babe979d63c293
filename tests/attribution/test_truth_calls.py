"""Attribution names the functions that a C source calls, no more and no fewer."""

from pathlib import Path

import pytest

from tests.attribution.compiled import (
    FOLDER,
    LIBRARIES,
    SHARED,
    calls_of,
    facts_of,
    gcc,
    glibc,
    host_glibc,
    needs_gcc,
)
from wheel_ceiling.attribution import attribute, new_since, sentence
from wheel_ceiling.model import ElfFacts

# The release that brought the newest version of what calls.c calls, as its minor number: glibc
# NEWS, 2.14 to 2.39. The other functions have had one version for ever.
NEWEST_OF = {
    "memcpy": 14,
    "clock_gettime": 17,
    "secure_getenv": 17,
    "getrandom": 25,
    "reallocarray": 26,
    "expf": 27,
    "thrd_current": 28,
    "exp": 29,
    "log": 29,
    "pow": 29,
    "gettid": 30,
    "pthread_sigmask": 32,
    "fstat": 33,
    "stat": 33,
    "_Fork": 34,
    "dlopen": 34,
    "pthread_create": 34,
    "sem_post": 34,
    "hypot": 35,
    "arc4random": 36,
    "fmod": 38,
    "strlcpy": 38,
    "exp10": 39,
}
# Where a machine differs: riscv64 began with 2.27, and i386 kept the wrappers of two functions
# that it has in assembler (glibc, sysdeps/i386/fpu).
FEWER = {
    "i686": {"exp10", "fmod"},
    "riscv64": {"exp", "log", "pow", "hypot", "fmod", "exp10"},
}
BUILT_FOR = (17, 28, 29, 34, 38, 39)
LIMITS = (12, 17, 27, 28, 31, 35)
MACHINES = ("aarch64", "armv7l", "i686", "ppc64le", "riscv64", "s390x")


def fixture(name: str) -> ElfFacts:
    return facts_of(FOLDER / f"{name}.so")


def named(library: ElfFacts, limit: str) -> list[str]:
    """The symbols that attribution names, each as often as it names it."""
    groups = attribute(library, glibc(limit)).groups
    return sorted(symbol for group in groups for symbol in group.symbols)


def new_calls(built_for: int, limit: int) -> set[str]:
    """What calls.c calls, and what got its newest version behind the limit."""
    calls = calls_of(built_for)
    return {name for name, minor in NEWEST_OF.items() if limit < minor <= built_for} & calls


def test_calls_c_is_read_as_its_preprocessor_reads_it() -> None:
    assert len(calls_of(17)) == 20
    assert calls_of(28) - calls_of(17) == {"getrandom", "reallocarray", "thrd_current"}
    assert calls_of(39) - calls_of(34) == {"arc4random", "strlcpy"}
    assert not set(NEWEST_OF) - calls_of(39)


@pytest.mark.parametrize("built_for", BUILT_FOR)
@pytest.mark.parametrize("limit", LIMITS)
def test_x86_64_names_exactly_the_calls_that_are_new(built_for: int, limit: int) -> None:
    library = fixture(f"x86_64-2.{built_for}")
    assert named(library, f"2.{limit}") == sorted(new_calls(built_for, limit))


@pytest.mark.parametrize("machine", MACHINES)
def test_every_machine_names_exactly_the_calls_that_are_new(machine: str) -> None:
    wanted = new_calls(39, 28) - FEWER.get(machine, set())
    assert named(fixture(f"{machine}-2.39"), "2.28") == sorted(wanted)


@pytest.mark.parametrize("machine", ["i686", "armv7l"])
def test_machines_of_32_bits_name_fcntl(machine: str) -> None:
    """Fcntl knows the 64-bit locks there since 2.28 (glibc NEWS)."""
    library = fixture(f"{machine}-2.39")
    assert set(named(library, "2.27")) - set(named(library, "2.28")) == {"fcntl", "thrd_current"}


def test_loongarch64_names_what_came_after_its_first_glibc() -> None:
    library = fixture("loongarch64-2.39")
    assert named(library, "2.36") == ["strlcpy"]
    assert named(library, "2.35") == sorted(calls_of(39))


@pytest.mark.parametrize("machine", ["x86_64", "loongarch64", *MACHINES])
def test_without_a_group_the_ceiling_is_the_highest_of_the_others(machine: str) -> None:
    library = fixture(f"{machine}-2.39")
    groups = attribute(library, glibc("2.17")).groups
    for group in groups:
        left = [need.node for need in library.version_needs if set(need.symbols) - {*group.symbols}]
        assert group.without == max(left), group.reason.id


@pytest.mark.parametrize(("baseline", "built_for"), [(17, 28), (28, 29), (29, 34), (34, 38)])
def test_a_newer_glibc_at_build_time_is_told_by_what_it_brought(
    baseline: int, built_for: int
) -> None:
    built = fixture(f"x86_64-2.{built_for}")
    attribution = new_since(built, fixture(f"x86_64-2.{baseline}"))
    symbols = {symbol for group in attribution.groups for symbol in group.symbols}
    highest = fixture(f"x86_64-2.{baseline}").ceiling().number[1]
    assert symbols == new_calls(built_for, highest)


def test_nothing_is_named_where_the_glibc_is_that_of_the_promise() -> None:
    library = fixture("x86_64-2.17")
    assert named(library, "2.17") == []
    assert sentence(attribute(library, glibc("2.17"))) == "asks for nothing above GLIBC_2.17."


@needs_gcc
def test_what_gcc_makes_here_names_exactly_the_calls_that_are_new(tmp_path: Path) -> None:
    here = host_glibc().number[1]
    made = gcc(tmp_path / "calls.so", *SHARED, FOLDER / "calls.c", *LIBRARIES)
    assert named(facts_of(made), "2.17") == sorted(new_calls(here, 17))


@needs_gcc
@pytest.mark.parametrize("function", ["exp", "pow", "fmod", "pthread_create", "stat", "gettid"])
def test_one_call_is_one_name(tmp_path: Path, function: str) -> None:
    """Each function alone: nothing else of the file may be blamed."""
    text = (FOLDER / "calls.c").read_text("utf-8")
    lines = text.splitlines()
    kept = [line for line in lines if "    CALL(" not in line or f"CALL({function}, " in line]
    source = tmp_path / "one.c"
    source.write_text("\n".join((*kept, "")), "utf-8")
    made = gcc(tmp_path / "one.so", *SHARED, source, *LIBRARIES)
    assert named(facts_of(made), "2.17") == sorted(
        new_calls(host_glibc().number[1], 17) & {function}
    )
