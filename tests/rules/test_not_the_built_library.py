import pytest
from msgspec.structs import replace

from tests.build import DEBIAN, NAME, OLD_NAME, TODAY, comparison, library, wheel
from wheel_ceiling.diagnose import diagnose
from wheel_ceiling.model import (
    BuildOutput,
    Comparison,
    ElfFacts,
    ElfKind,
    Fault,
    SectionSizes,
    Settings,
    Severity,
    Waiver,
)
from wheel_ceiling.rules.not_the_built_library import RULE

SOURCE = "bazel-bin/"
MEANT = library("bazel-bin/python/ray/_raylet.so", code_digest="sections:a", build_id="01")
PACKED = library("ray/_raylet.so", code_digest="sections:a", build_id="01")
REBUILT = library(
    "ray/_raylet.so",
    "2.29",
    code_digest="sections:b",
    build_id="02",
    size=3_000_000,
    compilers=(DEBIAN,),
)
TOO_DEEP = replace(PACKED, path="ray/ray/_raylet.so")
PY_310 = "ray/x.cpython-310-x86_64-linux-gnu.so"
PY_311 = "ray/x.cpython-311-x86_64-linux-gnu.so"


def held(
    packed: tuple[ElfFacts, ...], *built: ElfFacts, filename: str = NAME, **settings: object
) -> Comparison:
    """A wheel of these libraries, held against what was built."""
    chosen = Settings(today=TODAY, **settings)  # type: ignore[arg-type]
    whole = comparison(wheel(filename, *packed), wheel(OLD_NAME, library()), chosen)
    return replace(whole, build=BuildOutput(SOURCE, built))


def faults(case: Comparison) -> list[Fault]:
    return list(RULE.find(case))


CHANGED = held((REBUILT, TOO_DEEP), MEANT)

SAME = {
    "as it was built": (PACKED, MEANT),
    "stripped of its build-id": (replace(PACKED, build_id=""), MEANT),
    "with another build-id and the same code": (replace(PACKED, build_id="03"), MEANT),
    "a program": (
        library("ray/raylet", kind=ElfKind.EXECUTABLE, code_digest="sections:a"),
        library("out/raylet", kind=ElfKind.EXECUTABLE, code_digest="sections:a"),
    ),
    "grafted under a new name": (
        library("ray.libs/libz-01234567.so.1", soname="libz-01234567.so.1", code_digest="7"),
        library("out/libz.so.1.3", soname="libz.so.1", code_digest="7"),
    ),
    "renamed by who packed it": (
        library("ray/_x.abi3.so", code_digest="7"),
        library("target/release/lib_x.so", code_digest="7"),
    ),
    # A section table can be cut off; the build-id stays, and code cannot be compared.
    "without section headers": (replace(PACKED, code_digest="segments:z"), MEANT),
}


@pytest.mark.parametrize(("packed", "built"), SAME.values(), ids=SAME)
def test_the_built_library_is_recognised(packed: ElfFacts, built: ElfFacts) -> None:
    assert faults(held((packed,), built)) == []


def test_without_built_libraries_nothing_is_said() -> None:
    case = replace(CHANGED, build=BuildOutput())

    assert faults(case) == []


def test_another_library_in_its_place_is_told_with_what_differs() -> None:
    [fault] = faults(CHANGED)

    assert fault.severity is Severity.ERROR
    assert fault.library == "ray/_raylet.so"
    assert fault.message == (
        "ray/_raylet.so is not the library that was built as bazel-bin/python/ray/_raylet.so: it "
        "asks for glibc 2.29 instead of 2.17, has 3.0 MB instead of 1.0 MB and was made by GCC "
        "12.2.0 (Debian) instead of GCC 10.2.1 (Red Hat). The built one lies unused at "
        "ray/ray/_raylet.so."
    )
    assert fault.evidence == (
        ("built", "bazel-bin/python/ray/_raylet.so"),
        ("lies-at", "ray/ray/_raylet.so"),
        ("matched-by", "name"),
    )


def test_a_library_that_was_never_packed_is_nowhere() -> None:
    [fault] = faults(held((REBUILT,), MEANT))

    assert fault.message.endswith(" The built one is nowhere in the wheel.")
    assert "lies-at" not in dict(fault.evidence)


def test_other_code_alone_is_a_difference() -> None:
    other = replace(PACKED, code_digest="sections:b", build_id="02", compilers=())

    assert ": it has other code. The built" in faults(held((other,), MEANT))[0].message


def test_symbols_that_were_stripped_are_no_difference_in_size() -> None:
    unstripped = replace(
        MEANT, size=1_800_000, sections=SectionSizes(code=1_000_000, debug=800_000)
    )
    other = replace(PACKED, code_digest="b", build_id="02", size=1_100_000)

    [fault] = faults(held((other,), unstripped))

    assert "it has 1.1 MB without symbols instead of 1.0 MB." in fault.message


def test_the_same_code_that_asks_for_a_newer_glibc_is_another_library() -> None:
    relinked = library("ray/_raylet.so", "2.34", code_digest="sections:a", build_id="02")

    [fault] = faults(held((relinked,), MEANT))

    assert "asks for glibc 2.34 instead of 2.17" in fault.message


def test_a_soname_tells_what_it_is_meant_to_be() -> None:
    built = library("out/libfoo.so.1", soname="libfoo.so.1", code_digest="a")
    packed = library("ray/foo_renamed.so", soname="libfoo.so.1", code_digest="b")

    [fault] = faults(held((packed,), built))

    assert ("matched-by", "soname") in fault.evidence


def test_the_same_build_id_over_other_code_is_a_warning() -> None:
    patched = replace(PACKED, code_digest="sections:b")

    [fault] = faults(held((patched,), MEANT))

    assert fault.severity is Severity.WARNING
    assert "other code: it was changed after it was linked" in fault.message


ELSEWHERE = {
    "in a build folder": "build/lib.linux-x86_64-3.10/ray/_raylet.so",
    "at the top": "_raylet.so",
    "deeper inside": "ray/cached/_raylet.so",
}


@pytest.mark.parametrize("built", ["_raylet.so", "out/ray/_raylet.so"])
@pytest.mark.parametrize("place", ELSEWHERE.values(), ids=ELSEWHERE)
def test_the_built_one_is_found_wherever_it_lies(place: str, built: str) -> None:
    [fault] = faults(held((REBUILT, replace(PACKED, path=place)), replace(MEANT, path=built)))

    assert fault.library == "ray/_raylet.so"
    assert ("lies-at", place) in fault.evidence


OTHERS = {
    "of one name in another package": ("ray/core/_raylet.so", "ray/tune/_raylet.so"),
    "deeper, where the built one lies right": ("ray/_raylet.so", "ray/vendor/_raylet.so"),
    "of another version in one folder": ("ray/libz.so.2", "ray/libz.so.1"),
}


@pytest.mark.parametrize(("right", "other"), OTHERS.values(), ids=OTHERS)
def test_a_library_that_only_shares_the_name_is_not_accused(right: str, other: str) -> None:
    built = replace(MEANT, path=f"out/{right}")
    packed = (replace(PACKED, path=right), replace(REBUILT, path=other))

    [fault] = faults(held(packed, built))

    assert fault.severity is Severity.WARNING
    assert fault.evidence == (("not built", other),)


def test_of_several_of_one_name_the_one_in_the_same_folders_is_meant() -> None:
    built = [
        library("out/ray/core/x.so", code_digest="1"),
        library("out/ray/tune/x.so", code_digest="2"),
    ]

    [fault] = faults(held((library("ray/tune/x.so", code_digest="3"),), *built))

    assert ("built", "out/ray/tune/x.so") in fault.evidence


def test_a_module_is_held_against_the_one_for_its_own_python() -> None:
    built = [library(f"out/{PY_310}", code_digest="10"), library(f"out/{PY_311}", code_digest="11")]

    [fault] = faults(held((library(PY_310, code_digest="7"),), *built))

    assert ("built", f"out/{PY_310}") in fault.evidence
    assert faults(held((library(PY_310, code_digest="10"),), *built)) == []


def test_a_module_is_never_accused_of_not_being_that_for_another_python() -> None:
    [fault] = faults(
        held((library(PY_310, code_digest="10"),), library(f"out/{PY_311}", code_digest="11"))
    )

    assert (fault.severity, fault.library) == (Severity.WARNING, "")


def test_the_module_for_another_python_under_this_ones_name_is_told() -> None:
    built = [library(f"out/{PY_310}", code_digest="10"), library(f"out/{PY_311}", code_digest="11")]

    [fault] = faults(held((library(PY_310, code_digest="11"),), *built))

    assert fault.severity is Severity.ERROR
    assert f"but out/{PY_311}, which was built for cpython-311." in fault.message


def test_modules_of_two_pythons_with_the_same_code_are_both_right() -> None:
    built = [library(f"out/{PY_310}", code_digest="1"), library(f"out/{PY_311}", code_digest="1")]

    assert faults(held((library(PY_310, code_digest="1"),), *built)) == []


def test_another_machines_library_is_never_the_one_that_was_meant() -> None:
    arm = replace(MEANT, machine="aarch64")

    [fault] = faults(held((PACKED,), arm))

    assert (fault.severity, fault.library) == (Severity.WARNING, "")


def test_a_wheel_that_holds_nothing_of_the_build_is_told_so_once() -> None:
    [fault] = faults(held((library("ray/a.so"), library("ray/b.so")), MEANT))

    assert fault.severity is Severity.ERROR
    assert fault.message == (
        f"{NAME} holds nothing of what the build step made (1 library, bazel-bin/); what it holds "
        "is ray/a.so, ray/b.so."
    )


def test_a_wheel_for_linux_without_any_library_is_told_so() -> None:
    [fault] = faults(held((), MEANT))

    assert fault.severity is Severity.ERROR
    assert fault.message == (
        f"{NAME} holds no native code at all, and so nothing of what the build step made "
        "(1 library, bazel-bin/)."
    )


@pytest.mark.parametrize(
    "built",
    [replace(MEANT, machine="aarch64"), library(f"out/{PY_311}", code_digest="11")],
    ids=["another machine", "another Python"],
)
def test_a_bare_wheel_that_the_build_made_nothing_for_is_a_warning(built: ElfFacts) -> None:
    [fault] = faults(held((), built))

    assert fault.severity is Severity.WARNING
    assert "holds no native code at all" in fault.message


def test_a_wheel_of_nothing_but_grafted_libraries_holds_none_of_its_own() -> None:
    [fault] = faults(held((library("ray.libs/libz-01234567.so.1"),), MEANT))

    assert fault.severity is Severity.WARNING
    assert fault.message.endswith("what it holds is no library of its own.")


def test_a_pure_wheel_owes_no_library() -> None:
    assert faults(held((), MEANT, filename="ray-2.9.0-py3-none-any.whl")) == []


def test_libraries_that_nobody_built_are_named_once_for_their_wheel() -> None:
    vendored = (library("ray/a.so"), library("ray/b.so"))

    [fault] = faults(held((PACKED, *vendored), MEANT))

    assert fault.severity is Severity.WARNING
    assert fault.library == ""
    assert fault.message == (
        f"{NAME} holds 2 libraries that the build step did not make: ray/a.so, ray/b.so."
    )


@pytest.mark.parametrize("folder", ["ray.libs", "ray/.libs", "ray-2.9.0.data/platlib/ray.libs"])
def test_what_a_repair_tool_grafted_is_explained(folder: str) -> None:
    grafted = library(f"{folder}/libgomp-a34b3233.so.1.0.0")

    assert faults(held((PACKED, grafted), MEANT)) == []


def test_a_grafted_library_of_a_built_ones_name_must_be_that_one() -> None:
    built = library("out/libfoo.so.1", soname="libfoo.so.1", code_digest="a")
    grafted = library("ray.libs/libfoo-01234567.so.1", code_digest="b")

    assert [fault.library for fault in faults(held((grafted,), built))] == [grafted.path]


def test_a_library_that_is_allowed_by_name_stands_alone_to_be_accepted() -> None:
    allowed = (Waiver(RULE.id, "the vendor delivers it", "ray/vendor.so"),)
    packed = (PACKED, library("ray/vendor.so"), library("ray/b.so"))

    alone, together = faults(held(packed, MEANT, waivers=allowed))

    assert (alone.severity, alone.library) == (Severity.WARNING, "ray/vendor.so")
    assert together.evidence == (("not built", "ray/b.so"),)


def test_files_that_no_process_loads_are_left_out_on_both_sides() -> None:
    compiled = library("ray/x.o", kind=ElfKind.OBJECT, code_digest="9")

    assert faults(held((PACKED, compiled), MEANT, replace(compiled, path="out/x.o"))) == []


MODULE = replace(TOO_DEEP, exports=("PyInit__raylet",))


def test_the_built_library_one_folder_too_deep_with_nothing_in_its_place_is_told() -> None:
    [fault] = faults(held((MODULE,), MEANT))

    assert (fault.severity, fault.library) == (Severity.ERROR, "ray/ray/_raylet.so")
    assert fault.message == (
        "ray/ray/_raylet.so is the library that was built as bazel-bin/python/ray/_raylet.so, in "
        "another place: the built one lies at ray/ray/_raylet.so, and nothing at ray/_raylet.so."
    )
    assert fault.evidence == (
        ("built", "bazel-bin/python/ray/_raylet.so"),
        ("belongs-at", "ray/_raylet.so"),
    )


def test_the_built_library_in_another_place_is_no_silent_rebuild() -> None:
    assert diagnose(RULE.check(held((MODULE,), MEANT))) == ()


def with_baseline(*packed: ElfFacts, before: tuple[ElfFacts, ...], **facts: object) -> Comparison:
    chosen = Settings(today=TODAY)
    whole = comparison(wheel(NAME, *packed, **facts), wheel(OLD_NAME, *before), chosen)
    return replace(whole, build=BuildOutput(SOURCE, (MEANT,)))


ASTRAY = {
    "a library that Python does not import": (with_baseline(TOO_DEEP, before=()), Severity.WARNING),
    "a module by its suffix": (
        held(
            (library(f"ray/{PY_310}", code_digest="1"),),
            library(f"out/{PY_310}", code_digest="1"),
        ),
        Severity.ERROR,
    ),
    "where the last release had it right": (
        with_baseline(TOO_DEEP, before=(replace(PACKED, code_digest="sections:old"),)),
        Severity.ERROR,
    ),
    "a module in a doubled package": (
        with_baseline(MODULE, before=(), extra=("ray/ray/__init__.py",)),
        Severity.WARNING,
    ),
    "a build folder": (
        with_baseline(
            replace(PACKED, path="build/lib.linux-x86_64-3.10/ray/_raylet.so"), before=()
        ),
        Severity.WARNING,
    ),
}


@pytest.mark.parametrize(("case", "severity"), ASTRAY.values(), ids=ASTRAY)
def test_how_grave_it_is_that_a_built_library_lies_elsewhere(
    case: Comparison, severity: Severity
) -> None:
    [fault] = faults(case)

    assert (fault.severity, "belongs-at" in dict(fault.evidence)) == (severity, True)


IN_PLACE = {
    "something lies in its place": held((MODULE, PACKED), MEANT),
    "its folder was doubled in the build": held(
        (MODULE,), replace(MEANT, path="bazel-bin/ray/ray/_raylet.so")
    ),
    "the last release had it there": with_baseline(MODULE, before=(TOO_DEEP,)),
    "another folder is in between": held((replace(MODULE, path="ray/x/ray/_raylet.so"),), MEANT),
}


@pytest.mark.parametrize("case", IN_PLACE.values(), ids=IN_PLACE)
def test_a_built_library_that_lies_where_it_belongs_is_right(case: Comparison) -> None:
    assert faults(case) == []


def test_the_library_of_the_last_release_is_recognised() -> None:
    [finding] = RULE.check(with_baseline(REBUILT, before=(replace(REBUILT, size=3_100_000),)))
    [diagnosis] = diagnose([finding])

    assert ": it is the library of the last release (ray 2.8.0), asks for" in finding.message
    assert ("is", "the baseline's") in finding.evidence
    assert diagnosis.cause == "the library of the last release was packed again"


def test_other_code_than_the_last_releases_is_not_taken_for_it() -> None:
    [finding] = RULE.check(with_baseline(REBUILT, before=(PACKED,)))

    assert ("is", "the baseline's") not in finding.evidence
    assert "last release" not in finding.message
