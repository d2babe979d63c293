import pytest

from tests.build import NAME, comparison, library, needs, wheel
from wheel_ceiling.model import Comparison, ElfFacts, ElfKind, Severity
from wheel_ceiling.rules.wrong_libc import RULE

MUSLLINUX = "ray-2.9.0-cp310-cp310-musllinux_1_2_x86_64.whl"
BOTH = "ray-2.9.0-cp310-cp310-manylinux_2_5_x86_64.musllinux_1_1_x86_64.whl"
NOT_REPAIRED = "ray-2.9.0-cp310-cp310-linux_x86_64.whl"
FOR_MUSL = library(needed=("libc.musl-x86_64.so.1",), version_needs=())
FOR_GLIBC = library(needed=("libc.so.6",))
MUSL_PROGRAM = library(
    kind=ElfKind.EXECUTABLE,
    needed=(),
    version_needs=(),
    interpreter="/lib/ld-musl-x86_64.so.1",
)
GLIBC_PROGRAM = library(
    kind=ElfKind.EXECUTABLE,
    needed=(),
    version_needs=(),
    interpreter="/lib64/ld-linux-x86-64.so.2",
)
# cryptography for musllinux: a node of libgcc_s has this name under musl too
LIBGCC = library(
    needed=("libgcc_s.so.1", "libc.musl-x86_64.so.1"),
    version_needs=needs({"GLIBC_2.0 libgcc_s.so.1": ["__register_frame_info"]}),
)
STATIC = library(needed=(), version_needs=(), kind=ElfKind.EXECUTABLE)


def holding(file: ElfFacts, name: str) -> Comparison:
    return comparison(wheel(name, file))


def test_a_library_for_glibc_does_not_load_under_musl() -> None:
    [finding] = RULE.check(holding(FOR_GLIBC, MUSLLINUX))

    assert finding.severity is Severity.ERROR
    assert finding.message == (
        "ray/_raylet.so is made for glibc (it asks for libc.so.6), and the wheel's tag promises "
        "musl."
    )


@pytest.mark.parametrize(
    ("file", "name"),
    [(FOR_MUSL, NAME), (MUSL_PROGRAM, NAME), (GLIBC_PROGRAM, MUSLLINUX)],
)
def test_the_reverse_and_programs_are_errors_too(file: ElfFacts, name: str) -> None:
    assert len(list(RULE.check(holding(file, name)))) == 1


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (FOR_GLIBC, NAME),
        (FOR_MUSL, MUSLLINUX),
        (LIBGCC, MUSLLINUX),
        (STATIC, MUSLLINUX),
        (STATIC, NAME),
        (FOR_MUSL, BOTH),
        (FOR_GLIBC, BOTH),
        (FOR_MUSL, NOT_REPAIRED),
        (FOR_GLIBC, "ray-2.9.0-cp310-cp310-win_amd64.whl"),
    ],
)
def test_it_is_silent(file: ElfFacts, name: str) -> None:
    assert not list(RULE.check(holding(file, name)))
