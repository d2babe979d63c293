import re
from collections.abc import Sequence

import pytest

from tests.build import library
from wheel_ceiling.facts.embedded import (
    EmbeddedLibrary,
    embedded_libraries,
    embedded_library,
    recognise,
)
from wheel_ceiling.facts.embedded import (
    counted as counted_as,
)
from wheel_ceiling.model import ExportedFamily

ROWS = embedded_libraries()


def families_in(names: Sequence[str]) -> tuple[ExportedFamily, ...]:
    """What is said of names in the order of their libraries'."""
    found: dict[str, list[str]] = {}
    for place, family in recognise(names):
        found.setdefault(family, []).append(names[place])
    return tuple(counted_as(family, known) for family, known in sorted(found.items()))


def counted(*names: str) -> dict[str, int]:
    return {family.name: family.count for family in families_in(names)}


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("LLVMContextCreate", "LLVM"),
        ("_ZN4llvm2cl6OptionD2Ev", "LLVM"),
        ("_ZNK4mlir9Operation4dumpEv", "LLVM"),
        ("_ZTVN5clang7ASTUnitE", "LLVM"),
        ("EVP_DigestInit", "OpenSSL"),
        ("_ZN6google8protobuf7Message5ClearEv", "protobuf"),
        ("_ZN4absl12lts_2023080210FormatTimeB5cxx11ENS0_4TimeE", "Abseil"),
        ("grpc_channel_create", "gRPC"),
        ("crc32", "zlib"),
        ("crc32_combine", "zlib"),
        ("compress", "zlib"),
        ("inflateInit_", "zlib"),
        ("XML_ParserCreate", "Expat"),
        ("je_malloc", "jemalloc"),
        ("_mi_free_generic", "mimalloc"),
        ("dgemm_", "OpenBLAS"),
        ("ffi_call", "libffi"),
        ("curl_easy_init", "curl"),
        ("_ZN6google10LogMessage5FlushEv", "glog and gflags"),
        ("uv_run", "libuv, c-ares or libevent"),
    ],
)
def test_a_library_is_known_by_its_names(name: str, family: str) -> None:
    assert families_in([name]) == (ExportedFamily(family, 1, (name,)),)


@pytest.mark.parametrize(
    "name",
    [
        "PyInit__raylet",
        # llvmlite's own interface, and functions that only take something of LLVM's.
        "LLVMPY_CreateByteString",
        "_ZN3ray5buildERN4llvm6ModuleE",
        # What protobuf's compiler writes for everybody's messages.
        "_ZN6google8protobuf5Arena18CreateMaybeMessageIN3ray3LogEEEPT_PS1_",
        "descriptor_table_ray_2eproto",
        # libmd
        "SHA256Update",
        "xmlSecAddChild",
        "crc32c_value",
        "compressor_new",
        "event_loop",
        "mi_row",
        "tc_",
    ],
)
def test_other_peoples_names_are_nobodys(name: str) -> None:
    assert families_in([name]) == ()


def test_each_is_counted_and_readable_names_are_shown_first() -> None:
    names = [f"_ZN4llvm{place}F{place}Ev" for place in range(9)] + ["LLVMAddSymbol", "SSL_new"]

    assert families_in(names) == (
        ExportedFamily("LLVM", 10, ("LLVMAddSymbol", "_ZN4llvm0F0Ev", "_ZN4llvm1F1Ev")),
        ExportedFamily("OpenSSL", 1, ("SSL_new",)),
    )


def test_names_that_begin_alike_are_counted_each() -> None:
    assert counted(*(f"_ZN6google8protobuf8internal{end}" for end in "abc")) == {"protobuf": 3}


def test_a_name_of_any_length_is_shown_short() -> None:
    [family] = families_in(["SSL_" + "x" * 10_000])

    assert len(family.samples[0]) == 120


@pytest.mark.parametrize(
    ("name", "path", "soname"),
    [
        ("OpenSSL", "a.libs/libssl-0f1e2d3c.so.1.1", ""),
        ("OpenSSL", "a/b.so", "libcrypto.so.3"),
        ("zlib", "a.libs/libz.so.1.2.13", ""),
        ("LLVM", "a/libLLVM-17.so", ""),
        ("OpenMP", "torch/lib/libgomp-a34b3233.so.1", ""),
        ("OpenBLAS", "numpy.libs/libscipy_openblas64_-6bb31eeb.so", ""),
    ],
)
def test_a_file_that_is_the_library_is_known(name: str, path: str, soname: str) -> None:
    row = embedded_library(name)

    assert row is not None
    assert row.is_itself(library(path, soname=soname))
    assert not row.is_itself(library("a/module.so"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_has_what_a_sentence_needs(row: EmbeddedLibrary) -> None:
    assert re.compile(row.soname).groups == 0
    assert all(re.compile(text).groups == 0 for text in (*row.symbols, *row.namespaces))
    assert all(text[0].isalpha() or text[0] == "_" for text in row.symbols)
    assert all(text[0].isdigit() for text in row.namespaces)
    assert row.least >= 20
    assert row.danger[0].islower() or row.danger.startswith("Intel")
    assert not row.danger.endswith(".")
    assert row.sources


def test_names_of_rows_are_not_used_twice() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert embedded_library("nobody") is None
