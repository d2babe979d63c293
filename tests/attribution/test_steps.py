from collections.abc import Iterable

import pytest

from tests.attribution.cases import ARCHITECTURES, kinds, only_group, step, told_of
from wheel_ceiling.attribution import Group, StepKind
from wheel_ceiling.facts.glibc import lowest, versions_of
from wheel_ceiling.facts.packed import rows
from wheel_ceiling.facts.reasons import reason_for

SYMVER, DO_NOT, IMAGE = StepKind.SYMVER, StepKind.DO_NOT, StepKind.IMAGE


def asked_for(what: str, *, limit: str = "2.17", machine: str = "x86_64") -> Group:
    """The group of ``GLIBC_2.29 libm.so.6 exp log``."""
    node, home, *symbols = what.split()
    return only_group({f"{node} {home}": symbols}, limit=limit, machine=machine)


def text_of(steps: Iterable[object]) -> str:
    return "\n".join(map(str, steps))


def test_a_function_that_lost_its_wrapper_has_image_line_and_wrapper() -> None:
    group = asked_for("GLIBC_2.29 libm.so.6 exp pow")

    assert kinds(group) == [IMAGE, SYMVER, StepKind.WRAP, StepKind.REBUILD]
    image, symver, wrap, zig = (one.text for one in group.steps)
    assert image == "Build in the manylinux2014 image (glibc 2.17)."
    assert symver == (
        "Bind exp and pow to GLIBC_2.2.5 with `.symver`, in a header that `-include` brings into "
        "every C and C++ file that calls them. It is safe: both compute the same and set errno "
        "alike; the older one only goes through a wrapper that new programs cannot control."
    )
    assert wrap == (
        "Where no header reaches the call (Rust, Fortran, -flto, a ready archive), link this C "
        "file, compiled without -flto, and add `-Wl,--wrap=exp -Wl,--wrap=pow`."
    )
    assert zig == (
        "Link for the older glibc with `zig cc -target x86_64-linux-gnu.2.17` (ziglang; "
        "cargo-zigbuild or maturin --zig for Rust)."
    )
    assert step(group, SYMVER).code == (
        '__asm__(".symver exp,exp@GLIBC_2.2.5");',
        '__asm__(".symver pow,pow@GLIBC_2.2.5");',
    )
    assert step(group, StepKind.WRAP).code[:2] == (
        "extern double older_exp(double);",
        '__asm__(".symver older_exp,exp@GLIBC_2.2.5");',
    )


@pytest.mark.parametrize(
    ("what", "machine", "tested"),
    [
        ("GLIBC_2.43 libm.so.6 sqrtf", "x86_64", "compiled, linked and loaded"),
        ("GLIBC_2.29 libm.so.6 exp", "x86_64", "compiled and linked, not loaded"),
        ("GLIBC_2.43 libm.so.6 sqrtf", "aarch64", ""),
    ],
)
def test_a_line_says_how_far_it_was_tried(what: str, machine: str, tested: str) -> None:
    assert step(asked_for(what, machine=machine), SYMVER).tested == tested


@pytest.mark.parametrize(
    ("limit", "machine", "image"),
    [
        ("2.17", "x86_64", "Build in the manylinux2014 image (glibc 2.17)."),
        ("2.28", "x86_64", "Build in the manylinux_2_28 image (glibc 2.28)."),
        (
            "2.5",
            "x86_64",
            "Build in the manylinux2014 image (glibc 2.17), the oldest that is maintained.",
        ),
    ],
)
def test_the_image_is_the_newest_that_fits(limit: str, machine: str, image: str) -> None:
    group = asked_for("GLIBC_2.43 libm.so.6 sqrtf", limit=limit, machine=machine)

    assert group.steps[0].text == image


@pytest.mark.parametrize(
    ("what", "machine"),
    [
        ("GLIBC_2.39 libm.so.6 exp10", "loongarch64"),
        ("GLIBC_2.38 libc.so.6 strlcpy", "riscv64"),
        ("GLIBC_2.38 libc.so.6 strlcpy", "mips64"),
    ],
)
def test_no_image_is_named_that_does_not_help(what: str, machine: str) -> None:
    assert IMAGE not in kinds(asked_for(what, machine=machine))


def test_zig_is_not_named_where_its_oldest_glibc_is_too_new() -> None:
    group = asked_for("GLIBC_2.14 libc.so.6 memcpy", limit="2.5")

    assert kinds(group) == [SYMVER]


def test_a_moved_function_is_bound_only_where_the_loader_searches_all_libraries() -> None:
    wanted = "GLIBC_2.34 libc.so.6 pthread_create"
    low, high = asked_for(wanted), asked_for(wanted, limit="2.31")

    assert SYMVER not in kinds(low)
    assert "glibc below 2.30 refuses the file" in step(low, DO_NOT).text
    assert DO_NOT not in kinds(high)
    assert (
        "It is safe from glibc 2.30 on, with libpthread.so.0 in NEEDED: only the home changed"
        in step(high, SYMVER).text
    )
    assert step(high, StepKind.FLAG).code == ("-Wl,--no-as-needed -l:libpthread.so.0",)


def test_every_former_library_is_linked_by_name() -> None:
    group = asked_for("GLIBC_2.34 libc.so.6 dlopen pthread_create", limit="2.31")

    assert step(group, StepKind.FLAG).code == (
        "-Wl,--no-as-needed -l:libdl.so.2 -l:libpthread.so.0",
    )


def test_a_resolver_function_has_its_older_name_and_library() -> None:
    group = asked_for("GLIBC_2.34 libc.so.6 res_query", limit="2.31")

    assert step(group, SYMVER).code == ('__asm__(".symver res_query,__res_query@GLIBC_2.2.5");',)
    assert step(group, StepKind.FLAG).code == ("-Wl,--no-as-needed -l:libresolv.so.2",)
    assert SYMVER not in kinds(asked_for("GLIBC_2.34 libc.so.6 res_query"))


UNSAFE = {
    "GLIBC_2.31 libm.so.6 totalorder": "passes pointers",
    "GLIBC_2.34 libc.so.6 __libc_start_main": "constructors would not run",
    "GLIBC_2.42 libc.so.6 cfsetspeed": "passes 9600",
    "GLIBC_2.43 libm.so.6 fromfp": "another register",
}


@pytest.mark.parametrize("what", UNSAFE)
def test_what_is_not_safe_says_do_not(what: str) -> None:
    group = asked_for(what)

    assert SYMVER not in kinds(group)
    assert group.steps[1].kind is DO_NOT
    assert group.steps[1].text.startswith("Do not bind ")
    assert UNSAFE[what] in group.steps[1].text


def test_64_bit_times_are_not_bound_on_32_bit_machines() -> None:
    group = asked_for("GLIBC_2.34 libc.so.6 __clock_gettime64", machine="armv7l")

    assert SYMVER not in kinds(group)
    assert "mixing both breaks the file" in step(group, DO_NOT).text


def test_a_weak_reference_does_not_help() -> None:
    group = only_group({"GLIBC_2.25 libc.so.6": ["getrandom"]}, weak=["getrandom"])

    assert StepKind.DLSYM in kinds(group)
    assert "being weak" in step(group, DO_NOT).text


def test_a_weak_reference_of_rust_needs_an_older_linker_input() -> None:
    group = only_group(
        {"GLIBC_2.30 libc.so.6": ["gettid"]}, weak=["gettid"], compilers=("rustc version 1.70.0",)
    )

    assert kinds(group) == [IMAGE, DO_NOT, StepKind.REBUILD]
    assert "cargo-zigbuild" in step(group, StepKind.REBUILD).text


def test_c23_names_have_header_and_line() -> None:
    group = asked_for("GLIBC_2.38 libc.so.6 __isoc23_sscanf __isoc23_strtol")

    header = next(one for one in group.steps if one.kind is StepKind.FLAG and one.code)
    assert "#define __GLIBC_USE_C23_STRTOL 0" in header.code
    assert step(group, SYMVER).code == (
        '__asm__(".symver __isoc23_sscanf,__isoc99_sscanf@GLIBC_2.7");',
        '__asm__(".symver __isoc23_strtol,strtol@GLIBC_2.2.5");',
    )
    assert "to the older ones with" in step(group, SYMVER).text
    assert "defsym" in step(group, DO_NOT).text


def test_of_two_names_each_is_bound_to_its_own() -> None:
    group = asked_for("GLIBC_2.27 libm.so.6 expf32")

    assert "Bind expf32 to expf@GLIBC_2.2.5 with" in step(group, SYMVER).text


def test_fcntl_has_a_line_on_64_bit_machines_only() -> None:
    wanted = "GLIBC_2.28 libc.so.6 fcntl64"

    assert step(asked_for(wanted), SYMVER).code == (
        '__asm__(".symver fcntl64,fcntl@GLIBC_2.2.5");',
    )
    narrow = asked_for(wanted, machine="i686")
    assert SYMVER not in kinds(narrow)
    assert "64-bit machines" not in text_of((narrow.reason, *narrow.steps))


def test_getentropy_is_made_of_the_system_call_getrandom() -> None:
    text = text_of(asked_for("GLIBC_2.25 libc.so.6 getentropy").steps)

    assert "make the getrandom system call yourself" in text


def test_data_is_looked_up_as_a_symbol() -> None:
    text = text_of(asked_for("GLIBC_2.35 ld-linux-x86-64.so.2 __rseq_offset").steps)

    assert "look the symbol up with dlsym" in text


def test_a_newer_tag_is_advised_only_to_those_that_promise_less() -> None:
    steps = asked_for("GLIBC_2.17 libc.so.6 clock_gettime", limit="2.5").steps

    assert "Where the tag promises less than glibc 2.17, tag the wheel" in text_of(steps)
    assert "Nothing has to be done" not in text_of(steps)


def test_the_flag_of_shared_ptr_is_defined_inside() -> None:
    group = asked_for("GLIBC_2.32 libc.so.6 __libc_single_threaded")

    assert "char __libc_single_threaded = 0;" in step(group, StepKind.HIDE).code[-1]


def test_sqrtf_can_be_computed_inline() -> None:
    group = asked_for("GLIBC_2.43 libm.so.6 sqrtf")

    assert "-fno-math-errno" in step(group, StepKind.FLAG).text


def test_a_changed_behaviour_is_named_beside_the_line() -> None:
    assert "Mind the difference: the older version skips" in (
        step(asked_for("GLIBC_2.27 libc.so.6 glob"), SYMVER).text
    )


def test_an_older_version_above_the_limit_is_called_so() -> None:
    wanted = "GLIBC_2.27 libm.so.6 roundevenf32"

    assert "to roundevenf@GLIBC_2.25 with" in step(asked_for(wanted, limit="2.25"), SYMVER).text
    assert "to roundevenf@GLIBC_2.25 (still above 2.17) with" in (
        step(asked_for(wanted), SYMVER).text
    )


def test_many_functions_are_named_by_one_of_them() -> None:
    names = "acosf asinf atan2f coshf log10f sinhf remainderf tgammaf j0f"
    group = asked_for(f"GLIBC_2.43 libm.so.6 {names}")

    assert "Bind acosf and 8 more to GLIBC_2.2.5" in step(group, SYMVER).text
    assert StepKind.WRAP not in kinds(group)


@pytest.mark.parametrize("machine", ["loongarch64", "mips64"])
def test_stat_has_no_wrapper_where_no_older_entry_is_known(machine: str) -> None:
    assert StepKind.WRAP not in {
        one.kind for one in asked_for("GLIBC_2.37 libc.so.6 stat", machine=machine).steps
    }
    assert not any(
        one.code for one in asked_for("GLIBC_2.33 libc.so.6 stat", machine="mips64").steps
    )


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_every_cause_has_steps_in_whole_sentences(machine: str) -> None:
    one_each = {
        reason_for(name, known.version, machine).id: (name, known)
        for name in {name for name, _ in rows("glibc-symbols.tsv.gz")}
        for known in versions_of(name, machine)
        if known.version > lowest(machine)
    }

    for name, known in one_each.values():
        group = only_group(
            {f"{known.version} {known.library}": [name]}, limit="2.0", machine=machine
        )
        for one in group.steps:
            assert one.text[0].isupper(), one
            assert one.text.endswith("."), one
            assert "  " not in one.text, one


def test_a_group_without_remedies_has_no_steps() -> None:
    assert asked_for("GLIBC_2.19 libc.so.6 getcontext", machine="s390x").steps == ()


def test_steps_name_no_code_that_a_file_brought_along() -> None:
    evil = 'pow"); int main(){}\x1b[31m`'
    told = told_of({"GLIBC_2.29 libm.so.6": [evil, "pow"], "GLIBC_2.33 libc.so.6": [evil]})

    shown = text_of(one for group in told.groups for one in group.steps)
    assert "\x1b" not in shown
    assert "main()" not in shown
