"""The `explain` command finds out by the form of a word what it names, and says what was tried."""

import io
from pathlib import Path

import pytest

from tests.cli.terminal import call
from tests.elf_bytes import ElfSpec, elf_bytes
from tests.wheel_files import write_wheel
from wheel_ceiling.model import VersionNeed

NAME = "ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl"
LIBRARY = elf_bytes(
    ElfSpec(
        needed=("libc.so.6", "libm.so.6"),
        version_needs=(VersionNeed("libm.so.6", "GLIBC_2.29", ("exp", "log", "pow")),),
    )
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("dist", "my wheels"):
        write_wheel(tmp_path / name, NAME, {"ray/_raylet.so": LIBRARY})
    return tmp_path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ceiling-above-tag",), "Why it matters"),
        (("ceiling-above-tag", "--format", "markdown"), "## Why it matters"),
        (("pow@GLIBC_2.29",), "libm.so.6 on x86_64 has it since glibc 2.29."),
        (("pow@@GLIBC_2.29",), "libm.so.6 on x86_64 has it since glibc 2.29."),
        (("pow",), "pow@GLIBC_2.29"),
        (("pow@GLIBC_2.29", "--machine", "arm64"), "libm.so.6 on aarch64"),
        (("pow@GLIBC_2.29", "--format", "markdown"), "# `pow@GLIBC_2.29`"),
        (("_PyGen_Send",), "It was there until 3.9."),
        (("_PyGen_Send", "--python", "3.10"), "is not in Python 3.10"),
        (("_PyGen_Send", "--python", "cp310"), "is not in Python 3.10"),
        (("PyIter_Send",), "part of the stable ABI since 3.10"),
        (("_PyGen_Send", "--python", "3.13t"), "is not in free-threaded Python 3.13"),
        (("GLIBC_2.29",), "RHEL 8 and its relatives"),
        (("GLIBC_ABI_DT_RELR",), "pack-relative-relocs"),
        (("GLIBCXX_3.4.29",), "libstdc++"),
        ((f"dist/{NAME}",), "_raylet.so asks for GLIBC_2.29"),
        (("dist/",), "_raylet.so asks for GLIBC_2.29"),
        (("dist",), "_raylet.so asks for GLIBC_2.29"),
        (("dist/*.whl",), "_raylet.so asks for GLIBC_2.29"),
        (("dist", "--wheels", "*cp310*"), "_raylet.so asks for GLIBC_2.29"),
        (("x.so: version `GLIBC_2.29' not found",), "Which systems have it"),
        (("version `GLIBC_2.29' not found", "dist"), "_raylet.so asks for GLIBC_2.29 of libm"),
        (("GLIBC_2.29", f"dist/{NAME}"), "ceiling-above-tag: ray/_raylet.so"),
        (("pow", "dist/"), "ray/_raylet.so wants pow from libm.so.6"),
        (("/x/y.so: wrong ELF class: ELFCLASS32", "dist"), "It has no file y.so"),
        (("ELFCLASS32",), "ELFCLASS32 is 32-bit"),
        (("cannot import name '_x' from 'ray' (/y/ray/__init__.py)",), "has neither a module"),
        (("/lib/ld-musl-x86_64.so.1: No such file or directory",), "the loader that starts it"),
        (("my wheels",), "_raylet.so asks for GLIBC_2.29"),
        (("my wheels/*.whl",), "_raylet.so asks for GLIBC_2.29"),
    ],
    ids=lambda value: "_".join(value)[:30] if isinstance(value, tuple) else "",
)
def test_what_is_named_is_explained(words: tuple[str, ...], said: str, folder: Path) -> None:
    outcome = call(folder, "explain", *words)

    assert outcome.code == 0, outcome.err
    assert said in " ".join(outcome.out.split())
    assert outcome.err == ""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("ceiling-above-tags",), 2, "Did you mean ceiling-above-tag"),
        (("",), 2, "There is nothing to explain."),
        (("GLIBC_9.9",), 2, "glibc has no GLIBC_9.9"),
        (("glibc_2.29",), 2, "Did you mean GLIBC_2.29?"),
        (("manylinux_2_28",), 2, "Write GLIBC_2.28."),
        (("nothing-like-it-at-all",), 2, "it is no rule, no file or folder here"),
        (("no_such_symbol",), 2, "neither glibc nor musl nor CPython has a symbol of that name"),
        (("pow@GLIBC_2.30",), 2, "There it is GLIBC_2.2.5 and GLIBC_2.29."),
        (("no_such@GLIBC_2.29",), 2, "There is no 'no_such@GLIBC_2.29'"),
        (("f@OPENSSL_1_1_0",), 2, "Known are versions of GLIBC"),
        (("pow", "--machine", "z80"), 2, "Known are x86_64"),
        (("pow", "--python", "2.7"), 2, "Write it as 3.10 or cp310."),
        (("\x1b" + "x" * 500,), 2, "There is no"),
        (("nowhere.whl",), 3, "nowhere.whl"),
        (("nowhere/",), 3, "nowhere"),
        (("dist", "--wheels", "*cp39*"), 3, "cp39"),
        (("ray==2.9.0",), 3, "ray"),
        (("ray == 2.9.0",), 3, "ray"),
        (("ray==new",), 2, "'new'"),
        (("two words", "dist"), 2, "is nothing that a loader or an installer says"),
        (("two words",), 2, "is nothing that a loader or an installer says"),
        (("Traceback:\n  File [/x/*.py]\nValueError: boo",), 2, "'ValueError: boo' is nothing"),
        (("/lib/x: there: no way",), 2, "Paste the line with the error"),
        (("a: *",), 2, "Paste the line with the error"),
        (("nowhere here/*.whl",), 2, "Paste the line with the error"),
        (("my wheels/*cp39*.whl",), 3, "cp39"),
        (("foo",), 2, "or a rule (docs/rules.md)."),
        (("ELFCLASS32", "nowhere/"), 3, "nowhere"),
        (("-",), 2, "There is nothing to explain."),
    ],
    ids=lambda value: "_".join(value)[:30] if isinstance(value, tuple) else "",
)
def test_what_cannot_be_explained_is_said(
    words: tuple[str, ...], code: int, said: str, folder: Path
) -> None:
    outcome = call(folder, "explain", *words)

    assert outcome.code == code, outcome.out + outcome.err
    assert said in " ".join(outcome.err.split())
    assert outcome.out == ""
    assert "\x1b" not in outcome.err
    assert "Traceback" not in outcome.err


def test_what_is_pasted_is_read_from_the_input(folder: Path) -> None:
    long = "a line\n" * 100_000
    pasted = io.StringIO(f"{long}ImportError: /x/ray/_raylet.so: version `GLIBC_2.29' not found")

    outcome = call(folder, "explain", "-", "dist", "--format", "markdown", pasted=pasted)

    assert (outcome.code, outcome.err) == (0, "")
    assert "`ray/_raylet.so` asks for `GLIBC_2.29` of libm.so.6 (exp, log, pow)." in outcome.out


def test_what_is_pasted_must_be_text(folder: Path) -> None:
    pasted = io.TextIOWrapper(io.BytesIO(b"\xff"), encoding="utf-8")

    outcome = call(folder, "explain", "-", pasted=pasted)

    assert outcome.code == 2
    assert "is no text in UTF-8" in outcome.err


def test_a_damaged_wheel_beside_a_good_one_is_told_and_could_not_be_judged(folder: Path) -> None:
    (folder / "dist" / NAME.replace("cp310", "cp311")).write_bytes(b"no zip")

    outcome = call(folder, "explain", "dist")

    assert outcome.code == 3
    assert "_raylet.so asks for GLIBC_2.29" in " ".join(outcome.out.split())
    assert "cp311" in outcome.err


def test_an_explanation_goes_to_the_file_that_was_named(folder: Path) -> None:
    outcome = call(folder, "explain", "pow", "--format", "markdown", "--output", "pow.md")

    assert (outcome.code, outcome.out, outcome.err) == (0, "", "pow.md: written\n")
    assert (folder / "pow.md").read_text("utf-8").startswith("# `pow@GLIBC_2.29`\n")


def test_a_folder_with_the_name_of_a_symbol_needs_a_slash(folder: Path) -> None:
    (folder / "dist").rename(folder / "pow")

    assert "has it since glibc 2.29" in " ".join(call(folder, "explain", "pow").out.split())
    assert "_raylet.so" in call(folder, "explain", "pow/").out
