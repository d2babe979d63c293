"""The page of a version names who has it, what asks for it and which tag allows it."""

import pytest

from tests.build import TODAY
from wheel_ceiling.errors import WrongCall
from wheel_ceiling.reports.explanation import Asked, name_page, render_explanation


def page(text: str, machine: str = "x86_64") -> str:
    blocks = name_page(text, Asked(machine, today=TODAY))
    return render_explanation(blocks, "terminal", 140, colour=False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("GLIBC_2.34", "Ubuntu 22.04        2.35   2027-04"),
        ("GLIBC_2.34", "Shut out: RHEL 8 and its relatives"),
        ("GLIBC_2.34", "pthread_create (39)"),
        ("GLIBC_2.34", "__libc_start_main"),
        ("GLIBC_2.34", "`manylinux_2_34_x86_64` or a higher number"),
        ("GLIBC_2.34", "GLIBCXX_3.4.29"),
        ("GLIBC_2.2.5", "Every glibc on x86_64 has it"),
        ("GLIBC_2.2.5", "Every file on x86_64 that uses glibc at all."),
        ("GLIBC_2.40", "No function that wheels use often has this version on x86_64."),
        ("GLIBC_2.2.5", "needs the tag `manylinux_2_5_x86_64` (manylinux1) or a higher number"),
        ("GLIBC_2", "Nothing on x86_64 has this version; no file asks for it."),
        ("GLIBC_2.1.99", "Nothing on x86_64 has this version; no file asks for it."),
        ("GLIBC_2.20", "Nothing on x86_64 has this version; no file asks for it."),
        ("GLIBC_2.19", "s390x has it: say --machine s390x."),
        ("GLIBC_2.37", "i686 and armv7l have it: say --machine i686."),
        ("GLIBC_ABI_DT_RELR", "nopack-relative-relocs"),
        ("GLIBC_ABI_DT_RELR", "glibc has it since 2.36."),
        ("GLIBC_PRIVATE", "one exact build of glibc"),
        ("GLIBCXX_3.4.29", "The lowest tag that counts on it is `manylinux_2_34_x86_64`."),
        ("GLIBCXX_3.4.99", "No manylinux tag for x86_64 counts on it."),
        ("CXXABI_1.3.11", "CXXABI_1.3.11 is a version of libstdc++; GCC 7 brought it."),
        ("GLIBC_ABI_DT_RELR", "It shuts out RHEL 8 and its relatives"),
    ],
)
def test_the_page_says(text: str, said: str) -> None:
    assert said in page(text)


def test_a_version_that_everybody_has_shuts_out_nobody() -> None:
    assert "Shut out" not in page("GLIBC_2.17")


def test_the_first_version_of_a_machine_is_brought_along_by_nobody() -> None:
    assert "bring along" not in page("GLIBC_2.2.5")
    assert "bring along" in page("GLIBC_2.34")


def test_machines_without_old_tags_begin_with_manylinux2014() -> None:
    assert "`manylinux_2_17_s390x` (manylinux2014)" in page("GLIBC_2.2", "s390x")


@pytest.mark.parametrize("text", ["GLIBC_2.99", "GLIBC_3.0", "GLIBC_9.9"])
def test_a_version_above_the_newest_is_a_wrong_call(text: str) -> None:
    with pytest.raises(WrongCall, match=f"glibc has no {text}") as caught:
        page(text)

    assert caught.value.hint == "The newest known here is GLIBC_2.44."


def test_a_symbol_of_glibc_has_no_version_of_another_library() -> None:
    with pytest.raises(WrongCall, match=r"pow is no symbol of libstdc\+\+"):
        page("pow@GLIBCXX_3.4")


def test_machines_differ_in_what_asks_for_a_version() -> None:
    assert "memcpy" in page("GLIBC_2.14")
    assert "memcpy" not in page("GLIBC_2.14", "s390x")


@pytest.mark.parametrize("text", ["f@OPENSSL_1_1_0", "f@GLIBC_ABI_NEW", "f@GLIBC"])
def test_an_unknown_version_is_a_wrong_call(text: str) -> None:
    with pytest.raises(WrongCall, match="is no version that is known here"):
        page(text)


@pytest.mark.parametrize("text", ["GLIBC_new", "GLIBC_ABI_NEW", "OPENSSL_1_1_0", "pow 2.29"])
def test_what_nobody_has_is_an_empty_page(text: str) -> None:
    assert name_page(text, Asked()) == ()


def test_a_symbol_of_a_runtime_has_the_page_of_its_version() -> None:
    assert page("_ZSt4cout@GLIBCXX_3.4").startswith("GLIBCXX_3.4\n")
