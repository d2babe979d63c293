import pytest

from wheel_ceiling.amounts import counted, human_size, joined, listed, was_now, without_sizes


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (2_400_000, "2.4 MB"),
        (19_440_000, "19.4 MB"),
        (3_200_000_000, "3.2 GB"),
        (7_000_000_000_000, "7,000.0 GB"),
    ],
)
def test_sizes_are_said_in_decimal_units(size: int, words: str) -> None:
    assert human_size(size) == words


def test_a_change_has_an_arrow_and_the_same_has_none() -> None:
    assert was_now("2.17", "2.29") == "2.17 → 2.29"
    assert was_now("2.17", "2.17") == "2.17"


def test_numbers_agree_with_their_nouns() -> None:
    assert counted(1, "wheel") == "1 wheel"
    assert counted(1_200, "library", "libraries") == "1,200 libraries"


def test_lists_are_joined_and_cut() -> None:
    assert joined(["a", "b", "c"]) == "a, b and c"
    assert joined(["a"]) == "a"
    assert joined([]) == ""
    assert listed(["a", "b", "c"], 2) == "a, b and 1 more"
    assert listed(["a", "b"], 2) == "a, b"


def test_a_list_that_is_never_whole_in_memory_is_counted_all_the_same() -> None:
    assert listed(str(number) for number in range(10)) == "0, 1, 2, 3, 4, 5, 6, 7 and 2 more"


def test_a_loss_is_spelled_as_a_gain_is() -> None:
    assert human_size(-1_500_000) == "-1.5 MB"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("grew from 41.2 MB to 155.3 MB (+270%)", "grew from # to # (#)"),
        ("3 times, 2.5\u00d7, 1,024 bytes, 1 byte", "#, #, #, #"),
        ("asks for GLIBC_2.29 of libm.so.6", "asks for GLIBC_2.29 of libm.so.6"),
    ],
)
def test_sizes_and_shares_are_blanked_and_versions_stay(text: str, same: str) -> None:
    assert without_sizes(text) == same
