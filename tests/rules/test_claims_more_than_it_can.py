import pytest

from tests.build import NAME, PATH, TODAY, comparison, library, needs, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, ElfKind, Settings, Severity, VersionNeed
from wheel_ceiling.rules.claims_more_than_it_can import RULE

RHEL_10 = "ray-2.9.0-cp310-cp310-manylinux_2_39_x86_64.whl"
RHEL_9 = "ray-2.9.0-cp310-cp310-manylinux_2_34_x86_64.whl"
UBUNTU_20 = "ray-2.9.0-cp310-cp310-manylinux_2_31_x86_64.whl"
NOT_REPAIRED = "ray-2.9.0-cp310-cp310-linux_x86_64.whl"
MUSL = "ray-2.9.0-cp310-cp310-musllinux_1_2_x86_64.whl"
BOTH = "ray-2.9.0-cp310-cp310-manylinux_2_17_x86_64.musllinux_1_2_x86_64.whl"

FINE = {"GLIBC_2.2.5 libc.so.6": ["free"]}
MOVED = {"GLIBC_2.2.5 libc.so.6": ["free", "pthread_create"]}
UNPACKED = "GLIBC_ABI_DT_RELR"


def one(wanted: dict[str, list[str]], name: str = NAME, **facts: object) -> Comparison:
    return comparison(wheel(name, library(PATH, "2.17", version_needs=needs(wanted), **facts)))


def packed(wanted: dict[str, list[str]], name: str = NAME, **facts: object) -> Comparison:
    return one(wanted, name, flags=("relr",), **facts)


CHANGED = pair(library(version_needs=needs(MOVED)), library(version_needs=needs(FINE)))

TOLD = {
    "moved into libc by glibc 2.34": (
        one(MOVED),
        (
            "ray/_raylet.so wants pthread_create@GLIBC_2.2.5 from libc.so.6, but libpthread.so.0 "
            "held that before glibc 2.34: its numbers say 2.2.5, its tag promises 2.17, and "
            "unless a program has "
            "libpthread.so.0 loaded already, it does not load on RHEL 8 and its relatives, 6 "
            "systems in extended support (SLES 15 SP3-SP5, Ubuntu 20.04, Ubuntu 18.04 and 3 more),"
            " and 3 systems out of support."
        ),
    ),
    "moved into libc by glibc 2.32": (
        one({"GLIBC_2.2.5 libc.so.6": ["pthread_sigmask"]}, UBUNTU_20),
        (
            "wants pthread_sigmask@GLIBC_2.2.5 from libc.so.6, but libpthread.so.0 held that "
            "before glibc 2.32: its numbers say 2.2.5, its tag promises 2.31, and"
        ),
    ),
    "moved, with the old library among those needed": (
        one(MOVED, needed=("libpthread.so.0", "libc.so.6")),
        (
            "but libpthread.so.0 held that before glibc 2.30: its numbers say 2.2.5, its tag "
            "promises 2.17, and"
        ),
    ),
    "in another library of glibc": (
        one({"GLIBC_2.2.5 libc.so.6": ["cos"]}),
        (
            "wants cos@GLIBC_2.2.5 from libc.so.6, but libm.so.6 held that before glibc 2.30: its "
            "numbers say 2.2.5, its tag promises 2.17, and"
        ),
    ),
    "packed, with a need of libc": (
        packed(FINE),
        (
            "ray/_raylet.so has packed relocations (DT_RELR) and does not ask for "
            "GLIBC_ABI_DT_RELR: it loads on no glibc, since from 2.36 on the loader refuses it, "
            "and before it crashes."
        ),
    ),
    "packed, without a need of libc": (
        packed({}),
        "does not ask for GLIBC_ABI_DT_RELR: it crashes on RHEL 8 and its relatives, RHEL 9 and",
    ),
    "packed, without a need at all": (packed({}, needed=()), "it crashes on RHEL 8 and its"),
    "packed, in a program that is started by the loader": (
        packed({}, needed=(), kind=ElfKind.EXECUTABLE, interpreter="/lib64/ld-linux-x86-64.so.2"),
        "it crashes on RHEL 8 and its",
    ),
    "packed, in a wheel for both C libraries": (packed(FINE, BOTH), "it loads on no glibc"),
    "packed and says so, without a tag": (
        packed({**FINE, f"{UNPACKED} libc.so.6": []}, NOT_REPAIRED),
        (
            "ray/_raylet.so asks for GLIBC_ABI_DT_RELR of libc.so.6, which no number says: "
            "its numbers say 2.2.5, and it does not load on RHEL 8 and its relatives,"
        ),
    ),
    "what only later point releases have": (
        one({**FINE, "GLIBC_ABI_GNU2_TLS libc.so.6": []}, RHEL_10),
        (
            "its numbers say 2.2.5, its tag promises 2.39, and it does not load on RHEL 10 and "
            "its relatives, Ubuntu 24.04"
        ),
    ),
    "the inside of glibc": (
        one({"GLIBC_PRIVATE libc.so.6": ["__libc_dlopen_mode"]}, NOT_REPAIRED),
        (
            "ray/_raylet.so asks for GLIBC_PRIVATE of libc.so.6, the inside of glibc: any "
            "other build of it may lack that."
        ),
    ),
}

SILENT = {
    "where it is wanted": one(FINE),
    "from the old library": one({"GLIBC_2.2.5 libpthread.so.0": ["pthread_create"]}),
    "by the version of the move": one({"GLIBC_2.34 libc.so.6": ["pthread_create"]}),
    "moved, under a tag that has it there": one(MOVED, RHEL_9),
    "moved, and the numbers say so": one({**MOVED, "GLIBC_2.34 libc.so.6": ["dlopen"]}),
    "with the old library, under a tag from 2.30 on": one(
        MOVED, UBUNTU_20, needed=("libpthread.so.0", "libc.so.6")
    ),
    # Measured on 340 real wheels: glibc 2.17 and 2.28 had such copies.
    "from a library that held a copy long ago": one(
        {"GLIBC_2.2.5 libpthread.so.0": ["nanosleep", "pthread_attr_init", "waitpid"]}
    ),
    "from a library that may have held a copy": one({"GLIBC_2.2.5 libm.so.6": ["getenv"]}),
    "a need that may fail": comparison(
        wheel(
            NAME,
            library(
                version_needs=(
                    VersionNeed("libc.so.6", "GLIBC_2.2.5", ("pthread_create",), optional=True),
                )
            ),
        )
    ),
    "from a library that the wheel brings along": comparison(
        wheel(
            NAME,
            library(version_needs=needs({"GLIBC_PRIVATE libc.so.6": ["x"], **MOVED})),
            library("ray.libs/libc.so.6", version_needs=()),
        )
    ),
    "what no glibc has, as any test shows": one({"GLIBC_2.17 libc.so.6": ["no_such_function"]}),
    "of another library": one({"OPENSSL_3.0.0 libssl.so.3": ["SSL_new"]}),
    "a version of another library without a number": one({"LIBFOO libfoo.so.1": ["foo"]}),
    "newer than what is known": one({"GLIBC_2.99 libc.so.6": ["future"]}),
    "for musl": one(MOVED, MUSL),
    "packed, for musl": packed(FINE, MUSL),
    "packed, in a program that is linked statically": packed(
        {}, needed=(), kind=ElfKind.EXECUTABLE
    ),
    "packed and says so, as ceiling-above-tag tells": packed({f"{UNPACKED} libc.so.6": []}),
    "packed and says so, under a tag that has it": packed(
        {**FINE, f"{UNPACKED} libc.so.6": []}, RHEL_10
    ),
    "packed, without a need of libc, under a tag that has it": packed({}, RHEL_10),
    "an object file": one(MOVED, kind=ElfKind.OBJECT),
    "so for long": pair(library(version_needs=needs(MOVED)), library(version_needs=needs(MOVED))),
}


@pytest.mark.parametrize("what", TOLD)
def test_it_warns_and_says_where_the_file_does_not_load(what: str) -> None:
    case, words = TOLD[what]

    [finding] = RULE.check(case)

    assert finding.severity is Severity.WARNING
    assert finding.library == "ray/_raylet.so"
    assert words in finding.message
    assert finding.fix[0].isupper()
    assert finding.fix.endswith(".")


def test_what_newly_loads_on_no_glibc_is_an_error() -> None:
    plain = library(version_needs=needs(FINE))
    lost, limited = (
        pair(library(version_needs=needs(wanted), flags=("relr",)), plain) for wanted in (FINE, {})
    )

    [nowhere], [somewhere] = RULE.check(lost), RULE.check(limited)

    assert "it loads on no glibc" in nowhere.message
    assert nowhere.severity is Severity.ERROR
    assert somewhere.severity is Severity.WARNING


@pytest.mark.parametrize("what", SILENT)
def test_it_is_silent(what: str) -> None:
    assert not list(RULE.check(SILENT[what]))


def test_what_moved_together_is_told_together() -> None:
    found = list(
        RULE.check(one({"GLIBC_2.2.5 libc.so.6": ["dlopen", "pthread_create", "sem_init"]}))
    )

    assert [finding.evidence for finding in found] == [
        (("wanted from libc.so.6", "dlopen@GLIBC_2.2.5"),),
        (("wanted from libc.so.6", "pthread_create@GLIBC_2.2.5, sem_init@GLIBC_2.2.5"),),
    ]


def test_of_many_names_the_first_are_told_and_the_others_counted() -> None:
    names = [f"sem_{name}" for name in ("close", "destroy", "getvalue", "init", "open", "post")]

    [finding] = RULE.check(one({"GLIBC_2.2.5 libc.so.6": [*names, "sem_wait"]}))

    assert "sem_open@GLIBC_2.2.5 and 2 more from libc.so.6" in finding.message
    assert "sem_wait@GLIBC_2.2.5" in finding.evidence[0][1]


def test_foreign_names_are_cut() -> None:
    wanted = {"GLIBC_PRIVATE libc.so.6": [f"_ZN{'x' * 5_000}{number}" for number in range(40)]}

    [finding] = RULE.check(one(wanted, NOT_REPAIRED))

    assert len(finding.message) < 300
    assert all(len(value) < 2_000 for _, value in finding.evidence)


def test_the_symbols_of_the_inside_of_glibc_are_evidence() -> None:
    case, _ = TOLD["the inside of glibc"]

    [finding] = RULE.check(case)

    assert finding.evidence == (("GLIBC_PRIVATE of libc.so.6", "__libc_dlopen_mode"),)


def test_where_the_machine_is_not_known_nothing_is_said() -> None:
    odd: ElfFacts = library(version_needs=needs(MOVED), machine="mips")

    assert not list(RULE.check(comparison(wheel(NAME, odd), settings=Settings(today=TODAY))))
