from pathlib import Path

import pytest

from tests.build import comparison, library, wheel
from tests.elf_bytes import ElfSpec, elf_bytes
from tests.wheel_files import wheel_bytes
from wheel_ceiling.model import (
    Comparison,
    ElfFacts,
    Finding,
    Inventory,
    NoBaseline,
    Severity,
)
from wheel_ceiling.rules.abi3_violation import RULE
from wheel_ceiling.wheels.read import read_wheel

PLATFORM = "manylinux_2_17_x86_64"
MODULE = "ray/_raylet.abi3.so"
PLAIN = "ray/_raylet.so"


def module(*symbols: str, path: str = MODULE, **facts: object) -> ElfFacts:
    """An extension module that wants the symbols."""
    own = {"exports": ("PyInit__raylet",), "export_count": 1, "python_symbols": symbols, **facts}
    return library(path, "2.17", **own)


# For `test_every_rule`, which wants to hear each rule speak.
CHANGED = comparison(wheel(f"ray-2.9.0-cp38-abi3-{PLATFORM}.whl", module("_PyGen_Send")))


def found(tag: str, *libraries: ElfFacts, platform: str = PLATFORM) -> list[Finding]:
    return list(RULE.check(comparison(wheel(f"ray-2.9.0-{tag}-{platform}.whl", *libraries))))


def test_a_symbol_that_was_never_in_the_stable_abi_is_an_error() -> None:
    [finding] = found("cp38-abi3", module("PyList_New", "_PyGen_Send"))

    assert finding.severity is Severity.ERROR
    assert finding.message == (
        f"{MODULE} does not keep to the stable ABI of Python 3.8, which its tag promises. "
        "_PyGen_Send was never in it: it was there until 3.9; use PyIter_Send, which is in it "
        "since 3.10."
    )
    assert finding.fix == (
        "Compile with Py_LIMITED_API=0x03080000, so that the compiler refuses the rest."
    )


def test_a_symbol_that_joined_later_is_an_error_where_a_promised_python_lacks_it() -> None:
    [finding] = found("cp38-abi3", module("PyModule_AddObjectRef", "Py_NewRef"))

    assert finding.severity is Severity.ERROR
    assert finding.message.endswith(
        "PyModule_AddObjectRef joined it in 3.10. So it is with Py_NewRef."
    )
    assert finding.fix.endswith("the rest, or tag the wheel cp310-abi3.")
    assert finding.evidence == (
        ("PyModule_AddObjectRef", "joined it in 3.10"),
        ("Py_NewRef", "joined it in 3.10"),
    )


@pytest.mark.parametrize(("python", "first"), [("cp37", "3.8"), ("cp39", "3.9")])
def test_one_that_every_promised_python_exported_before_it_joined_is_a_note(
    python: str, first: str
) -> None:
    # protobuf 4.25.0 does so on purpose
    [finding] = found(f"{python}-abi3", module("PyUnicode_AsUTF8AndSize"))

    assert finding.severity is Severity.NOTE
    assert finding.message.endswith(
        "PyUnicode_AsUTF8AndSize joined it in 3.10. "
        f"Yet every Python from {first} on exports it, so it works."
    )


def test_several_such_symbols_are_told_together() -> None:
    # cramjam 2.1.0
    symbols = ("PyExc_BlockingIOError", "PyExc_TimeoutError")
    [finding] = found("cp36-abi3", module(*symbols))

    assert finding.message.endswith(
        "PyExc_BlockingIOError joined it in 3.7. So it is with PyExc_TimeoutError. "
        "Yet every Python from 3.8 on exports them, so they work."
    )


def test_one_that_every_python_has_but_none_promises_is_an_error() -> None:
    [finding] = found("cp38-abi3", module("_PyType_Lookup"))

    assert finding.severity is Severity.ERROR
    assert finding.message.endswith("_PyType_Lookup was never in it.")


def test_the_oldest_python_of_the_tag_counts() -> None:
    [finding] = found("cp38.cp310-abi3", module("Py_NewRef"))

    assert "of Python 3.8" in finding.message
    assert not found("cp310-abi3", module("Py_NewRef"))


def test_a_module_by_name_alone_in_a_wheel_for_one_python_does_no_harm_yet() -> None:
    [finding] = found("cp310-cp310", module("PyErr_GetRaisedException"))

    assert finding.severity is Severity.WARNING
    assert finding.message.endswith("The wheel is for one Python alone, so it does no harm yet.")
    assert "tag the wheel" not in finding.fix


def test_where_no_version_is_promised_a_symbol_must_have_joined_at_some_time() -> None:
    assert not found("py3-none", module("PyErr_GetRaisedException"))
    [finding] = found("py3-none", module("_PyType_Lookup"))

    assert finding.severity is Severity.ERROR
    assert finding.message == (
        f"{MODULE} does not keep to the stable ABI. _PyType_Lookup was never in it."
    )
    assert finding.fix == RULE.fix


def test_a_library_of_another_package_may_give_the_symbol() -> None:
    # PySide6 gets PyMethod_New from libshiboken6 of the wheel shiboken6
    wanting = module("PyMethod_New", needed=("libshiboken6.abi3.so.6.9", "libc.so.6"))
    [finding] = found("cp39-abi3", wanting)

    assert finding.severity is Severity.NOTE
    assert finding.message.endswith(
        "It may come from libshiboken6.abi3.so.6.9, which is not in the wheel."
    )


def test_the_one_symbol_that_python_3_9_forgot_is_a_warning() -> None:
    [finding] = found("cp38-abi3", module("PyCFunction_New"))

    assert finding.severity is Severity.WARNING
    assert finding.message == (
        f"{MODULE} uses PyCFunction_New, which is in the stable ABI since 3.4; yet Python 3.9 "
        "does not export it."
    )
    assert finding.fix == "Do without PyCFunction_New, or leave Python 3.9 out of the wheel's tag."


def test_free_threaded_modules_have_a_stable_abi_of_their_own_macro() -> None:
    [finding] = found("cp315-abi3t", module("_PyType_Lookup", path="ray/_raylet.abi3t.so"))

    assert finding.fix.startswith("Compile with Py_TARGET_ABI3T=0x030f0000")


JUDGED = {
    "a plain name in an abi3 wheel": ("cp38-abi3", module("_PyType_Lookup", path=PLAIN)),
    "a library with a version behind its suffix": (
        "cp38-abi3",
        module("_PyType_Lookup", path="ray/libray.abi3.so.6.9"),
    ),
    "both stable ABIs": ("cp315-abi3.abi3t", module("_PyType_Lookup")),
    "a wheel for both": ("cp38-cp38.abi3", module("_PyType_Lookup", path=PLAIN)),
}
NOT_JUDGED = {
    "only stable symbols": ("cp38-abi3", [module("PyList_New", "_Py_Dealloc")]),
    "a module for one Python": ("cp310-cp310", [module("_PyType_Lookup", path=PLAIN)]),
    "a module for one Python in an abi3 wheel": (
        "cp38-abi3",
        [module("_PyType_Lookup", path="ray/x.cpython-38-x86_64-linux-gnu.so")],
    ),
    "another library of the wheel gives it": (
        "cp38-abi3",
        [module("_PyType_Lookup"), library("ray/libx.so", exports=("_PyType_Lookup",))],
    ),
    "only Windows has it": ("cp36-abi3", [module("PyExc_WindowsError")]),
    "the forgotten symbol above 3.9": ("cp310-abi3", [module("PyCFunction_New")]),
    "the forgotten symbol in a wheel for one Python": (
        "cp39-cp39",
        [module("PyCFunction_New")],
    ),
}


@pytest.mark.parametrize("case", JUDGED)
def test_judged(case: str) -> None:
    tag, judged = JUDGED[case]

    assert [finding.severity for finding in found(tag, judged)] == [Severity.ERROR]


@pytest.mark.parametrize("case", NOT_JUDGED)
def test_silent_on(case: str) -> None:
    tag, libraries = NOT_JUDGED[case]

    assert not found(tag, *libraries)


def test_wheels_of_other_systems_are_not_judged() -> None:
    assert not found("cp38-abi3", module("_PyType_Lookup"), platform="macosx_11_0_arm64")


@pytest.mark.parametrize(("python", "errors"), [("cp38", 1), ("cp310", 0)])
def test_a_real_file_is_judged_by_what_its_tag_promises(
    python: str, errors: int, tmp_path: Path
) -> None:
    spec = ElfSpec(exports=("PyInit__raylet",), undefined=("PyList_New", "PyIter_Send"))
    path = tmp_path / f"ray-2.9.0-{python}-abi3-{PLATFORM}.whl"
    path.write_bytes(wheel_bytes(path.name, {MODULE: elf_bytes(spec)}))
    built = Inventory("dist/", (read_wheel(path),))

    assert len(list(RULE.check(Comparison(built, NoBaseline("none"))))) == errors
