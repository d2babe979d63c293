import pytest

from tests.build import DEBIAN, RED_HAT, UBUNTU
from wheel_ceiling.facts.toolchains import (
    Toolchain,
    distributions_in,
    hosts_in,
    is_plain_gcc,
    words_of,
    words_of_comment,
)

# What real wheels say, and what it means: tool, distribution, version.
WORDS = {
    RED_HAT: ("GCC", "Red Hat", "10.2.1"),
    UBUNTU: ("GCC", "Ubuntu", "11.4.0"),
    "GCC: (Ubuntu/Linaro 7.5.0-3ubuntu1~18.04) 7.5.0": ("GCC", "Ubuntu", "7.5.0"),
    "GCC: (Debian 6.3.0-18+deb9u1) 6.3.0 20170516": ("GCC", "Debian", "6.3.0"),
    "GCC: (Alpine 13.2.1_git20231014) 13.2.1 20231014": ("GCC", "Alpine", "13.2.1"),
    "GCC: (Anaconda gcc) 11.2.0": ("GCC", "conda", "11.2.0"),
    "GCC: (crosstool-NG 1.24.0.133_b0863d8_dirty) 9.3.0": ("GCC", "conda", "9.3.0"),
    # grpcio's and pydantic-core's wheels for ARM: a cross-compiler, and no distribution's
    "GCC: (crosstool-NG 1.25.0) 10.3.0": ("GCC", "", "10.3.0"),
    "GCC: (crosstool-NG UNKNOWN) 8.5.0": ("GCC", "", "8.5.0"),
    # pydantic-core's for s390x; its like, without a name, is conda's
    "GCC: (crosstool-NG 1.24.0.332_0528a9d) 4.8.5": ("GCC", "", "4.8.5"),
    "GCC: (GNU) 11.2.0": ("GCC", "", "11.2.0"),
    "Linker: Ubuntu LLD 17.0.6": ("LLD", "Ubuntu", "17.0.6"),
    "clang version 20.1.3 (Fedora 20.1.3-1.fc43)": ("clang", "Red Hat", "20.1.3"),
    "rustc version 1.73.0 (cc66ad468 2023-10-03)": ("rustc", "", "1.73.0"),
    "go1.22.3": ("Go", "", "1.22.3"),
    "nonsense": ("", "", ""),
}


@pytest.mark.parametrize(("text", "meaning"), WORDS.items())
def test_words_tell_tool_distribution_and_version(text: str, meaning: tuple[str, str, str]) -> None:
    toolchain = Toolchain.parse(text)

    assert (toolchain.tool, toolchain.distribution, toolchain.version) == meaning


def test_hosts_are_what_people_build_on_directly() -> None:
    words = (RED_HAT, UBUNTU, DEBIAN, "GCC: (Alpine 9.3.0) 9.3.0")

    assert distributions_in(words) == {"Red Hat", "Ubuntu", "Debian", "Alpine"}
    assert hosts_in(words) == {"Ubuntu", "Debian"}
    assert words_of("Ubuntu", words) == (UBUNTU,)


def test_a_plain_gcc_is_one_that_no_distribution_signed() -> None:
    assert is_plain_gcc("GCC: (GNU) 13.2.0")
    assert not is_plain_gcc(RED_HAT)
    assert not is_plain_gcc("clang version 16.0.6")


def test_what_was_found_in_the_data_did_not_stand_in_the_comment() -> None:
    words = (RED_HAT, "rustc, commit 4b91a6ea7258", "go1.22.3", "rustc version 1.73.0")

    assert words_of_comment(words) == (RED_HAT, "rustc version 1.73.0")
