import pytest
from msgspec.structs import replace

from tests.elf_bytes import ElfSpec, elf_bytes, lay_out, patched
from tests.elf_spec import (
    DF_1_NODELETE,
    DF_1_NOW,
    DF_1_PIE,
    DF_BIND_NOW,
    DF_STATIC_TLS,
    DF_SYMBOLIC,
    DF_TEXTREL,
    ET_DYN,
    ISA_V1,
    ISA_V2,
    ISA_V3,
    ISA_V4,
    MACHINES,
    PF_R,
    PF_W,
    PF_X,
)
from tests.wheels.elf.files import FULL, NEEDS, facts_of, full_for
from wheel_ceiling.model import ElfFacts, ElfKind, ExportedFamily, SectionSizes, VersionNeed

DT_SYMBOLIC, DT_TEXTREL, DT_BIND_NOW, DT_RELR = 16, 22, 24, 36
LOADER = "/lib64/ld-linux-x86-64.so.2"


def facts(**parts: object) -> ElfFacts:
    return facts_of(elf_bytes(ElfSpec(**parts)))  # type: ignore[arg-type]


@pytest.mark.parametrize("machine", sorted(MACHINES))
def test_everything_that_was_written_is_read_on_every_machine(machine: str) -> None:
    found = facts_of(elf_bytes(full_for(machine)), "pkg/full.so")

    assert found.path == "pkg/full.so"
    assert found.kind is ElfKind.LIBRARY
    assert found.machine == machine
    assert found.needed == FULL.needed
    assert found.soname == FULL.soname
    assert found.rpath == ("/opt/rpath",)
    assert found.runpath == ("$ORIGIN/../full.libs", "/opt/lib")
    assert set(found.version_needs) == set(NEEDS)
    assert found.version_definitions == ("FULL_1.0", "FULL_2.0")
    assert found.build_id == FULL.build_id
    assert found.compilers == FULL.comment
    assert found.exports == FULL.exports
    assert found.export_count == 2
    assert found.python_symbols == ("PyGen_Send", "_Py_Dealloc")
    assert "other" in found.undefined
    assert "memcpy" in found.undefined
    assert found.flags == ("bind-now", "relro")


def test_what_a_known_librarys_headers_leave_everywhere_is_not_counted_as_its_own() -> None:
    found = facts(
        exports=("_ZN4absl4FlagC1Ev", "PyInit_x"),
        weak_exports=("_ZN4absl5MutexD1Ev", "_ZN4llvm11SmallVectorE"),
    )

    assert found.export_count == 4
    assert found.exported_families == (ExportedFamily("Abseil", 1, ("_ZN4absl4FlagC1Ev",)),)


def test_sizes_are_those_of_the_parts() -> None:
    laid_out = lay_out(FULL)
    sizes = facts_of(laid_out.data).sections

    names = [".dynamic", ".dynstr", ".dynsym", ".gnu.hash", ".gnu.version", ".gnu.version_d"]
    names += [".gnu.version_r", ".note.gnu.build-id", ".rodata", ".data"]
    assert sizes.code == len(FULL.code)
    assert sizes.data == sum(laid_out.places[name].size for name in names)
    assert sizes.debug == len(FULL.debug)
    assert sizes.symbols == sum(laid_out.places[name].size for name in (".symtab", ".strtab"))
    assert sizes.other == sum(laid_out.places[name].size for name in (".comment", ".shstrtab"))


def test_the_loaded_size_leaves_out_what_no_process_maps() -> None:
    plain, with_debug = facts(), facts(debug=b"d" * 1000)

    assert plain.loaded_size == with_debug.loaded_size
    assert with_debug.size > plain.size + 900


def test_without_section_headers_sizes_are_told_from_segments() -> None:
    found = facts(section_headers=False, debug=b"d" * 1000)

    assert found.sections.debug == 0
    assert found.sections.code + found.sections.data == found.loaded_size


def test_a_file_without_any_of_it_has_none_of_it() -> None:
    found = facts(has_dynamic=False, data=b"", stack_flags=-1, machine="aarch64")

    assert found == ElfFacts(
        path="full.so",
        kind=ElfKind.LIBRARY,
        size=found.size,
        loaded_size=found.loaded_size,
        machine="aarch64",
        alignment=4096,
        code_digest=found.code_digest,
        sections=SectionSizes(code=16, other=17),
    )


KINDS = {
    "library": (ElfSpec(), ElfKind.LIBRARY),
    "program at a fixed address": (ElfSpec(kind=ElfKind.EXECUTABLE), ElfKind.EXECUTABLE),
    "position-independent program": (
        ElfSpec(elf_type=ET_DYN, dynamic_flags_1=DF_1_PIE),
        ElfKind.EXECUTABLE,
    ),
    "older position-independent program": (ElfSpec(interpreter=LOADER), ElfKind.EXECUTABLE),
    "a libc, which has an interpreter": (
        ElfSpec(interpreter=LOADER, soname="libc.so.6"),
        ElfKind.LIBRARY,
    ),
    "object": (ElfSpec(kind=ElfKind.OBJECT), ElfKind.OBJECT),
    "split debug file": (ElfSpec(kind=ElfKind.DEBUG, debug=b"d"), ElfKind.DEBUG),
    "core dump": (ElfSpec(kind=ElfKind.OTHER), ElfKind.OTHER),
    "type of no name": (ElfSpec(elf_type=0xFE12), ElfKind.OTHER),
}


@pytest.mark.parametrize("what", KINDS)
def test_the_kind_is_told(what: str) -> None:
    spec, kind = KINDS[what]

    assert facts_of(elf_bytes(spec)).kind is kind


def test_the_interpreter_is_told() -> None:
    assert facts(interpreter=LOADER).interpreter == LOADER


def test_a_split_debug_file_keeps_the_build_id_and_nothing_that_is_loaded() -> None:
    found = facts(kind=ElfKind.DEBUG, build_id="ab" * 20, debug=b"d" * 10, code=b"x" * 99)

    assert found.build_id == "ab" * 20
    assert found.loaded_size == 0
    assert found.code_digest == ""
    assert found.sections.debug == 10


FLAGS: dict[str, tuple[ElfSpec, set[str]]] = {
    "none": (ElfSpec(), set()),
    "symbolic": (ElfSpec(dynamic_flags=DF_SYMBOLIC), {"symbolic"}),
    "text relocations": (ElfSpec(dynamic_flags=DF_TEXTREL), {"textrel"}),
    "bind now": (ElfSpec(dynamic_flags=DF_BIND_NOW), {"bind-now"}),
    "bind now, by the other word": (ElfSpec(dynamic_flags_1=DF_1_NOW), {"bind-now"}),
    "static TLS": (ElfSpec(dynamic_flags=DF_STATIC_TLS), {"static-tls"}),
    "no delete": (ElfSpec(dynamic_flags_1=DF_1_NODELETE), {"nodelete"}),
    "position-independent program": (ElfSpec(dynamic_flags_1=DF_1_PIE), {"pie"}),
    "symbolic, old entry": (ElfSpec(dynamic_extra=((DT_SYMBOLIC, 0),)), {"symbolic"}),
    "text relocations, old entry": (ElfSpec(dynamic_extra=((DT_TEXTREL, 0),)), {"textrel"}),
    "bind now, old entry": (ElfSpec(dynamic_extra=((DT_BIND_NOW, 0),)), {"bind-now"}),
    "relative relocations": (ElfSpec(dynamic_extra=((DT_RELR, 0x10000),)), {"relr"}),
    "relro": (ElfSpec(relro=True), {"relro"}),
    "place and address differ": (ElfSpec(alignment=0x10000), {"misplaced-segment"}),
    "in no page": (ElfSpec(address=0x10800), {"off-page-segment"}),
    "aligned for nothing": (ElfSpec(alignment=1), set()),
    "executable stack": (ElfSpec(stack_flags=PF_R | PF_W | PF_X), {"executable-stack"}),
    "no word on the stack, x86": (ElfSpec(stack_flags=-1), {"executable-stack"}),
    "no word on the stack, arm64": (ElfSpec(stack_flags=-1, machine="aarch64"), set()),
    "no word on the stack, object": (ElfSpec(stack_flags=-1, kind=ElfKind.OBJECT), set()),
    "x86-64-v1": (ElfSpec(isa_needed=ISA_V1), set()),
    "x86-64-v2": (ElfSpec(isa_needed=ISA_V1 | ISA_V2), {"x86-64-v2"}),
    "x86-64-v3": (ElfSpec(isa_needed=ISA_V1 | ISA_V2 | ISA_V3), {"x86-64-v3"}),
    "x86-64-v4": (ElfSpec(isa_needed=ISA_V4), {"x86-64-v4"}),
    "the same bits on another machine": (ElfSpec(isa_needed=ISA_V4, machine="aarch64"), set()),
}


@pytest.mark.parametrize("bits", ["x86_64", "i686", "ppc64"])
def test_the_smallest_alignment_and_what_threads_hold_are_told(bits: str) -> None:
    found = facts(machine=bits, alignment=0x4000, tls_size=740)

    assert (found.alignment, found.tls_size) == (0x4000, 740)
    assert facts(machine=bits).tls_size == 0


def test_what_is_not_loaded_has_no_alignment() -> None:
    assert facts(kind=ElfKind.OBJECT).alignment == 0


@pytest.mark.parametrize("what", FLAGS)
def test_flags_are_told(what: str) -> None:
    spec, flags = FLAGS[what]

    assert facts_of(elf_bytes(spec)).flags == tuple(sorted(flags))


@pytest.mark.parametrize("what", FLAGS)
def test_flags_are_told_without_section_headers(what: str) -> None:
    spec, flags = FLAGS[what]
    if spec.kind is not ElfKind.OBJECT:
        assert facts_of(elf_bytes(replace(spec, section_headers=False))).flags == tuple(
            sorted(flags)
        )


PATHS = {
    "$ORIGIN": ("$ORIGIN",),
    "$ORIGIN:/opt": ("$ORIGIN", "/opt"),
    ":/opt": ("", "/opt"),
    "/opt:": ("/opt", ""),
    "": (),
}


@pytest.mark.parametrize("joined", PATHS)
def test_search_paths_are_taken_apart_and_an_empty_part_is_kept(joined: str) -> None:
    assert facts(rpath=joined).rpath == PATHS[joined]
    assert facts(runpath=joined).runpath == PATHS[joined]


def test_a_search_path_that_is_there_and_empty_counts_as_none() -> None:
    assert facts(dynamic_extra=((29, 0),)).runpath == ()


def test_strip_and_a_new_search_path_leave_the_code_digest_alone() -> None:
    built = facts(rodata=b"text", debug=b"d" * 100, static_symbols=9, comment=("GCC",))
    stripped = facts(rodata=b"text", runpath="$ORIGIN/../x.libs", needed=("libother.so",))

    assert built.code_digest == stripped.code_digest
    assert built.code_digest.startswith("sections:")


def test_other_code_or_constants_make_another_digest() -> None:
    digests = {facts(code=b"1").code_digest, facts(code=b"2").code_digest}
    digests.add(facts(code=b"1", rodata=b"3").code_digest)

    assert len(digests) == 3


def test_digests_of_different_things_never_match() -> None:
    assert facts(section_headers=False).code_digest.startswith("segments:")


RUST = b"..\0/rustc/6b00bc3880198600130e1cf62b8f8a93494488cc/library/core/src/str.rs\0"
GO = b"\xff Go buildinf:\x08\x02" + bytes(16) + b"\x08go1.22.3\x30path"
COMPILERS = {
    "said by .comment": (ElfSpec(comment=("GCC: a", "clang b")), ("GCC: a", "clang b")),
    "said twice": (ElfSpec(comment=("GCC: a", "GCC: a")), ("GCC: a",)),
    "no word": (ElfSpec(), ()),
    "Rust, by its sources": (ElfSpec(rodata=RUST), ("rustc, commit 6b00bc388019",)),
    "Rust, by .comment": (
        ElfSpec(rodata=RUST, comment=("rustc version 1.80",)),
        ("rustc version 1.80",),
    ),
    "Go": (ElfSpec(sections={".go.buildinfo": GO}), ("go1.22.3",)),
    "older Go": (ElfSpec(sections={".go.buildinfo": b"old"}), ("go, version not said",)),
    "no UTF-8": (ElfSpec(comment=("GCC \udcff",)), ("GCC \\xff",)),
    "very long": (ElfSpec(comment=("x" * 999,)), ("x" * 200,)),
}


@pytest.mark.parametrize("what", COMPILERS)
def test_compilers_are_told(what: str) -> None:
    spec, compilers = COMPILERS[what]

    assert facts_of(elf_bytes(spec)).compilers == compilers


def test_not_more_compilers_are_told_than_anyone_reads() -> None:
    assert len(facts(comment=tuple(f"GCC: {n}" for n in range(500))).compilers) == 64


def test_two_needs_under_one_index_are_both_told() -> None:
    """ld.so looks at each need, whatever the symbols refer to."""
    laid_out = lay_out(FULL)
    second = laid_out.places[".gnu.version_r"].offset + 32
    index_of_first = laid_out.data[second - 16 + 6 : second - 16 + 8]

    found = facts_of(patched(laid_out.data, second + 6, index_of_first))

    told = {(need.library, need.version) for need in found.version_needs}
    assert told == {(need.library, need.version) for need in NEEDS}


def test_a_count_that_is_too_small_hides_no_need() -> None:
    """ld.so follows the distances between the entries and never looks at the counts."""
    laid_out = lay_out(FULL)
    first = laid_out.places[".gnu.version_r"].offset

    found = facts_of(patched(laid_out.data, first + 2, FULL.words("H", 0)))

    assert set(found.version_needs) == set(NEEDS)


def test_the_longer_of_two_counts_of_symbols_is_believed() -> None:
    """A section that is said to be short hides nothing that ld.so sees."""
    laid_out = lay_out(FULL)
    header = laid_out.places["headers"].offset + 64 * (list(laid_out.places).index(".dynsym"))

    found = facts_of(patched(laid_out.data, header + 32, FULL.words("Q", 24)))

    assert found.exports == FULL.exports
    assert found.undefined == facts_of(laid_out.data).undefined


def test_a_name_that_is_no_utf_8_comes_back_escaped() -> None:
    found = facts(
        exports=("caf\udce9", "plain"),
        undefined=("\udcff",),
        version_needs=(VersionNeed("lib\udce9.so", "V_1", ("f",)),),
    )

    assert found.exports == ("caf\\xe9", "plain")
    assert "\\xff" in found.undefined
    assert found.version_needs == (VersionNeed("lib\\xe9.so", "V_1", ("f",)),)


def test_names_in_utf_8_are_kept() -> None:
    assert facts(exports=("größe",)).exports == ("größe",)


def test_hidden_and_local_symbols_are_not_given_away() -> None:
    laid_out = lay_out(ElfSpec(exports=("seen", "hidden", "local")))
    second = laid_out.places[".dynsym"].offset + 2 * 24
    hidden = patched(laid_out.data, second + 5, b"\x02")

    found = facts_of(patched(hidden, second + 24 + 4, b"\x02"))

    assert found.exports == ("seen",)


def test_a_machine_without_a_wheel_tag_is_called_as_pyelftools_calls_it() -> None:
    data = elf_bytes(ElfSpec())

    assert facts_of(patched(data, 18, b"\x14\0")).machine == "em_ppc"
    assert facts_of(patched(data, 18, b"\xee\xee")).machine == "machine-61166"


def test_a_weak_python_symbol_may_be_missing_and_is_none_that_is_asked_for() -> None:
    need = VersionNeed("libx.so", "X_1.0", ("PyMaybe", "PyMust"), weak=("PyMaybe",))

    found = facts_of(elf_bytes(ElfSpec(version_needs=(need,))), "x.so")

    assert found.python_symbols == ("PyMust",)
    assert "PyMaybe" in found.undefined
