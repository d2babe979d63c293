"""Sentences of loaders and installers, as users paste them, are taken apart."""

import time

import pytest

from wheel_ceiling.facts.symptoms import LONGEST_TEXT, Cause, Symptom, named, recognise

MODULE = "/usr/lib/site-packages/_x.so"
PASTED = {
    f"Error: /lib64/libm.so.6: version `GLIBC_2.29' not found (required by {MODULE})": Symptom(
        Cause.VERSION,
        f"/lib64/libm.so.6: version `GLIBC_2.29' not found (required by {MODULE})",
        file=MODULE,
        library="/lib64/libm.so.6",
        version="GLIBC_2.29",
    ),
    "version GLIBC_2.29 not found": Symptom(
        Cause.VERSION, "version GLIBC_2.29 not found", version="GLIBC_2.29"
    ),
    "version \u2018CXXABI_1.3.9\u2019 not found": Symptom(
        Cause.VERSION, "version \u2018CXXABI_1.3.9\u2019 not found", version="CXXABI_1.3.9"
    ),
    f"ImportError: {MODULE}: undefined symbol: _PyGen_Send": Symptom(
        Cause.SYMBOL, f"{MODULE}: undefined symbol: _PyGen_Send", file=MODULE, symbol="_PyGen_Send"
    ),
    "undefined symbol: pow, version GLIBC_2.29": Symptom(
        Cause.SYMBOL,
        "undefined symbol: pow, version GLIBC_2.29",
        symbol="pow",
        version="GLIBC_2.29",
    ),
    "x.so: symbol __libc_free version GLIBC_2.0 not defined in file libc.so.6 with link time "
    "reference": Symptom(
        Cause.SYMBOL,
        "x.so: symbol __libc_free version GLIBC_2.0 not defined in file libc.so.6 with link time "
        "reference",
        file="x.so",
        library="libc.so.6",
        symbol="__libc_free",
        version="GLIBC_2.0",
    ),
    "Error relocating /x/a.so: __memcpy_chk: symbol not found": Symptom(
        Cause.SYMBOL,
        "Error relocating /x/a.so: __memcpy_chk: symbol not found",
        file="/x/a.so",
        symbol="__memcpy_chk",
    ),
    "Error loading shared library libstdc++.so.6: No such file or directory (needed by /x/a.so)": (
        Symptom(
            Cause.MISSING_LIBRARY,
            "Error loading shared library libstdc++.so.6: No such file or directory (needed by "
            "/x/a.so)",
            file="/x/a.so",
            library="libstdc++.so.6",
        )
    ),
    "ImportError: libGL.so.1: cannot open shared object file: No such file or directory": Symptom(
        Cause.MISSING_LIBRARY,
        "libGL.so.1: cannot open shared object file: No such file or directory",
        library="libGL.so.1",
    ),
    "OSError: /x/a.so: wrong ELF class: ELFCLASS32": Symptom(
        Cause.CLASS,
        "/x/a.so: wrong ELF class: ELFCLASS32",
        file="/x/a.so",
        version="ELFCLASS32",
    ),
    "ELFCLASS64": Symptom(Cause.CLASS, "ELFCLASS64", version="ELFCLASS64"),
    "a.so: cannot enable executable stack as shared object requires: Invalid argument": Symptom(
        Cause.EXECUTABLE_STACK,
        "a.so: cannot enable executable stack as shared object requires",
        file="a.so",
    ),
    "/x/a.so: invalid ELF header": Symptom(
        Cause.NO_ELF, "/x/a.so: invalid ELF header", file="/x/a.so"
    ),
    "/x/a.so: file too short": Symptom(Cause.NO_ELF, "/x/a.so: file too short", file="/x/a.so"),
    "/x/libgomp-d22c30c5.so.1: cannot allocate memory in static TLS block": Symptom(
        Cause.STATIC_TLS,
        "/x/libgomp-d22c30c5.so.1: cannot allocate memory in static TLS block",
        file="/x/libgomp-d22c30c5.so.1",
    ),
    "dlopen: cannot load any more object with static TLS": Symptom(
        Cause.STATIC_TLS,
        "dlopen: cannot load any more object with static TLS",
        file="dlopen",
    ),
    "/x/a.so: ELF load command address/offset not page-aligned": Symptom(
        Cause.ALIGNMENT,
        "/x/a.so: ELF load command address/offset not page-aligned",
        file="/x/a.so",
    ),
    "/x/a.so: CPU ISA level is lower than required": Symptom(
        Cause.CPU, "/x/a.so: CPU ISA level is lower than required", file="/x/a.so"
    ),
    "Illegal instruction (core dumped)": Symptom(Cause.CPU, "Illegal instruction"),
    "/x/a.so: DT_RELR without GLIBC_ABI_DT_RELR dependency": Symptom(
        Cause.PACKED_RELOCATIONS,
        "/x/a.so: DT_RELR without GLIBC_ABI_DT_RELR dependency",
        file="/x/a.so",
    ),
    "ImportError: dynamic module does not define module export function (PyInit_a)": Symptom(
        Cause.NO_INIT,
        "dynamic module does not define module export function (PyInit_a)",
        symbol="PyInit_a",
    ),
    "ModuleNotFoundError: No module named 'ray._raylet'": Symptom(
        Cause.NO_MODULE, "No module named 'ray._raylet'", module="ray._raylet"
    ),
    "ImportError: cannot import name '_core' from 'ray.sub' (/x/ray/sub/__init__.py)": Symptom(
        Cause.NO_NAME, "cannot import name '_core' from 'ray.sub'", module="ray.sub._core"
    ),
    "cannot import name '_core' from partially initialized module 'ray' (most likely "
    "due to a circular import) (/x/ray/__init__.py)": Symptom(
        Cause.NO_NAME,
        "cannot import name '_core' from partially initialized module 'ray'",
        module="ray._core",
    ),
    "/lib/ld-musl-x86_64.so.1: No such file or directory": Symptom(
        Cause.NO_INTERPRETER,
        "/lib/ld-musl-x86_64.so.1: No such file or directory",
        library="/lib/ld-musl-x86_64.so.1",
    ),
    "sh: /x/server: /lib64/ld-linux-x86-64.so.2: bad ELF interpreter: No such file or directory": (
        Symptom(
            Cause.NO_INTERPRETER,
            "/x/server: /lib64/ld-linux-x86-64.so.2: bad ELF interpreter: No such file or "
            "directory",
            file="/x/server",
            library="/lib64/ld-linux-x86-64.so.2",
        )
    ),
    "bash: /x/server: cannot execute: required file not found": Symptom(
        Cause.NO_INTERPRETER,
        "/x/server: cannot execute: required file not found",
        file="/x/server",
    ),
    "ERROR: a-1-cp310-cp310-linux_x86_64.whl is not a supported wheel on this platform.": Symptom(
        Cause.NOT_SUPPORTED,
        "a-1-cp310-cp310-linux_x86_64.whl is not a supported wheel on this platform",
        file="a-1-cp310-cp310-linux_x86_64.whl",
    ),
    "OSError: [Errno 8] Exec format error: '/x/bin/server'": Symptom(
        Cause.NOT_EXECUTABLE, "Exec format error: '/x/bin/server'", library="/x/bin/server"
    ),
}


@pytest.mark.parametrize(("text", "symptom"), PASTED.items(), ids=lambda value: str(value)[:40])
def test_a_sentence_is_taken_apart(text: str, symptom: Symptom) -> None:
    assert recognise(text) == (symptom,)
    assert recognise(f"Traceback (most recent call last):\n  import x\n{text}\n") == (symptom,)


def test_every_cause_has_a_sentence() -> None:
    assert {symptom.cause for symptom in PASTED.values()} == set(Cause)


@pytest.mark.parametrize(
    "text", ["", "pow", "dist/", "ray==2.9.0", "undefined", "version 3 not found", "GLIBC_2.29"]
)
def test_other_words_are_no_symptom(text: str) -> None:
    assert recognise(text) == ()


def test_several_are_told_once_each_and_a_missing_module_only_alone() -> None:
    text = (
        "No module named 'x'\nundefined symbol: a\nundefined symbol: b\nundefined symbol: a\n"
        "wrong ELF class: ELFCLASS32"
    )

    found = recognise(text)

    assert [one.symbol or one.version for one in found] == ["a", "b", "ELFCLASS32"]


def test_a_symbol_may_carry_its_version() -> None:
    (symptom,) = recognise("undefined symbol: pow@@GLIBC_2.29")

    assert (symptom.symbol, symptom.version) == ("pow", "GLIBC_2.29")


def test_only_the_end_of_a_long_text_is_looked_at_and_soon_done_with() -> None:
    begin = time.monotonic()

    found = recognise("undefined symbol: early\n" + "a/b: " * LONGEST_TEXT + "\nELFCLASS32")

    assert [one.cause for one in found] == [Cause.CLASS]
    assert time.monotonic() - begin < 2


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("GLIBC_2.29", Cause.VERSION),
        ("GLIBC_ABI_DT_RELR", Cause.VERSION),
        ("pow@GLIBC_2.29", Cause.SYMBOL),
        ("_PyGen_Send", Cause.SYMBOL),
    ],
)
def test_beside_wheels_a_lone_name_is_enough(text: str, cause: Cause) -> None:
    assert [one.cause for one in named(text)] == [cause]


@pytest.mark.parametrize("text", ["two words", "", "a-b", "3"])
def test_other_words_name_nothing(text: str) -> None:
    assert named(text) == ()
