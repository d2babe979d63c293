"""What a host takes over of a wheel: held against ld.so in test_binding.py, told here."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.build import NAME, library, wheel
from tests.fixtures.shadowing.build import HERE
from wheel_ceiling.facts.hosts import host_profile, profile_names
from wheel_ceiling.facts.shadowing import Takeover, takeovers
from wheel_ceiling.model import ElfFacts, HostProgram, SharedSymbol
from wheel_ceiling.wheels.elf import read_elf

MODULE = "pkg/module.abi3.so"


def read(place: str, path: str) -> ElfFacts:
    return read_elf(path, memoryview((HERE / place).read_bytes()))


def host(*names: str) -> HostProgram:
    return HostProgram("host", "the host", tuple(read(f"hosts/{name}", name) for name in names))


NEEDS_ZLIB = host("needs-zlib", "libz.so.1")


def taken(case: str, *bundled: str, by: HostProgram = NEEDS_ZLIB) -> tuple[Takeover, ...]:
    files = [read(f"{case}/{name}", f"pkg/{name}") for name in ("module.abi3.so", *bundled)]
    return takeovers(wheel(NAME, *files), by)


def test_an_exported_copy_is_taken_over_and_what_it_never_had_is_not_told() -> None:
    [one] = taken("default")

    assert one.owner.path == one.root.path == MODULE
    assert one.family == "zlib"
    assert [item.path for item in one.hosts] == ["libz.so.1"]
    assert one.is_inside
    assert not one.is_by_soname
    assert one.names == ("adler32", "crc32", "deflate_copyright", "zlibVersion")
    assert one.asked == 5


@pytest.mark.parametrize(
    "case", ["hidden", "symbolic", "version-script", "exclude-libs", "protected", "unique"]
)
def test_what_is_kept_inside_stays(case: str) -> None:
    assert taken(case) == ()


def test_a_program_without_the_library_takes_nothing() -> None:
    assert taken("default", by=host("plain")) == ()


def test_versions_keep_a_part_apart() -> None:
    [one] = taken("default", by=host("exports"))
    assert one.names == ("adler32",)
    assert taken("own-version", by=host("two-versions", "libzv.so.1")) == ()


def test_a_bundled_library_is_taken_over_by_its_soname() -> None:
    [one] = taken("bundled", "libz.so.1")

    assert one.is_by_soname
    assert not one.is_inside
    assert [item.path for item in one.own] == ["pkg/libz.so.1"]


def test_what_the_programs_library_lacks_is_lost_with_the_wheels() -> None:
    profile = host_profile("debian-python")
    assert profile is not None

    [one] = taken("bundled", "libz.so.1", by=profile)

    assert one.lost == ("deflate_copyright",)
    assert len(one.names) == 4


def test_a_hash_in_the_soname_does_not_keep_the_names_apart() -> None:
    [one] = taken("bundled-hashed", "libz-0123abcd.so.1")

    assert not one.is_by_soname
    assert len(one.names) == 5


def test_wheels_for_musl_and_files_for_other_machines_are_not_judged() -> None:
    module = read("default/module.abi3.so", MODULE)
    musl = "ray-2.9.0-cp310-cp310-musllinux_1_2_x86_64.whl"

    assert takeovers(wheel(musl, module), NEEDS_ZLIB) == ()
    assert takeovers(wheel(NAME, module), replace(NEEDS_ZLIB, machine="aarch64")) == ()
    assert len(takeovers(wheel(NAME, module), replace(NEEDS_ZLIB, machine="x86_64"))) == 1


def test_a_library_that_the_wheel_lacks_is_nobodys_loss() -> None:
    wants = SharedSymbol("inflate", "zlib", is_referenced=True)

    module = library(MODULE, needed=("libz.so.1",), shared_symbols=(wants,))

    assert takeovers(wheel(NAME, module), NEEDS_ZLIB) == ()


@pytest.mark.parametrize(
    ("name", "library_", "symbol", "version"),
    [
        ("debian-python", "libz.so.1", "inflate", ""),
        ("debian-python", "libexpat.so.1", "XML_ParserCreate", ""),
        ("pypy", "libffi.so.8", "ffi_call", "LIBFFI_BASE_8.0"),
        ("pypy", "libbz2.so.1.0", "BZ2_bzCompress", ""),
        ("uwsgi", "libcrypto.so.3", "EVP_DigestInit", "OPENSSL_3.0.0"),
        ("uwsgi", "libxml2.so.2", "xmlNewDoc", "LIBXML2_2.4.30"),
        ("mod_wsgi", "libssl.so.3", "SSL_new", "OPENSSL_3.0.0"),
    ],
)
def test_a_profile_knows_what_its_program_gives_away(
    name: str, library_: str, symbol: str, version: str
) -> None:
    profile = host_profile(name)

    assert profile is not None
    [found] = [one for one in profile.libraries if one.soname == library_]
    versions = {one.version for one in found.shared_symbols if one.name == symbol}
    assert versions == {version}


def test_every_profile_says_in_a_sentence_what_it_is() -> None:
    assert profile_names() == ("debian-python", "pypy", "uwsgi", "mod_wsgi")
    for name in profile_names():
        profile = host_profile(name)
        assert profile is not None
        assert profile.what in profile.told
        assert all(one.family for item in profile.libraries for one in item.shared_symbols)
    assert host_profile("python") is None


def test_debians_python_takes_zlib_over() -> None:
    profile = host_profile("debian-python")
    assert profile is not None

    [one] = taken("default", by=profile)

    # zlib's own version script keeps its copyright inside.
    assert one.names == ("adler32", "crc32", "zlibVersion")
    assert not one.lost
    assert Path(one.hosts[0].path).name == "libz.so.1"
