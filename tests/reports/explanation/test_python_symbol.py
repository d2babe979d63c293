"""The page of a CPython symbol answers for one Python, and shows all of them."""

import pytest

from wheel_ceiling.reports.explanation import Asked, name_page, render_explanation


def page(name: str, minor: int = 0) -> str:
    return render_explanation(name_page(name, Asked(minor=minor)), "terminal", 140, colour=False)


@pytest.mark.parametrize(
    ("name", "minor", "said"),
    [
        ("_PyGen_Send", 0, "It was there until 3.9."),
        ("_PyGen_Send", 10, "_PyGen_Send is not in Python 3.10: it was there until 3.9;"),
        ("_PyGen_Send", 10, "fails there with `undefined symbol: _PyGen_Send`"),
        ("_PyGen_Send", 9, "Python 3.9 has it; it was there until 3.9."),
        ("_PyGen_Send", 0, "Use PyIter_Send in its place."),
        ("_PyGen_Send", 0, "it is private, and may go or change"),
        ("_PyGen_Send", 40, "What Python 3.40 exports is not known here;"),
        ("_PyUnicode_DecodeUnicodeEscape", 9, "only in some micro releases of Python 3.9"),
        ("PyIter_Send", 0, "It is part of the stable ABI since 3.10"),
        ("PyIter_Send", 0, "where the wheel's tag is cp310 or newer"),
        ("_Py_NoneStruct", 0, "Nothing to do: every Python has it, and it stays."),
        ("PyABIInfo_Check", 0, "Nothing to do where your wheel is for Python 3.15 or newer."),
        ("PyCFunction_New", 0, "But Python 3.9 does not export it"),
        ("PyUnicode_AsUnicode", 0, "It is no part of the stable ABI"),
        ("PyUnicode_AsUnicode", 0, "with that Python's own headers"),
    ],
)
def test_the_page_answers(name: str, minor: int, said: str) -> None:
    assert said in " ".join(page(name, minor).split())


def test_the_table_has_every_python() -> None:
    lines = page("_PyGen_Send").splitlines()

    assert "3.9      yes          not known" in lines
    assert "3.13     no           no" in lines
