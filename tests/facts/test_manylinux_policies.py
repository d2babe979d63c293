import pytest
from msgspec.structs import replace

from scripts.manylinux_policies import (
    Policy,
    condense,
    differences,
    installed_table,
    read_table,
)

LOWEST = Policy(
    "manylinux_2_5",
    ["manylinux1"],
    100,
    {"x86_64": {"GLIBC": ["2.2.5", "2.10", "2.9"], "CXXABI": ["TM_1", "1.3"], "ZLIB": []}},
    ["libz.so.1", "libc.so.6"],
    {"libz.so.1": ["a", "b"]},
)
HIGHER = replace(
    LOWEST, name="manylinux_2_12", lib_whitelist=["libexpat.so.1", *LOWEST.lib_whitelist]
)
LINUX = Policy("linux", [], 0, {}, [], {})


def test_a_policy_is_condensed_to_its_highest_numbers_and_to_names_without_order() -> None:
    table = condense([LINUX, LOWEST, HIGHER], [LINUX], "here")

    assert table.libs_2_5 == ["libc.so.6", "libz.so.1"]
    assert [row.libs_beyond_2_5 for row in table.policies] == [[], ["libexpat.so.1"]]
    assert table.policies[0].archs == {
        "x86_64": {"CXXABI": ["1.3", "TM_1"], "GLIBC": ["2.10"], "ZLIB": []}
    }
    assert table.policies[0].blacklist == {"libz.so.1": 2}
    assert table.musllinux == []


def test_a_policy_that_takes_a_library_back_is_not_condensed_silently() -> None:
    with pytest.raises(ValueError, match=r"manylinux_2_12 no longer allows libc\.so\.6"):
        condense([LOWEST, replace(LOWEST, name="manylinux_2_12", lib_whitelist=[])], [], "here")


def test_differences_are_named_row_by_row() -> None:
    ours = condense([LOWEST, HIGHER], [], "then")
    theirs = condense([replace(LOWEST, priority=1), replace(HIGHER, name="manylinux_2_17")], [], "")

    assert differences(ours, theirs) == [
        "manylinux_2_12 is not in auditwheel's files any more.",
        "manylinux_2_17 is missing in our table.",
        "manylinux_2_5 differs.",
    ]
    assert differences(ours, replace(ours, source="now")) == []
    assert differences(ours, replace(ours, libs_2_5=[])) == ["The libraries of 2_5 differ."]


def test_the_packaged_table_is_that_of_the_installed_auditwheel() -> None:
    pytest.importorskip("auditwheel.policy", reason="auditwheel is not installed here")

    assert differences(read_table(), installed_table()) == []
