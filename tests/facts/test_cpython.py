import re

import pytest

from scripts.cpython_exports import TABLE, Table, differences, exported, packed, read_table
from tests.elf_bytes import ElfSpec, elf_bytes
from wheel_ceiling.facts import cpython
from wheel_ceiling.facts.cpython import Presence

# What cannot be read again, with the number of symbols that every build had.
FROZEN_COUNTS = {"3.8": 1944, "3.10": 1602, "3.12": 1695, "3.13t": 1657, "3.14t": 1808}
YES, NO, SOME, UNKNOWN = Presence.YES, Presence.NO, Presence.SOME, Presence.UNKNOWN
PRESENCES = [
    ("_PyGen_Send", "3.9", YES),
    ("_PyGen_Send", "3.10", NO),
    ("PyIter_Send", "3.9", NO),
    ("PyIter_Send", "3.10", YES),
    ("PyCFunction_New", "3.9", NO),
    ("_PyUnicode_DecodeUnicodeEscape", "3.9", SOME),
    ("_PyErr_GetTopmostException", "3.13", NO),
    ("_PyErr_GetTopmostException", "3.15", YES),
    ("_Py_DecRefShared", "3.13", NO),
    ("_Py_DecRefShared", "3.13t", YES),
    ("_PySys_GetOptionalAttr", "3.13t", SOME),
    ("_PyType_GetModuleByDef3", "3.14t", NO),
    ("PyString_FromString", "3.12", NO),
    ("PyList_New", "3.7", UNKNOWN),
    ("PyList_New", "3.99", UNKNOWN),
    ("PyList_New", "3.12t", UNKNOWN),
    ("_PyUnicode_DecodeUnicodeEscape", "3.9t", UNKNOWN),
    ("PyList_New", "3.15t", UNKNOWN),
]
HISTORIES = [
    ("_PyGen_Send", "it was there until 3.9"),
    ("PyIter_Send", "it came with 3.10"),
    ("_Py_Dealloc", "every Python since 3.8 has it"),
    ("_PyUnicode_DecodeUnicodeEscape", "it was there until 3.9"),
    ("_PyErr_GetTopmostException", "it is in 3.8 to 3.12 and 3.15 only"),
    ("_PyType_GetModuleByDef3", "it is in some micro releases of 3.13 only"),
    ("PyUnstable_InterpreterState_GetMainModule", "it is in 3.13 only"),
    ("_PyTrash_begin", "it came with 3.9 and was there until 3.12"),
    ("_Py_DecRefShared", "only free-threaded Pythons have it"),
    ("PyExc_WindowsError", "only Windows or a debug build has it"),
    ("PyString_FromString", "no Python since 3.8 has it"),
]
ABSENCES = {
    ("_PyGen_Send", "3.10"): "_PyGen_Send is not in Python 3.10: it was there until 3.9; "
    "PyIter_Send replaced it in 3.10.",
    ("PyIter_Send", "3.9"): "PyIter_Send is not in Python 3.9: it came with 3.10.",
    ("PyUnicode_AsUnicode", "3.13t"): "PyUnicode_AsUnicode is not in free-threaded Python 3.13: "
    "it was there until 3.11; PyUnicode_AsWideCharString takes its place.",
    ("_PyUnicode_DecodeUnicodeEscape", "3.9"): "_PyUnicode_DecodeUnicodeEscape is only in some "
    "micro releases of Python 3.9.",
}


@pytest.mark.parametrize(("symbol", "python", "expected"), PRESENCES)
def test_a_python_has_a_symbol_or_not(symbol: str, python: str, expected: Presence) -> None:
    threaded = python.endswith("t")

    assert cpython.presence(symbol, minor_of(python), free_threaded=threaded) is expected


@pytest.mark.parametrize(("symbol", "clause"), HISTORIES)
def test_history_is_told_in_words(symbol: str, clause: str) -> None:
    assert cpython.history(symbol) == clause


@pytest.mark.parametrize(("symbol", "python"), ABSENCES)
def test_absence_says_since_or_until_when_and_what_replaced_it(symbol: str, python: str) -> None:
    threaded = python.endswith("t")
    said = cpython.absence(symbol, minor_of(python), free_threaded=threaded)

    assert said == ABSENCES[symbol, python]


def test_minors_with_a_symbol_are_those_whose_every_build_has_it() -> None:
    assert cpython.minors_with("_PyGen_Send") == (8, 9)
    assert cpython.minors_with("_PyUnicode_DecodeUnicodeEscape") == (8,)
    assert cpython.minors_with("PyList_New") == cpython.known_minors() == tuple(range(8, 16))
    assert cpython.minors_with("PyString_FromString") == ()


def test_the_stable_abi_is_known_by_version() -> None:
    assert cpython.stable_since("PyUnicode_AsUTF8AndSize") == (3, 10)
    assert cpython.stable_since("_Py_NoneStruct") == (3, 2)
    assert cpython.stable_since("_PyGen_Send") == ()


def test_what_only_windows_or_a_debug_build_has_is_elsewhere() -> None:
    elsewhere = ["PyExc_WindowsError", "_Py_RefTotal", "_Py_INCREF_IncRefTotal"]

    assert all(map(cpython.is_elsewhere, elsewhere))
    assert not cpython.is_elsewhere("PyOS_AfterFork_Child")
    assert not cpython.is_elsewhere("_PyGen_Send")


def test_every_stable_symbol_of_linux_is_exported_since_it_joined_but_for_one_known_slip() -> None:
    missing = {
        (symbol, minor)
        for symbol in sorted(read_table().marks)
        for minor in cpython.known_minors()
        if cpython.stable_since(symbol)
        and (3, minor) >= cpython.stable_since(symbol)
        and cpython.presence(symbol, minor) is not YES
        and not cpython.is_elsewhere(symbol)
    }

    assert missing == {("PyCFunction_New", 9)}


def test_successors_exist_where_the_old_symbol_is_gone() -> None:
    pairs = {name: cpython.successor(name) for name in read_table().marks}
    newest = cpython.known_minors()[-1]

    assert sum(map(bool, pairs.values())) > 80
    for old, new in pairs.items():
        if new:
            assert newest in cpython.minors_with(new), new
            assert cpython.presence(old, newest) is NO, old
    assert cpython.successor("PyList_New") == ""


def test_the_table_has_the_shape_that_its_frozen_builds_came_with() -> None:
    table = read_table()

    assert FROZEN_COUNTS.keys() < set(table.builds)
    assert all(re.fullmatch(r"_?P[yY]\w+", name) for name in table.marks)
    assert all(re.fullmatch(r"[xp.]{10}", marks) for marks in table.marks.values())
    counts = {
        build: sum(marks[place] == "x" for marks in table.marks.values())
        for place, build in enumerate(table.builds)
    }
    assert counts | FROZEN_COUNTS == counts


def test_public_names_do_not_change_within_a_minor() -> None:
    changing = [name for name, marks in read_table().marks.items() if "p" in marks]

    assert {name for name in changing if name.startswith("Py")} == {
        "PyFPE_counter",
        "PyFPE_dummy",
        "PyFPE_jbuf",
        "PyUnstable_ThreadState_ResetStackProtection",
        "PyUnstable_ThreadState_SetStackProtection",
    }


def test_the_packaged_table_is_what_the_script_writes() -> None:
    assert packed(read_table()) == TABLE.read_bytes()


def test_a_package_shows_what_comes_and_goes_within_a_minor() -> None:
    ours = Table(("3.9", "3.13t"), {"Py_Kept": "xx", "Py_Gone": "xx", "Py_Odd": "px"})
    theirs = ours.with_build("3.9", ["Py_Kept", "Py_New"])

    assert theirs.marks == {
        "Py_Kept": "xx",
        "Py_Gone": "px",
        "Py_Odd": "px",
        "Py_New": "p.",
    }
    assert differences(ours, theirs) == ["Py_Gone: xx, now px.", "Py_New: none, now p.."]
    assert not differences(ours, ours)


def test_a_new_minor_is_a_column_before_the_free_threaded_ones() -> None:
    ours = Table(("3.9", "3.13t"), {"Py_Kept": "xx"})
    theirs = ours.with_build("3.10", ["Py_New"])

    assert theirs == Table(("3.9", "3.13t", "3.10"), {"Py_Kept": "xx.", "Py_New": "..x"})
    assert differences(ours, theirs)[0] == "3.10 is missing."


def test_exports_are_read_off_a_library() -> None:
    names = ("PyList_New", "PyInit_zlib", "_PyGen_Send", "memcpy")
    library = elf_bytes(ElfSpec(exports=names, undefined=("PyOS_Wanted",)))

    assert sorted(exported(library)) == ["PyList_New", "_PyGen_Send"]


def test_a_file_without_dynamic_symbols_is_no_libpython() -> None:
    with pytest.raises(TypeError, match="no dynamic symbols"):
        list(exported(elf_bytes(ElfSpec(has_dynamic=False))))


def minor_of(python: str) -> int:
    return int(python.rstrip("t").removeprefix("3."))
