"""What is put into ELF files is really there, by our reader and by pyelftools."""

import io
from collections.abc import Callable

import pytest
from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.hash import ELFHashTable
from elftools.elf.sections import SymbolTableSection

from benchmarks.detecting.injecting.debugging import as_debug_build, unstripped
from benchmarks.detecting.injecting.dynamic import DT_NEEDED, DT_RPATH, DT_RUNPATH, Dynamic
from benchmarks.detecting.injecting.elf_file import NotApplicable
from benchmarks.detecting.injecting.sections import (
    Content,
    stripped,
    with_executable_stack,
    with_other_code,
    with_sections,
)
from benchmarks.detecting.injecting.symbols import (
    openssl_names,
    with_exports,
    with_newer_need,
)
from tests.elf_bytes import elf_bytes
from tests.wheels.elf.files import MACHINE_NAMES, facts_of, full_for, real, without_section_headers

REAL = (
    "x86_64-glibc-2.17.so",
    "aarch64-glibc-2.17.so",
    "armv7l-glibc-2.17.so",
    "i686-glibc-2.17.so",
    "ppc64le-glibc-2.19.so",
    "s390x-glibc-2.17.so",
    "riscv64-glibc-2.27.so",
    "gnu-c++.so",
    "x86_64-glibc-2.28.so",
)
WORDS = "GCC: (Ubuntu 11.4.0-1ubuntu1~22.04) 11.4.0"


def by_pyelftools(data: bytes) -> ELFFile:
    return ELFFile(io.BytesIO(data))


def symbols_of(data: bytes, name: str) -> SymbolTableSection:
    section = by_pyelftools(data).get_section_by_name(name)
    assert isinstance(section, SymbolTableSection)
    return section


def dynamic_of(data: bytes) -> DynamicSection:
    section = by_pyelftools(data).get_section_by_name(".dynamic")
    assert isinstance(section, DynamicSection)
    return section


@pytest.fixture(params=[*REAL, *MACHINE_NAMES])
def library(request: pytest.FixtureRequest) -> bytes:
    """Real libraries of all machines, and written ones with everything in them."""
    return real(request.param) if ".so" in request.param else elf_bytes(full_for(request.param))


def test_the_compilers_words_are_replaced_and_nothing_else(library: bytes) -> None:
    before = facts_of(library)
    after = facts_of(with_sections(library, {".comment": Content(WORDS.encode() + b"\0")}))

    assert after.compilers == (WORDS,)
    assert after.code_digest == before.code_digest
    assert (after.version_needs, after.exports) == (before.version_needs, before.exports)
    assert after.sections.code == before.sections.code


def test_the_compilers_words_are_removed_and_lie_nowhere_in_the_file(library: bytes) -> None:
    silent = with_sections(library, {}, {".comment"})

    assert not facts_of(silent).compilers
    assert b"GCC: " not in silent


def test_a_mapped_section_is_left_alone(library: bytes) -> None:
    with pytest.raises(NotApplicable):
        with_sections(library, {}, {".text"})


def test_other_code_has_another_digest_and_another_build_id(library: bytes) -> None:
    before, after = facts_of(library), facts_of(with_other_code(library))

    assert after.code_digest != before.code_digest
    assert len(after.build_id) == len(before.build_id)
    assert after.build_id != before.build_id or not before.build_id
    assert after.version_needs == before.version_needs


def test_stripped_is_without_symbols_and_debug_information(library: bytes) -> None:
    sections = facts_of(stripped(library)).sections

    assert (sections.debug, sections.symbols) == (0, 0)
    assert facts_of(stripped(library)).code_digest == facts_of(library).code_digest


def test_unstripped_has_a_symbol_for_its_code_in_a_table_that_others_read(library: bytes) -> None:
    after = unstripped(stripped(library))
    table = symbols_of(after, ".symtab")

    assert facts_of(after).sections.symbols > 0
    assert facts_of(after).sections.debug == 0
    assert [symbol.name for symbol in table.iter_symbols()][1].startswith("local_function")


def test_a_debug_build_has_units_that_others_read(library: bytes) -> None:
    after = as_debug_build(stripped(library), "/build")
    unit = next(by_pyelftools(after).get_dwarf_info().iter_CUs())

    assert facts_of(after).sections.debug > 400_000
    assert unit.get_top_DIE().attributes["DW_AT_comp_dir"].value == b"/build"


def test_a_needed_library_comes_first_and_is_found_by_section_and_segment(library: bytes) -> None:
    after = Dynamic.of(library).with_text(DT_NEEDED, "libssl.so.1.1").written()
    tags = dynamic_of(after).iter_tags()
    named = [str(tag) for tag in tags if tag.entry.d_tag == "DT_NEEDED"]

    assert facts_of(after).needed == ("libssl.so.1.1", *facts_of(library).needed)
    assert "libssl.so.1.1" in named[0]
    assert len(named) == len(facts_of(after).needed)
    assert facts_of(after).code_digest == facts_of(library).code_digest


def test_a_search_path_replaces_the_old_one(library: bytes) -> None:
    change = Dynamic.of(library).without(DT_RPATH, DT_RUNPATH)

    assert facts_of(change.with_text(DT_RUNPATH, "/opt/x:lib").written()).runpath == (
        "/opt/x",
        "lib",
    )
    assert not facts_of(change.written()).rpath


def test_a_needed_library_is_renamed_in_its_place(library: bytes) -> None:
    names = facts_of(library).needed
    after = Dynamic.of(library).with_needed_renamed({"libc.so.6": "libother.so.6"}).written()

    assert facts_of(after).needed == tuple(
        "libother.so.6" if name == "libc.so.6" else name for name in names
    )


def test_the_highest_need_of_libc_is_raised_and_keeps_its_symbols(library: bytes) -> None:
    before, after = facts_of(library), facts_of(with_newer_need(library, "GLIBC_2.99"))

    assert str(after.ceiling()) == "GLIBC_2.99"
    [raised] = [need for need in after.version_needs if need.version == "GLIBC_2.99"]
    assert raised.symbols in [need.symbols for need in before.version_needs]
    assert len(after.version_needs) == len(before.version_needs)


def test_leaked_exports_are_given_beside_the_old_ones(library: bytes) -> None:
    after = with_exports(library, openssl_names())
    table = symbols_of(after, ".dynsym")

    assert set(facts_of(after).exports) == {*facts_of(library).exports, *openssl_names()}
    assert {symbol.name for symbol in table.iter_symbols()} >= set(openssl_names())
    assert facts_of(after).version_needs == facts_of(library).version_needs


@pytest.mark.parametrize("name", ["x86_64-glibc-2.17.so", "i686-glibc-2.17.so"])
def test_leaked_exports_are_found_by_their_hashes(name: str) -> None:
    after = with_exports(real(name), openssl_names())
    file = by_pyelftools(after)
    values = {tag.entry.d_tag: tag.entry.d_val for tag in dynamic_of(after).iter_tags()}
    [start] = file.address_offsets(values["DT_HASH"])
    table = ELFHashTable(file, start, None, symbols_of(after, ".dynsym"))

    assert all(table.get_symbol(name) for name in openssl_names())
    assert not table.get_symbol("no_such_function")
    assert "DT_GNU_HASH" not in values


def test_an_executable_stack_is_asked_for(library: bytes) -> None:
    assert "executable-stack" in facts_of(with_executable_stack(library)).flags


def test_musl_has_no_version_to_raise() -> None:
    with pytest.raises(NotApplicable):
        with_newer_need(real("x86_64-musl.so"), "GLIBC_2.99")


@pytest.mark.parametrize(
    "change", [lambda data: with_sections(data, {}), with_other_code, unstripped]
)
def test_a_file_without_sections_cannot_lose_one(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(NotApplicable):
        change(without_section_headers(real("x86_64-glibc-2.17.so")))
