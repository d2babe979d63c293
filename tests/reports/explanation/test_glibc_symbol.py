"""The page of a C library's symbol: who has it, what changed, who is shut out, what to do."""

import pytest

from tests.build import TODAY
from wheel_ceiling.errors import WrongCall
from wheel_ceiling.reports.explanation import MACHINES, Asked, name_page, render_explanation


def page(text: str, machine: str = "x86_64", kind: str = "terminal") -> str:
    blocks = name_page(text, Asked(machine, today=TODAY))
    drawn = render_explanation(blocks, kind, 140, colour=False)
    return drawn if kind == "markdown" else " ".join(drawn.split())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pow@GLIBC_2.29", "libm.so.6 on x86_64 has it since glibc 2.29."),
        ("pow@GLIBC_2.29", "only the error-handling wrapper"),
        ("pow@GLIBC_2.29", "It shuts out RHEL 8 and its relatives"),
        ("pow@GLIBC_2.29", "Binding to the older version is safe."),
        ("pow@GLIBC_2.29", "pow,pow@GLIBC_2.2.5"),
        ("pow@GLIBC_2.29", "x86_64 2.2.5, 2.29 of libm.so.6"),
        ("pow@GLIBC_2.29", "Every musl has it."),
        ("pow", "pow@GLIBC_2.29 libm.so.6"),
        ("pow@GLIBC_2.2.5", "has it from the first version on: it shuts out nobody."),
        ("pow@GLIBC_2.2.5", "What is linked today asks for pow@GLIBC_2.29."),
        ("pthread_create", "where glibc is 2.30 or newer and"),
        ("pthread_create@GLIBC_2.2.5", "Before it moved there, libpthread.so.0 held it."),
        ("pthread_create", "2.2.5 (first in libpthread.so.0), 2.34 of libc.so.6"),
        ("totalorder", "Do not bind to the older version"),
        ("gettid", "There is no older version to bind to"),
        ("gettid", "musl has it since 1.2.2."),
        ("gettid", "gettid, tgkill, getdents64 and twalk_r are new in 2.30."),
        ("getentropy", "Often it is libstdc++ linked statically that asks for it."),
        ("qsort_r@GLIBC_2.8", "Every system that is known here has it."),
        ("pthread_yield@GLIBC_2.2.5", "Nothing that is linked today can ask for it"),
        ("__stat64_time64", "glibc on x86_64 never had it."),
        ("__isoc23_strtol", "musl does not have it: a musllinux wheel must do without."),
    ],
)
def test_the_page_says(text: str, said: str) -> None:
    assert said in page(text)


def test_what_only_musl_has_is_said() -> None:
    said = page("posix_getdents")

    assert "never had it" in said
    assert "musl has it since 1.2.6." in said
    assert "Where it is" not in said


@pytest.mark.parametrize("machine", MACHINES)
def test_every_machine_has_a_page(machine: str) -> None:
    assert f"on {machine} has it" in page("pow", machine)


@pytest.mark.parametrize(
    ("text", "machine", "hint"),
    [
        ("pow@GLIBC_2.30", "x86_64", "There it is GLIBC_2.2.5 and GLIBC_2.29."),
        ("memcpy@GLIBC_2.14", "aarch64", "x86_64 has it: say --machine x86_64."),
        ("__stat64_time64@GLIBC_2.34", "x86_64", "No version of __stat64_time64 is known there."),
    ],
)
def test_a_version_that_is_not_there_is_a_wrong_call(text: str, machine: str, hint: str) -> None:
    with pytest.raises(WrongCall) as caught:
        page(text, machine)

    assert text in caught.value.message
    assert hint in caught.value.hint


def test_the_markdown_has_lines_to_copy() -> None:
    said = page("pow@GLIBC_2.29", kind="markdown")

    assert said.startswith("# `pow@GLIBC_2.29`\n")
    assert '```\n__asm__(".symver pow,pow@GLIBC_2.2.5");\n```' in said
    assert "| glibc on | versions |" in said
