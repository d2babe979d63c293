import pytest

from tests.attribution.cases import only_group, version
from wheel_ceiling.attribution import Claim, claim_of, claim_sentence

CLAIMS = {
    "pow 2.29": Claim.ONLY_CLAIMS,
    "sqrtf 2.43": Claim.ONLY_CLAIMS,
    "pthread_create 2.34": Claim.ONLY_CLAIMS,
    "stat 2.33": Claim.ONLY_CLAIMS,
    "__isoc23_strtol 2.38": Claim.ONLY_CLAIMS,
    "fcntl64 2.28": Claim.ONLY_CLAIMS,
    "totalorder 2.31": Claim.USES,
    "__libc_start_main 2.34": Claim.USES,
    "cfsetspeed 2.42": Claim.USES,
    "getrandom 2.25": Claim.USES,
    "strlcpy 2.38": Claim.USES,
    "glob 2.27": Claim.UNKNOWN,
    "pthread_kill 2.34": Claim.UNKNOWN,
    "frobnicate 2.99": Claim.UNKNOWN,
}


@pytest.mark.parametrize("what", CLAIMS)
def test_a_file_uses_another_interface_or_only_claims_to(what: str) -> None:
    symbol, number = what.split()

    assert claim_of(symbol, version(number), "x86_64") is CLAIMS[what]


def test_a_weak_reference_only_claims() -> None:
    assert claim_of("getrandom", version("2.25"), "x86_64", weak=True) is Claim.ONLY_CLAIMS


@pytest.mark.parametrize(
    ("symbol", "number", "words"),
    [
        ("exp", "2.29", "only claims"),
        ("totalorder", "2.31", "uses what older systems do not have"),
        ("frobnicate", "2.43", "not known"),
    ],
)
def test_the_answer_is_a_sentence(symbol: str, number: str, words: str) -> None:
    group = only_group({f"GLIBC_{number} libm.so.6": [symbol]})

    assert words in claim_sentence(group)
