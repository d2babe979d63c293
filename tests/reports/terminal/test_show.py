from msgspec.structs import replace

from tests.build import NAME, UBUNTU, inventory, library, needs, wheel
from wheel_ceiling.model import (
    ElfFacts,
    ElfKind,
    ExportedFamily,
    Inventory,
    SectionSizes,
    VersionNeed,
)
from wheel_ceiling.reports.terminal.page import render_page
from wheel_ceiling.reports.terminal.show import render_show
from wheel_ceiling.wheels.names import parse_name

FULL = library(
    "ray/_raylet.so",
    size=1_000_000,
    loaded_size=400_000,
    needed=("libm.so.6", "libc.so.6"),
    soname="_raylet.so",
    rpath=("$ORIGIN/../ray.libs", "/opt/lib", ""),
    runpath=("lib",),
    version_needs=(
        *needs({"GLIBC_2.29 libm.so.6": ["exp", "pow"], "GLIBC_2.17 libc.so.6": ["memcpy"]}),
        VersionNeed("libstdc++.so.6", "GLIBCXX_3.4.21", ("_Znwm",), ("_Znwm",)),
        VersionNeed("libc.so.6", "GLIBC_PRIVATE", ("__libc_x",)),
    ),
    compilers=(UBUNTU,),
    sections=SectionSizes(code=300_000, data=100_000, debug=500_000, symbols=100_000),
    flags=("executable-stack", "relro"),
    build_id="0123abcd",
)


def shown(*libraries: ElfFacts, width: int = 100) -> str:
    return render_show(inventory(wheel(NAME, *libraries)), width, colour=False)


def test_a_wheel_says_its_tags_its_promise_and_what_it_asks_for() -> None:
    assert shown(FULL).startswith(
        "ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl\n"
        "  name      ray 2.9.0\n"
        "  tags      cp310-cp310-manylinux2014_x86_64\n"
        "  size      400.0 kB in 1 file\n"
        "  promised  glibc 2.17\n"
        "  asks for  GLIBC_2.29, GLIBCXX_3.4.21\n"
    )


def test_a_library_says_all_that_is_known_of_it() -> None:
    assert (
        "  ray/_raylet.so\n"
        "    size      1.0 MB, 400.0 kB loaded, 60 % of it for debugging\n"
        "    machine   x86_64\n"
        "    asks for  GLIBC_2.29 for exp, pow of libm.so.6\n"
        "              GLIBCXX_3.4.21 for _Znwm (weak) of libstdc++.so.6\n"
        "              GLIBC_PRIVATE\n"
        "    NEEDED    libm.so.6, libc.so.6\n"
        "    SONAME    _raylet.so\n"
        "    RPATH     $ORIGIN/../ray.libs, /opt/lib (absolute), (empty) (the working directory)\n"
        "    RUNPATH   lib (the working directory)\n"
        "    made by   GCC: (Ubuntu 11.4.0-1ubuntu1~22.04) 11.4.0\n"
        "    made in   Ubuntu 22.04 (GCC 11.4.0 of Ubuntu 22.04)\n"
        "    flags     executable-stack, relro\n"
        "    build-id  0123abcd\n"
    ) in shown(FULL)


def test_a_version_may_be_wanted_without_any_symbol() -> None:
    bare = library(version_needs=(VersionNeed("libc.so.6", "GLIBC_2.17"),))

    assert "asks for  GLIBC_2.17 of libc.so.6\n" in shown(bare)


def test_an_executable_is_called_one() -> None:
    assert "  bin/tool  executable\n" in shown(library("bin/tool", kind=ElfKind.EXECUTABLE))


def test_a_file_that_needs_nothing_says_so() -> None:
    static = shown(library(needed=(), version_needs=(), size=0, compilers=()))

    assert "    NEEDED   none\n" in static
    assert "made by" not in static


def test_a_wheel_says_where_its_files_were_made() -> None:
    files = [library(f"{name}.so", compilers=()) for name in "ab"] + [library("c.so")]

    text = render_show(inventory(wheel(NAME, *files)), 100, colour=False)

    assert "  made in   manylinux2014: 1 file, not told: 2 files\n" in text


def test_where_no_word_tells_the_reason_is_shown() -> None:
    assert "    made in   not told: GCC 13.2.0, which no system has signed\n" in shown(
        library(compilers=("GCC: (GNU) 13.2.0",))
    )


def test_a_wheel_without_a_promise_says_so() -> None:
    pure = wheel("a-1-py3-none-any.whl", metadata_name="", metadata_version="")

    text = render_show(inventory(pure), 100, colour=False)

    assert "  name      a 1\n" in text
    assert "  promised  no glibc\n" in text
    assert text.endswith("1 wheel with 0 ELF files in dist/.\n")


def test_wheels_known_by_name_only_are_named() -> None:
    label = parse_name(NAME)
    assert label is not None

    assert f"not read  {NAME}\n" in render_show(
        replace(Inventory("old.json"), unread=(label,)), 100, colour=False
    )


def test_a_page_has_headings_lists_and_paragraphs_that_fit() -> None:
    page = "# a-rule\n\nIt is ``code`` that\nis wrapped.\n\n## Why\n\n- one\n  thing\n- another\n"

    assert render_page(page, 40, colour=False) == (
        "a-rule\n\nIt is `code` that is wrapped.\n\nWhy\n\n- one thing\n- another\n"
    )


def test_what_is_given_away_of_well_known_libraries_is_counted() -> None:
    families = (
        ExportedFamily("OpenSSL", 3_202, ("SSL_new",), interposable=2_192),
        ExportedFamily("libffi", 1, ("ffi_call",)),
    )

    text = " ".join(shown(replace(FULL, exported_families=families)).split())

    assert (
        "gives away 3,202 names of OpenSSL, 2,192 of them asked of the loader, 1 name of libffi"
    ) in text
