"""What a user saw is explained by the files of wheels that cause it, or by none of them."""

import pytest
from msgspec.structs import replace

from tests.build import NAME, TODAY, library, needs, wheel
from wheel_ceiling.facts.symptoms import Cause, named, recognise
from wheel_ceiling.model import ElfKind, Inventory, Problem, Wheel
from wheel_ceiling.reports.explanation import (
    Asked,
    culprits_page,
    render_explanation,
    symptoms_page,
)
from wheel_ceiling.reports.explanation.meaning import MEANINGS
from wheel_ceiling.rules import RULES

ASKED = Asked(today=TODAY)
GLIBC_229 = needs({"GLIBC_2.29 libm.so.6": ["exp", "pow"], "GLIBC_2.17 libc.so.6": ["memcpy"]})
ABI3 = "ray-2.9.0-cp38-abi3-manylinux2014_x86_64.whl"


def said(text: str, *wheels: Wheel, kind: str = "terminal") -> str:
    page = culprits_page(recognise(text) or named(text), Inventory("dist/", wheels), ASKED)
    drawn = render_explanation(page, kind, 140, colour=False)
    return " ".join(drawn.split())


def alone(text: str) -> str:
    page = symptoms_page(recognise(text), ASKED)
    return " ".join(render_explanation(page, "terminal", 140, colour=False).split())


def one(path: str = "ray/_raylet.so", **facts: object) -> Wheel:
    return wheel(NAME, library(path, "2.17", **facts), library("ray/other.so"))


VERSIONED = one(version_needs=GLIBC_229)
PYTHONS = one(
    "ray/_raylet.cpython-310-x86_64-linux-gnu.so",
    python_symbols=("PyModuleDef_Init", "_PyGen_Send"),
    exports=("PyInit__raylet",),
)
FOREIGN = one(machine="armv7l")
CASES = {
    "a version": (
        "version `GLIBC_2.29' not found",
        VERSIONED,
        "- ray/_raylet.so asks for GLIBC_2.29 of libm.so.6 (exp, pow).",
        "ceiling-above-tag: ray/_raylet.so asks for GLIBC_2.29",
    ),
    "a version that the tag allows": (
        "version `GLIBC_2.17' not found",
        one(),
        "asks for GLIBC_2.17 of libc.so.6 (memcpy)",
        "No rule finds fault with that.",
    ),
    "a symbol of Python": (
        "undefined symbol: _PyGen_Send",
        PYTHONS,
        "wants _PyGen_Send; _PyGen_Send is not in Python 3.10: it was there until 3.9",
        "python-symbol-missing: ray/_raylet.cpython-310",
    ),
    "a symbol that Python has": (
        "undefined symbol: PyModuleDef_Init",
        PYTHONS,
        "wants PyModuleDef_Init; every Python",
        "No rule finds fault",
    ),
    "a symbol of an abi3 wheel": (
        "undefined symbol: PyIter_Send",
        wheel(ABI3, library("ray/x.abi3.so", python_symbols=("PyIter_Send",))),
        "wants PyIter_Send; it came with 3.10",
        "abi3-violation",
    ),
    "a symbol of a library": (
        "undefined symbol: pow, version GLIBC_2.29",
        VERSIONED,
        "wants pow from libm.so.6 in version GLIBC_2.29",
        "ceiling-above-tag",
    ),
    "a symbol that another file has": (
        "undefined symbol: arrow_open",
        wheel(
            NAME,
            library(undefined=("arrow_open",)),
            library("ray/libarrow.so", exports=("arrow_open",)),
        ),
        "wants arrow_open; ray/libarrow.so of the wheel has it, and was not loaded before",
        "What to do",
    ),
    "a library that is missing": (
        "libGL.so.1: cannot open shared object file: No such file or directory",
        one(needed=("libGL.so.1", "libfoo.so.3")),
        "needs libGL.so.1; it is not in the wheel (search path: empty)",
        "No rule finds fault",
    ),
    "a library out of reach": (
        "libfoo-1234abcd.so.3: cannot open shared object file: No such file or directory",
        wheel(
            NAME,
            library(needed=("libfoo-1234abcd.so.3",), runpath=("$ORIGIN/lib",)),
            library("ray.libs/libfoo-1234abcd.so.3"),
        ),
        "ray.libs/libfoo-1234abcd.so.3, which it does not reach (search path: $ORIGIN/lib)",
        "library-unreachable",
    ),
    "a library that is there, for another machine": (
        "/x/ray/_raylet.so: cannot open shared object file: No such file or directory",
        FOREIGN,
        "is made for armv7l: on another machine the loader passes it over",
        "What to do",
    ),
    "a class": (
        "wrong ELF class: ELFCLASS32",
        FOREIGN,
        "ray/_raylet.so is a 32-bit file for armv7l, and its tag says another machine.",
        "wrong-architecture: ray/_raylet.so is made for armv7l",
    ),
    "a class that the tag says": (
        "ELFCLASS64",
        one(),
        "is a 64-bit file for x86_64, as its tag says (",
        "",
    ),
    "a stack": (
        "x: cannot enable executable stack as shared object requires: Invalid argument",
        one(flags=("executable-stack",)),
        "ray/_raylet.so asks for an executable stack.",
        "executable-stack: ray/_raylet.so",
    ),
    "no library": (
        "/x/ray/lfs.so: invalid ELF header",
        wheel(NAME, library(), extra=("ray/lfs.so",)),
        "ray/lfs.so is called a library and has no ELF header.",
        "Git LFS",
    ),
    "a damaged library": (
        "/x/ray/cut.so: file too short",
        wheel(NAME, library(), problems=(Problem(NAME, "cut", "", "ray/cut.so"),)),
        "ray/cut.so is a damaged ELF file.",
        "",
    ),
    "thread-local variables": (
        "cannot allocate memory in static TLS block",
        one(flags=("static-tls",)),
        "ray/_raylet.so keeps thread-local variables in the static block.",
        "optional_static_tls",
    ),
    "a processor": (
        "CPU ISA level is lower than required",
        one(flags=("x86-64-v2", "x86-64-v3")),
        "ray/_raylet.so says that it needs x86-64-v3.",
        "",
    ),
    "packed relocations": (
        "DT_RELR without GLIBC_ABI_DT_RELR dependency",
        one(flags=("relr",)),
        "ray/_raylet.so has packed relocations (DT_RELR).",
        "claims-more-than-it-can",
    ),
    "a function that makes the module": (
        "dynamic module does not define module export function (PyInit__raylet)",
        one(exports=("PyInit_other",)),
        "ray/_raylet.so does not export PyInit__raylet.",
        "",
    ),
    "a module for another Python": (
        "No module named 'ray._raylet'",
        one("ray/_raylet.cpython-39-x86_64-linux-gnu.so"),
        "is for another Python (cpython-39-x86_64-linux-gnu)",
        "python-suffix",
    ),
    "a module in a folder too deep": (
        "No module named 'ray._raylet'",
        one("ray/ray/_raylet.cpython-310-x86_64-linux-gnu.so"),
        "- ray/ray/_raylet.cpython-310-x86_64-linux-gnu.so lies one folder too deep.",
        "No rule finds fault",
    ),
    "a package two folders too deep": (
        "No module named 'ray.sub'",
        wheel(NAME, extra=("ray-2.9.0.data/purelib/build/lib/ray/sub/__init__.py",)),
        "sub/__init__.py lies 2 folders too deep.",
        "No rule finds fault",
    ),
    "a lone module in a package": (
        "No module named '_raylet'",
        one("ray/_raylet.cpython-310-x86_64-linux-gnu.so"),
        "_raylet.cpython-310-x86_64-linux-gnu.so lies one folder too deep.",
        "No rule finds fault",
    ),
    "a module beside one whose name ends alike": (
        "No module named 'ray._raylet'",
        wheel(NAME, library("xray/_raylet.so"), library("ray/x_raylet.so")),
        "has ray/, and in it no ray/_raylet.* for any Python.",
        "No rule finds fault",
    ),
    "a name that is missing": (
        "cannot import name '_gone' from 'ray' (/x/ray/__init__.py)",
        one(),
        "no ray/_gone.* for any Python; if _gone is no module, its Python code lacks it.",
        "No rule finds fault",
    ),
    "a name that is a module in a folder too deep": (
        "cannot import name '_raylet' from 'ray'",
        one("ray/ray/_raylet.so"),
        "- ray/ray/_raylet.so lies one folder too deep.",
        "No rule finds fault",
    ),
    "a program without its loader": (
        "/lib/ld-musl-x86_64.so.1: No such file or directory",
        one("ray/server", interpreter="/lib/ld-musl-x86_64.so.1"),
        "- ray/server is started by /lib/ld-musl-x86_64.so.1.",
        "",
    ),
    "a module that is missing": (
        "No module named 'ray.gone'",
        one(),
        f"{NAME} has ray/, and in it no ray/gone.* for any Python.",
        "",
    ),
    "a wheel that pip refuses": (
        f"{NAME} is not a supported wheel on this platform.",
        one(),
        f"{NAME} is for Python cp310 (ABI cp310) on manylinux2014_x86_64.",
        "upgrade pip",
    ),
    "a program": (
        "OSError: [Errno 8] Exec format error: '/x/ray/raylet'",
        wheel(NAME, library("ray/raylet", kind=ElfKind.EXECUTABLE, machine="aarch64")),
        "ray/raylet is made for aarch64, and its tag says another machine.",
        "wrong-architecture",
    ),
}


@pytest.mark.parametrize(("text", "built", "why", "rule"), CASES.values(), ids=CASES)
def test_the_file_and_the_finding_are_named(text: str, built: Wheel, why: str, rule: str) -> None:
    told = said(text, built)

    assert f"What causes it in {NAME}" in told or built.filename == ABI3
    assert why.removesuffix(" (") in told
    assert rule in told


INNOCENT = {
    "version `GLIBC_2.29' not found": "The highest asked for is GLIBC_2.17.",
    "version `GLIBCXX_3.4.29' not found": "None asks for any GLIBCXX.",
    "undefined symbol: no_such": "Another version may be installed there",
    "/x/elsewhere.so: undefined symbol: no_such": "It has no file elsewhere.so",
    "/x/_raylet.so: undefined symbol: no_such": "Another version may be installed there",
    "libGL.so.1: cannot open shared object file: No such file or directory": "Nothing in",
    "ELFCLASS32": "Nothing in",
    "cannot enable executable stack": "Nothing in",
    "invalid ELF header": "Nothing in",
    "not page-aligned: ELF load command alignment not page-aligned": "ask `readelf -lW`",
    "No module named 'ray._raylet'": "Nothing in",
    "No module named 'x'": "Nothing in",
    "/lib/ld-musl-aarch64.so.1: No such file or directory": "Nothing in",
    "No module named 'numpy'": "Nothing in",
    "dynamic module does not define module export function (PyInit__raylet)": "Nothing in",
    "other-1-py3-none-any.whl is not a supported wheel on this platform": "Nothing in",
    "Exec format error": "Nothing in",
}


@pytest.mark.parametrize(("text", "why"), INNOCENT.items())
def test_it_is_said_that_no_file_would_cause_it(text: str, why: str) -> None:
    told = said(text, one(exports=("PyInit__raylet",)))

    assert "No file would cause it" in told
    assert why in told


def test_a_recorded_inventory_may_not_know() -> None:
    recorded = one(export_count=9)

    assert "ask the wheel" in said("undefined symbol: no_such", recorded)


def test_the_file_that_the_user_named_is_told_before_others_of_the_same_kind() -> None:
    both = wheel(NAME, library(), library("ray/other.so"))

    told = said("version `GLIBC_2.17' not found (required by /x/other.so)", both)

    assert "ray/other.so asks" in told
    assert "ray/_raylet.so" not in told


def test_the_same_file_of_several_wheels_is_one_line() -> None:
    wheels = [
        replace(VERSIONED, label=wheel(name).label)
        for name in (NAME, NAME.replace("0-cp310", "0-cp311"))
    ]

    told = said("version `GLIBC_2.29' not found", *wheels)

    assert "What causes it in the 2 wheels" in told
    assert told.count("asks for GLIBC_2.29 of libm.so.6 (exp, pow) (in cp310-cp310-") == 1


def test_too_many_files_are_counted() -> None:
    many = wheel(NAME, *(library(f"ray/{place:02}.so") for place in range(20)))

    assert "And 8 more files." in said("version `GLIBC_2.17' not found", many)


def test_wheels_as_a_whole_are_named_together() -> None:
    wheels = [wheel(NAME), wheel(NAME.replace("0-cp310", "0-cp311"))]

    assert "has ray/" not in said("No module named 'ray.x'", *wheels)
    assert "is for Python cp311" in said("is not a supported wheel on this platform", *wheels)


def test_foreign_names_are_no_markup() -> None:
    told = said(
        "version `GLIBC_2.29' not found (required by /x/**b**.so)", VERSIONED, kind="markdown"
    )

    assert "`ray/_raylet.so` asks for" in told


def test_without_wheels_the_page_of_the_version_or_symbol_follows() -> None:
    told = alone("version `GLIBC_2.29' not found")

    assert "`wheel-ceiling check` finds it: ceiling-above-tag" in told
    assert "name==version behind it." in told
    assert "Which systems have it" in told
    assert "Which Pythons export it" in alone("undefined symbol: _PyGen_Send")
    assert "Git LFS" in alone("invalid ELF header")
    assert "Which systems" not in alone("version `OPENSSL_3.0.0' not found")


def test_every_cause_has_a_meaning_in_sentences() -> None:
    assert set(MEANINGS) == set(Cause)
    known = {rule.id for rule in RULES} | {"cpu-raised"}
    for meaning in MEANINGS.values():
        assert meaning.what.endswith(".")
        assert meaning.fix.endswith(".")
        assert set(meaning.rules) <= known


def test_a_missing_module_is_named_with_both_quotes() -> None:
    assert alone("No module named 'tiny._core'").startswith("No module named 'tiny._core' Python")
