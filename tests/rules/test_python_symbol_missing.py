from pathlib import Path

import pytest

from tests.build import comparison, library, wheel
from tests.elf_bytes import ElfSpec, elf_bytes
from tests.wheel_files import wheel_bytes
from wheel_ceiling.model import Comparison, ElfFacts, ElfKind, Inventory, NoBaseline, Severity
from wheel_ceiling.rules.python_symbol_missing import RULE
from wheel_ceiling.wheels.read import read_wheel

PLATFORM = "manylinux_2_17_x86_64"
MODULE = "ray/_raylet.so"
SENTENCE = (
    "_PyGen_Send is not in Python 3.10: it was there until 3.9; PyIter_Send replaced it in 3.10."
)


def name(tag: str, platform: str = PLATFORM) -> str:
    return f"ray-2.9.0-{tag}-{platform}.whl"


def module(*symbols: str, path: str = MODULE, **facts: object) -> ElfFacts:
    """An extension module that wants the symbols."""
    own = {"exports": ("PyInit__raylet",), "export_count": 1, "python_symbols": symbols, **facts}
    return library(path, "2.17", **own)


def importing(tag: str, *libraries: ElfFacts) -> Comparison:
    return comparison(wheel(name(tag), *libraries))


# For `test_every_rule`, which wants to hear each rule speak.
CHANGED = importing("cp310-cp310", module("_PyGen_Send"))


def test_a_symbol_that_left_before_the_wheels_python_is_an_error() -> None:
    [finding] = RULE.check(importing("cp310-cp310", module("PyList_New", "_PyGen_Send")))

    assert finding.severity is Severity.ERROR
    assert finding.library == MODULE
    assert finding.message == f"{MODULE} was not made for Python 3.10. {SENTENCE}"
    assert finding.evidence == (
        ("_PyGen_Send", "it was there until 3.9; PyIter_Send replaced it in 3.10"),
    )


def test_the_story_told_is_that_of_a_symbol_with_a_successor_and_the_others_are_named() -> None:
    symbols = ("PyString_FromString", "_PyGen_Send", "_PyTraceMalloc_NewReference")
    [finding] = RULE.check(importing("cp310-cp310", module(*symbols)))

    assert finding.message == (
        f"{MODULE} was not made for Python 3.10. {SENTENCE} "
        "So it is with PyString_FromString, _PyTraceMalloc_NewReference."
    )
    assert [symbol for symbol, _ in finding.evidence] == [
        "_PyGen_Send",
        "PyString_FromString",
        "_PyTraceMalloc_NewReference",
    ]


def test_a_private_name_that_comes_and_goes_within_a_minor_is_a_warning() -> None:
    symbols = ("_PyUnicode_DecodeUnicodeEscape", "_PyUnicode_DecodeUnicodeEscapeInternal")
    [finding] = RULE.check(importing("cp39-cp39", module(*symbols)))

    assert finding.severity is Severity.WARNING
    assert finding.message == (
        f"{MODULE} depends on the micro release of Python 3.9. "
        "_PyUnicode_DecodeUnicodeEscape is only in some micro releases of Python 3.9. "
        "So it is with _PyUnicode_DecodeUnicodeEscapeInternal."
    )


def test_each_python_of_the_tag_must_have_it() -> None:
    case = importing("cp39.cp310.cp311-cp39.cp310.cp311", module("_PyGen_Send"))

    assert [finding.message.split(". ")[0] for finding in RULE.check(case)] == [
        f"{MODULE} was not made for Python 3.10",
        f"{MODULE} was not made for Python 3.11",
    ]


def test_a_free_threaded_python_is_judged_by_its_own_exports() -> None:
    symbol = module("_Py_DecRefShared")

    assert not list(RULE.check(importing("cp313-cp313t", symbol)))
    [finding] = RULE.check(importing("cp313-cp313", symbol))
    assert "only free-threaded Pythons have it" in finding.message
    [finding] = RULE.check(importing("cp313-cp313t", module("_PyGen_Send")))
    assert "is not in free-threaded Python 3.13" in finding.message


def test_a_library_that_a_module_is_linked_to_is_judged_with_it() -> None:
    helper = library("ray/libhelper.so", soname="libhelper.so.1", python_symbols=("_PyGen_Send",))
    linked = module("PyList_New", needed=("libmiddle.so", "libc.so.6"))
    middle = library("ray/libmiddle.so", needed=("libhelper.so.1", "libmiddle.so"))

    [finding] = RULE.check(importing("cp310-cp310", linked, middle, helper))

    assert finding.library == "ray/libhelper.so"


WANTING = module("_PyGen_Send")
UNREAD: dict[str, object] = {"exports": (), "export_count": 5}
SILENT = {
    "the Python of the build": ("cp39-cp39", [WANTING]),
    "every Python has it": ("cp310-cp310", [module("PyList_New")]),
    "no table for that Python": ("cp37-cp37m", [WANTING]),
    "no table for that free-threaded Python": ("cp315-cp315t", [WANTING]),
    "a debug build": ("cp310-cp310d", [WANTING]),
    "a Python of the future": ("cp399-cp399", [WANTING]),
    "abi3": ("cp310-abi3", [WANTING]),
    "no Python named": ("py3-none", [WANTING]),
    "PyPy": ("pp310-pypy310_pp73", [WANTING]),
    "another library of the wheel gives it": (
        "cp310-cp310",
        [WANTING, library("ray/libcompat.so", exports=("_PyGen_Send",), export_count=1)],
    ),
    "a Python of the wheel's own, of a recorded inventory": (
        "cp310-cp310",
        [WANTING, library("ray.libs/libpython3.9-0a1b2c3d.so.1.0", "2.17", **UNREAD)],
    ),
    "only Windows has it": ("cp310-cp310", [module("PyExc_WindowsError", "_Py_RefTotal")]),
    "a plugin of another program": (
        "cp310-cp310",
        [library("ray/libplugin.so", python_symbols=("_PyGen_Send",))],
    ),
    "a program": ("cp310-cp310", [module("_PyGen_Send", kind=ElfKind.EXECUTABLE)]),
    "a module for another Python": (
        "cp310-cp310",
        [module("_PyGen_Send", path="ray/x.cpython-39-x86_64-linux-gnu.so")],
    ),
    "a module for another machine's Python": (
        "cp310-cp310",
        [module("_PyGen_Send", path="ray/x.pypy310-pp73-x86_64-linux-gnu.so")],
    ),
    "an unheard-of name that a library from outside may give": (
        "cp310-cp310",
        [module("PyArrow_Wrap", needed=("libarrow_python.so",))],
    ),
    "an unheard-of name that a library whose exports were not recorded may give": (
        "cp310-cp310",
        [module("PyArrow_Wrap"), library("ray/libarrow_python.so", "2.17", **UNREAD)],
    ),
}


@pytest.mark.parametrize("case", SILENT)
def test_silent_on(case: str) -> None:
    tag, libraries = SILENT[case]

    assert not list(RULE.check(importing(tag, *libraries)))


SPEAKING = {
    "named for the wheel's Python": module(
        "_PyGen_Send", path="ray/x.cpython-310-x86_64-linux-gnu.so"
    ),
    "named for the stable ABI": module("_PyGen_Send", path="ray/x.abi3.so"),
    "recorded without exports": module("PyModule_Create2", "_PyGen_Send", path=MODULE, **UNREAD),
    "of multi-phase initialisation": module(
        "PyModuleDef_Init", "_PyGen_Send", path=MODULE, **UNREAD
    ),
    "with the hook of PEP 793": module("_PyGen_Send", exports=("PyModExport_x",)),
    "linked to a Python": module("PyString_New", needed=("libpython3.10.so.1.0",)),
    "linked to what every system has": module("PyString_New", needed=("libc.so.6", "libz.so.1")),
    "linked to a library from outside": module("_PyGen_Send", needed=("libarrow.so",)),
}


@pytest.mark.parametrize("case", SPEAKING)
def test_speaks_of_a_module(case: str) -> None:
    assert len(list(RULE.check(importing("cp310-cp310", SPEAKING[case])))) == 1


def test_wheels_of_other_systems_are_not_judged() -> None:
    assert not list(
        RULE.check(comparison(wheel(name("cp310-cp310", "macosx_11_0_arm64"), WANTING)))
    )


@pytest.mark.parametrize(("tag", "errors"), [("cp39-cp39", 0), ("cp310-cp310", 1)])
def test_a_real_file_that_imports_it_fails_where_it_is_gone(
    tag: str, errors: int, tmp_path: Path
) -> None:
    spec = ElfSpec(exports=("PyInit__raylet",), undefined=("PyList_New", "_PyGen_Send"))
    path = tmp_path / name(tag)
    path.write_bytes(wheel_bytes(path.name, {MODULE: elf_bytes(spec)}))
    built = Inventory("dist/", (read_wheel(path),))

    found = list(RULE.check(Comparison(built, NoBaseline("none"))))

    assert [finding.message.endswith(SENTENCE) for finding in found] == [True] * errors


def test_what_the_last_release_did_is_no_excuse() -> None:
    case = wheel(name("cp310-cp310"), WANTING)

    assert len(list(RULE.check(comparison(case, case)))) == 1
