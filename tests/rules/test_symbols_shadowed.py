import pytest
from msgspec.structs import replace

from tests.build import NAME, OLD_NAME, comparison, library, wheel
from tests.fixtures.shadowing.build import HERE
from wheel_ceiling.facts.hosts import host_profile
from wheel_ceiling.model import Comparison, ElfFacts, HostProgram, Hosts, Severity, SharedSymbol
from wheel_ceiling.rules.symbols_shadowed import RULE
from wheel_ceiling.wheels.elf import read_elf

MODULE = "ray/module.abi3.so"
PLAIN = library("ray.libs/libcrypto.so.3", soname="libcrypto.so.3")
USER = library("ray/_ssl.so", needed=("libcrypto.so.3",))
HASHED = library("ray.libs/libcrypto-0f1e2d3c.so.3", soname="libcrypto-0f1e2d3c.so.3")


def read(place: str, path: str = MODULE) -> ElfFacts:
    return read_elf(path, memoryview((HERE / place).read_bytes()))


def profile(name: str = "debian-python") -> HostProgram:
    found = host_profile(name)
    assert found is not None
    return found


def hosted(*files: ElfFacts, by: HostProgram | None = None) -> Comparison:
    found = Hosts((by or profile(),))
    return replace(comparison(wheel(NAME, *files)), hosts=found)


# uWSGI's OpenSSL and pyca/cryptography #3804 is the case; Debian's zlib is the one on every desk.
CHANGED = hosted(read("default/module.abi3.so"))
SILENT = [
    hosted(read("hidden/module.abi3.so")),
    hosted(read("exclude-libs/module.abi3.so")),
    hosted(read("symbolic/module.abi3.so")),
    hosted(read("default/module.abi3.so"), by=HostProgram("plain", "a plain program")),
    comparison(wheel(NAME, read("default/module.abi3.so"))),
    comparison(wheel(NAME, HASHED)),
    comparison(wheel(NAME, library("ray.libs/libray.so.1", soname="libray.so.1"))),
    comparison(wheel(NAME, USER, PLAIN), wheel(OLD_NAME, PLAIN)),
    # Nobody in the wheel needs it: others may (intel-openmp).
    comparison(wheel(NAME, PLAIN)),
    # With a host, what it takes over is told, and nothing else.
    hosted(USER, PLAIN),
    # A wheel that is there to bring the library (libclang 16.0.0).
    comparison(
        wheel(
            "libclang-16.0.0-py2.py3-none-manylinux2010_x86_64.whl",
            library("clang/native/libclang.so", soname="libclang.so.16"),
            library("clang/native/tool.so", needed=("libclang.so.16",)),
        )
    ),
    comparison(
        wheel(
            "tbb-2021.11.0-py2.py3-none-manylinux1_x86_64.whl",
            library("libtbbmalloc.so.2", soname="libtbbmalloc.so.2"),
            library("libtbbmalloc_proxy.so.2", needed=("libtbbmalloc.so.2",)),
        )
    ),
]


def test_it_names_host_library_and_names_and_says_how_to_keep_them() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.ERROR
    assert finding.library == MODULE
    assert finding.message == (
        f"3 of the 5 names of zlib that {MODULE} asks the loader for bind to libz.so.1 of Debian's "
        "and Ubuntu's own python3 instead of the copy inside it: adler32, crc32, "
        "zlibVersion. Between two copies, zlib-ng and patched copies lay their state out "
        "otherwise, and streams come out corrupt."
    )
    assert finding.fix.startswith("Build zlib with Z_PREFIX; or compile the copy with -fvis")
    assert "{ global: PyInit_*; local: *; };" in finding.fix
    assert "`wheel-ceiling explain deepbind ray.module`" in finding.fix
    assert ("taken over", "3 of 5") in finding.evidence


@pytest.mark.parametrize("case", SILENT)
def test_it_is_silent(case: Comparison) -> None:
    assert not list(RULE.check(case))


def test_a_bundled_library_without_a_hash_is_told_to_be_repaired_and_more() -> None:
    files = read("bundled/module.abi3.so"), read("bundled/libz.so.1", "ray/libz.so.1")
    [finding] = RULE.check(hosted(*files))

    assert finding.message.startswith(f"4 of the 5 names of zlib that {MODULE} asks the loader for")
    assert "deflate_copyright is not in the program's copy: the import fails" in finding.message
    assert "instead of the wheel's ray/libz.so.1" in finding.message
    assert finding.fix.startswith("Repair the wheel: a soname with a hash")


def test_a_hash_alone_is_no_help() -> None:
    name = "libz-0123abcd.so.1"
    files = read("bundled-hashed/module.abi3.so"), read(f"bundled-hashed/{name}", f"ray/{name}")
    [finding] = RULE.check(hosted(*files))

    assert finding.fix.startswith("A soname with a hash does not keep the names apart: link zlib")


def test_a_program_with_all_names_takes_all() -> None:
    scope = (read("hosts/needs-zlib", "host"), read("hosts/libz.so.1", "libz.so.1"))
    files = read("bundled/module.abi3.so"), read("bundled/libz.so.1", "ray/libz.so.1")
    [finding] = RULE.check(hosted(*files, by=HostProgram("host", "the host", scope)))

    assert finding.message.startswith(f"All 5 names of zlib that {MODULE} asks the loader for bind")


def test_one_name_is_spoken_of_as_one() -> None:
    own = SharedSymbol("ffi_call", "libffi", is_defined=True, is_referenced=True)
    [finding] = RULE.check(hosted(library(MODULE, shared_symbols=(own,)), by=profile("pypy")))

    assert finding.message.startswith(
        f"The one name of libffi that {MODULE} asks the loader for binds to libffi.so.8 of PyPy"
    )
    assert finding.fix.startswith("Compile the copy")


def test_a_library_that_a_newer_version_knows_is_told_without_its_danger() -> None:
    own = SharedSymbol("new_call", "newlib", is_defined=True, is_referenced=True)
    theirs = library("libnew.so.1", shared_symbols=(own,))
    by = HostProgram("/opt/host", "/opt/host", (theirs,))
    [finding] = RULE.check(hosted(library(MODULE, shared_symbols=(own,)), by=by))

    assert "bind" in finding.message
    assert finding.message.endswith("instead of the copy inside it: new_call.")


def test_of_an_inventory_it_is_said_that_names_are_not_known() -> None:
    recorded = replace(read("default/module.abi3.so"), shared_symbols=())
    [finding] = RULE.check(hosted(recorded))

    assert finding.severity is Severity.WARNING
    assert finding.message == (
        f"{MODULE} asks the loader for 4 names of zlib that it defines itself, and Debian's and "
        "Ubuntu's own python3 has zlib, too. Which of them it takes over is not known: the "
        "names are not on record."
    )
    assert not list(RULE.check(hosted(recorded, by=HostProgram("plain", "a plain program"))))


def test_without_hosts_a_plain_soname_of_a_well_known_library_is_warned_of() -> None:
    [finding] = RULE.check(comparison(wheel(NAME, USER, PLAIN)))

    assert finding.severity is Severity.WARNING
    assert finding.message == (
        "ray.libs/libcrypto.so.3 is OpenSSL under its plain soname libcrypto.so.3. Where a library "
        "of that soname is loaded before (uWSGI, Apache with mod_wsgi, PostgreSQL's PL/Python and "
        "the standalone Pythons of uv and rye bring a copy), it is taken in place of this one, "
        "whatever its version."
    )
    assert finding.fix.startswith("Repair the wheel with auditwheel")


def test_a_soname_that_lost_its_hash_is_new() -> None:
    [finding] = RULE.check(comparison(wheel(NAME, USER, PLAIN), wheel(OLD_NAME, HASHED)))

    assert finding.severity is Severity.WARNING
