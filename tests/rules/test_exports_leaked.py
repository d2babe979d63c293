import pytest

from tests.build import NAME, OLD_NAME, comparison, library, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, ExportedFamily, Severity
from wheel_ceiling.rules.exports_leaked import RULE

MODULE = "ray/_raylet.cpython-310-x86_64-linux-gnu.so"
GRAFTED = "ray.libs/libcrypto-0f1e2d3c.so.1.1"
PYTHON = ("PyModuleDef_Init",)


def leaking(count: int, name: str = "OpenSSL", path: str = MODULE, **facts: object) -> ElfFacts:
    families = (ExportedFamily(name, count, ("AES_encrypt", "EVP_DigestInit")),) if count else ()
    chosen: dict[str, object] = {"python_symbols": PYTHON, **facts}
    return library(path, exported_families=families, **chosen)  # type: ignore[arg-type]


# cryptography 2.0.1: its _openssl.abi3.so gave away all of OpenSSL.
CHANGED = pair(leaking(3_202), leaking(1))
SILENT = [
    pair(leaking(3_202), leaking(3_180)),
    pair(leaking(19), leaking(0)),
    pair(leaking(119), leaking(100)),
    pair(leaking(0), leaking(3_202)),
    # llvmlite's own passes stand in LLVM's namespace.
    pair(leaking(37, "LLVM"), leaking(0, "LLVM")),
    pair(leaking(3_202, "a library that a newer version knows"), leaking(0)),
    # A bundled library is there to export.
    comparison(
        wheel(NAME, library(), leaking(4_000, path=GRAFTED)),
        wheel(OLD_NAME, library()),
    ),
    pair(leaking(4_000, path="ray/ssl.so", soname="libssl.so.3"), leaking(0, path="ray/ssl.so")),
    # The same module by another name.
    comparison(
        wheel(NAME, leaking(3_202, path="ray/new.abi3.so")),
        wheel(OLD_NAME, leaking(3_180, path="ray/old.abi3.so")),
    ),
    # Without a baseline, nobody knows what a library that Python does not import is for.
    comparison(wheel(NAME, leaking(4_000, path="ray/libarrow.so", python_symbols=()))),
]


def test_it_names_the_library_a_symbol_and_who_else_has_a_copy() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.ERROR
    assert finding.library == MODULE
    assert finding.message == (
        f"{MODULE} exports 3,202 symbols of OpenSSL, such as AES_encrypt, where the baseline's "
        "exports 1. Where another copy is in the process (uWSGI, Apache with mod_wsgi, "
        "PostgreSQL's PL/Python and the standalone Pythons of uv and rye bring one), its "
        "structures differ between 1.0, 1.1 and 3, and half of the calls land in the other copy."
    )
    assert "-Wl,--exclude-libs,ALL" in finding.fix
    assert ("samples", "AES_encrypt, EVP_DigestInit") in finding.evidence


@pytest.mark.parametrize("case", SILENT)
def test_it_is_silent(case: Comparison) -> None:
    assert not list(RULE.check(case))


def test_what_grew_tenfold_is_a_leak_although_a_part_leaked_before() -> None:
    [finding] = RULE.check(pair(leaking(500), leaking(25)))

    assert finding.severity is Severity.ERROR
    assert "where the baseline's exports 25" in finding.message


def test_a_new_file_is_held_against_the_whole_of_its_wheel() -> None:
    new = leaking(3_202, path="ray/new.abi3.so")
    [finding] = RULE.check(comparison(wheel(NAME, library(), new), wheel(OLD_NAME, library())))

    assert finding.severity is Severity.ERROR
    assert "where the baseline's exports none" in finding.message


def test_without_a_baseline_a_module_is_warned_of() -> None:
    [finding] = RULE.check(comparison(wheel(NAME, leaking(31, "libffi"))))

    assert finding.severity is Severity.WARNING
    assert "baseline" not in finding.message


def test_the_librarys_own_way_out_is_named_and_the_wheels_own_project_is_not() -> None:
    lxml = "lxml-5.3.0-cp310-cp310-manylinux2014_x86_64.whl"
    [zlib] = RULE.check(comparison(wheel(NAME, leaking(82, "zlib"))))
    [xml] = RULE.check(comparison(wheel(lxml, leaking(1_832, "libxml2"))))
    [curl] = RULE.check(comparison(wheel(NAME, leaking(93, "curl"))))

    assert zlib.fix.endswith("Or build zlib with Z_PREFIX.")
    assert "(uWSGI and Apache with mod_wsgi bring one)" in xml.message
    assert "Where another copy is in the process, it is set up" in curl.message
