import pytest

from tests.attribution.cases import ARCHITECTURES, version
from wheel_ceiling.attribution import symver_lines
from wheel_ceiling.attribution.older import older

OLDER = {
    "pow 2.29 x86_64 2.17": "pow@GLIBC_2.2.5",
    "pow 2.29 aarch64 2.17": "pow@GLIBC_2.17",
    "pow 2.29 i686 2.17": "pow@GLIBC_2.0",
    "sqrtf 2.43 s390x 2.17": "sqrtf@GLIBC_2.2",
    "memcpy 2.14 x86_64 2.5": "memcpy@GLIBC_2.2.5",
    "pthread_create 2.34 x86_64 2.31": "pthread_create@GLIBC_2.2.5",
    "pthread_create 2.34 i686 2.31": "pthread_create@GLIBC_2.1",
    "sem_post 2.34 i686 2.31": "sem_post@GLIBC_2.1",
    "fcntl64 2.28 x86_64 2.17": "fcntl@GLIBC_2.2.5",
    "fcntl64 2.28 riscv64 2.17": "fcntl@GLIBC_2.27",
    "__isoc23_strtol 2.38 x86_64 2.17": "strtol@GLIBC_2.2.5",
    "__isoc23_strtoimax 2.38 i686 2.17": "strtoimax@GLIBC_2.1",
    "__isoc23_sscanf 2.38 x86_64 2.17": "__isoc99_sscanf@GLIBC_2.7",
    "__isoc23_vfwscanf 2.38 aarch64 2.17": "__isoc99_vfwscanf@GLIBC_2.17",
    "__memcmpeq 2.35 x86_64 2.17": "memcmp@GLIBC_2.2.5",
    "res_query 2.34 x86_64 2.31": "__res_query@GLIBC_2.2.5",
    "expf32 2.27 x86_64 2.17": "expf@GLIBC_2.2.5",
    "expf64 2.27 x86_64 2.17": "exp@GLIBC_2.2.5",
    "sinf64x 2.27 x86_64 2.17": "sinl@GLIBC_2.2.5",
    "lgammaf32_r 2.27 x86_64 2.17": "lgammaf_r@GLIBC_2.2.5",
}
NOTHING = (
    "pow 2.99 x86_64 2.17",
    "pow 2.36 loongarch64 2.17",
    "pow 2.29 mips64 2.17",
    "totalorder 2.31 x86_64 2.17",
    "cfsetospeed 2.42 x86_64 2.17",
    "fromfp 2.43 x86_64 2.17",
    "__libc_start_main 2.34 x86_64 2.17",
    "stat 2.33 x86_64 2.17",
    "getrandom 2.25 x86_64 2.17",
    "pthread_clockjoin_np 2.34 x86_64 2.31",
    "fcntl64 2.28 i686 2.17",
    "fcntl64 2.28 armv7l 2.17",
    "sinf64x 2.27 aarch64 2.17",
    "sinf128 2.26 x86_64 2.17",
)


@pytest.mark.parametrize("what", OLDER)
def test_the_newest_within_the_limit_is_bound(what: str) -> None:
    symbol, wanted, machine, limit = what.split()

    found = older(symbol, version(wanted), machine, version(limit))

    assert f"{found.name}@{found.version}" == OLDER[what]
    line = f'__asm__(".symver {symbol},{OLDER[what]}");'
    assert symver_lines(symbol, found.version, machine) == (line,)


@pytest.mark.parametrize("what", NOTHING)
def test_where_it_is_not_safe_there_is_nothing_older(what: str) -> None:
    symbol, wanted, machine, limit = what.split()

    assert not older(symbol, version(wanted), machine, version(limit))


@pytest.mark.parametrize(
    ("symbol", "old"),
    [
        ("pow", "2.3"),
        ("pow", "2.29"),
        ("totalorder", "2.25"),
        ("cfsetospeed", "2.2.5"),
        ("frobnicate", "2.2.5"),
        ('pow"); system("x', "2.2.5"),
    ],
)
def test_no_line_is_given_for_what_is_not_there_or_not_safe(symbol: str, old: str) -> None:
    assert symver_lines(symbol, version(old), "x86_64") == ()


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_on_every_machine_the_first_version_has_nothing_older(machine: str) -> None:
    for symbol in ("pow", "strtol", "memcpy", "pthread_create"):
        assert symver_lines(symbol, version("2.1.9"), machine) == ()
