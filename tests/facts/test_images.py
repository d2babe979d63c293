import pytest
from msgspec.structs import replace

from tests.build import DEBIAN, RED_HAT, UBUNTU, library, wheel
from wheel_ceiling.facts.image_table import image_rows, voice_of
from wheel_ceiling.facts.images import (
    BuildImage,
    distributions_of_tags,
    image_of_library,
    images_of_wheel,
    summary_of_images,
    system_of,
)
from wheel_ceiling.facts.toolchains import HOST_DISTRIBUTIONS
from wheel_ceiling.model import ElfFacts, Platform
from wheel_ceiling.wheels.names import parse_name

CENTOS_5 = "GCC: (GNU) 4.1.2 20080704 (Red Hat 4.1.2-55)"
CENTOS_6 = "GCC: (GNU) 4.4.7 20120313 (Red Hat 4.4.7-23)"
CENTOS_7 = "GCC: (GNU) 4.8.5 20150623 (Red Hat 4.8.5-44)"
RHEL_8 = "GCC: (GNU) 8.5.0 20210514 (Red Hat 8.5.0-26)"
DEVTOOLSET_2 = "GCC: (GNU) 4.8.2 20140120 (Red Hat 4.8.2-15)"
DEVTOOLSET_8 = "GCC: (GNU) 8.3.1 20190311 (Red Hat 8.3.1-3)"
TOOLSET_14 = "GCC: (GNU) 14.2.1 20250110 (Red Hat 14.2.1-7)"
ALPINE = "GCC: (Alpine 13.2.1_git20231014) 13.2.1 20231014"
FEDORA = "clang version 19.1.3 (Fedora 19.1.3-2.fc42)"
DEBIAN_9 = "GCC: (Debian 6.3.0-18+deb9u1) 6.3.0 20170516"
DEBIAN_CLANG = "Debian clang version 15.0.7"
FOCAL = "GCC: (Ubuntu 9.4.0-1ubuntu1~20.04.2) 9.4.0"
CONDA = "GCC: (conda-forge gcc 14.4.0-1) 14.4.0"
CROSS = "GCC: (crosstool-NG UNKNOWN) 8.5.0"
RUST = "rustc version 1.82.0 (f6e511eec 2024-10-15)"
LLD = "Linker: LLD 19.1.3"
ZIG = "clang version 18.1.6 (https://github.com/ziglang/zig-bootstrap 98bc6bf4fc4009888d33941d)"

# What real wheels say, in the order of their .comment, and what it means.
TOLD = {
    "lxml 4.5.0": ((CENTOS_5, DEVTOOLSET_2), "manylinux1", "manylinux"),
    "grpcio 1.34.0": ((CENTOS_6, DEVTOOLSET_8), "manylinux2010", "manylinux"),
    # CentOS 6 would have said so in every file
    "mypy 1.7.1": ((DEVTOOLSET_8, "clang version 7.0.1"), "manylinux2014", "manylinux"),
    "numpy 1.26.4": ((RED_HAT,), "manylinux2014", "manylinux"),
    "cryptography 43.0.3": ((RED_HAT, RUST, CENTOS_7), "manylinux2014", "manylinux"),
    "polars 1.17.1": ((RED_HAT, LLD, CENTOS_7, RUST), "manylinux2014", "manylinux"),
    "pyzmq 27.1.0": ((TOOLSET_14, RHEL_8), "manylinux_2_28", "manylinux"),
    "lxml 6.0.2": ((TOOLSET_14,), "manylinux_2_28 or newer", "manylinux"),
    "wasmtime 50.0.1": ((RHEL_8, RUST), "RHEL 8", "Red Hat"),
    "psutil 7.2.2": ((ALPINE,), "musllinux_1_2", "musllinux"),
    "bcrypt 4.0.1": (("GCC: (Alpine 9.3.0) 9.3.0",), "musllinux_1_1", "musllinux"),
    "a newer Alpine": (("GCC: (Alpine 19.1.0) 19.1.0",), "Alpine", "musllinux"),
    "pydantic-core 2.13.0": ((UBUNTU, RUST), "Ubuntu 22.04", "Ubuntu"),
    "sqlite-vec 0.1.6": ((FOCAL,), "Ubuntu 20.04", "Ubuntu"),
    "libclang 16.0.6": (("GCC: (Ubuntu/Linaro 8.4.0-3ubuntu1) 8.4.0",), "Ubuntu", "Ubuntu"),
    "a plain build on Debian": ((DEBIAN,), "Debian 12", "Debian"),
    "its next point release": (("GCC: (Debian 12.2.0-14+deb12u1) 12.2.0",), "Debian 12", "Debian"),
    "mkl-random 1.5.0": ((CONDA,), "conda-forge", "conda"),
    "conda's own old glibc": ((CENTOS_6, CONDA), "conda-forge", "conda"),
    "orjson 3.10.12": ((LLD, RUST, FEDORA), "Fedora", "Fedora"),
    "zig 0.13": ((LLD, ZIG), "zig", "zig"),
    # rdkit 2023.9.1 holds libraries of boost that were made on Ubuntu
    "a static library of elsewhere": ((RED_HAT, FOCAL), "manylinux2014", "manylinux"),
    # Rust's own library was made with crosstool-NG
    "cryptography 38.0.0": ((RED_HAT, CROSS, CENTOS_7), "manylinux2014", "manylinux"),
}
# pydantic-core 2.12.0 for musllinux, maturin 1.16.0, and what no wheel should make us guess.
UNTOLD = {
    "nothing": ((), "no compiler left its words"),
    "an unsigned GCC": (("GCC: (GNU) 11.2.0", RUST), "GCC 11.2.0, which no system has signed"),
    "an unsigned start": (("GCC: (GNU) 9.4.0", UBUNTU), "GCC 9.4.0, which no system has signed"),
    "Rust alone": ((RUST,), "rustc 1.82.0 alone does not tell"),
    "clang and lld": (
        ("clang version 22.1.8", LLD),
        "clang 22.1.8, LLD 19.1.3 alone does not tell",
    ),
    "an unknown GCC of Red Hat": (
        ("GCC: (GNU) 14.2.1 20241104 (Red Hat 14.2.1-6)",),
        "GCC 14.2.1 of Red Hat, of no image that is known here",
    ),
    "two systems of which none has a row": (
        (DEBIAN_CLANG, "Ubuntu clang version 15.0.7"),
        "clang 15.0.7 of Debian and Ubuntu, of no image that is known here",
    ),
    "no order": ((RED_HAT, UBUNTU, LLD), "words of manylinux2014 and of Ubuntu 22.04, in no order"),
    # ddtrace 2.17.1: libddwaf.so
    "no order, and no release": (
        (DEBIAN_CLANG, ALPINE, LLD),
        "words of musllinux_1_2 and of Debian, in no order",
    ),
}
TOO_NEW = library(glibc="2.29", compilers=(RED_HAT,))


def made_by(*words: str, path: str = "ray/_raylet.so", glibc: str = "2.5") -> ElfFacts:
    """A file; without a glibc it asks for none, as files for musl do."""
    file = library(path, glibc or "2.5", compilers=words)
    return file if glibc else replace(file, version_needs=())


@pytest.mark.parametrize("what", TOLD)
def test_a_file_speaks_of_its_image(what: str) -> None:
    words, name, family = TOLD[what]

    image = image_of_library(made_by(*words, glibc="" if family == "musllinux" else "2.5"))

    assert (image.name, image.family) == (name, family)
    assert image.is_host == (family in HOST_DISTRIBUTIONS)
    assert image.fits


@pytest.mark.parametrize("what", UNTOLD)
def test_where_words_do_not_tell_there_is_no_name_but_a_reason(what: str) -> None:
    words, reason = UNTOLD[what]

    image = image_of_library(made_by(*words))

    assert not image
    assert (image.family, image.is_host, image.reason) == ("", False, reason)
    assert image.text == reason


def test_the_reason_names_the_compiler_and_whose_objects_are_linked_in() -> None:
    image = image_of_library(made_by(RED_HAT, CENTOS_7, FOCAL))

    assert image.text == (
        "manylinux2014 (GCC 10.2.1 of devtoolset-10, libc objects of CentOS 7 by GCC 4.8.5; "
        "parts of it by Ubuntu 20.04)"
    )


def test_no_image_is_named_whose_glibc_is_too_old_for_the_file() -> None:
    image = image_of_library(TOO_NEW)

    assert not image
    assert image.reason == "its words are those of manylinux2014, but it asks for GLIBC_2.29"


def test_nor_one_that_is_not_made_for_the_machine() -> None:
    image = image_of_library(made_by("GCC: (GNU) 4.8.5", glibc=""))

    assert image.reason == "its words are those of rust-cross, but it is for x86_64"


def test_a_newer_glibc_tells_of_the_newer_image() -> None:
    assert image_of_library(library(glibc="2.34", compilers=(TOOLSET_14,))).name == "manylinux_2_34"


def test_notes_of_annobin_tell_newer_systems_from_centos_7() -> None:
    """Pillow 9.2.0: devtoolset-11 and gcc-toolset-11 say the same."""
    either = made_by("GCC: (GNU) 11.2.1 20220127 (Red Hat 11.2.1-9)", glibc="2.17")

    assert image_of_library(either).name == "manylinux2014 or newer"
    newer = image_of_library(replace(either, marks=("annobin",)))
    assert newer.name == "manylinux_2_28 or newer"


def test_a_machine_tells_too() -> None:
    riscv = library(glibc="2.38", compilers=(TOOLSET_14,), machine="riscv64")

    assert image_of_library(riscv).name == "manylinux_2_39"


@pytest.mark.parametrize(
    ("words", "tag", "name"),
    [
        (DEBIAN_9, "manylinux_2_24_x86_64", "manylinux_2_24"),
        (DEBIAN_9, "manylinux_2_17_x86_64", "Debian 9"),
        (FOCAL, "manylinux_2_31_armv7l", "manylinux_2_31"),
        (FOCAL, "manylinux_2_31_x86_64", "Ubuntu 20.04"),
    ],
)
def test_some_images_are_a_distribution_and_only_the_tag_tells(
    words: str, tag: str, name: str
) -> None:
    image = image_of_library(made_by(words), [Platform.parse(tag)])

    assert image.name == name
    assert image.is_image is name.startswith("manylinux")


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ("manylinux2014_x86_64", {"Red Hat"}),
        ("manylinux_2_17_x86_64.manylinux_2_24_x86_64", {"Red Hat", "Debian"}),
        ("manylinux_2_31_armv7l", {"Red Hat", "Ubuntu"}),
        ("manylinux_2_31_x86_64", {"Red Hat"}),
    ],
)
def test_the_distributions_of_a_tags_images(tags: str, found: set[str]) -> None:
    label = parse_name(f"a-1-cp310-cp310-{tags}.whl")

    assert label
    assert distributions_of_tags(label) == found


@pytest.mark.parametrize(
    ("left", "right", "they"),
    [
        ((RED_HAT,), (UBUNTU,), "differ"),
        ((RED_HAT,), (TOOLSET_14,), "differ"),
        ((TOOLSET_14,), (TOOLSET_14, RHEL_8), "may be one"),
        ((RHEL_8,), (TOOLSET_14, RHEL_8), "may be one"),
        ((UBUNTU,), (FOCAL,), "differ"),
        ((UBUNTU,), ("GCC: (Ubuntu 8.4.0-3ubuntu1) 8.4.0",), "may be one"),
        ((ALPINE,), ("GCC: (Alpine 19.1.0) 19.1.0",), "may be one"),
        ((RED_HAT,), (RUST,), "may be one"),
        ((), (RED_HAT,), "may be one"),
    ],
)
def test_images_differ_where_both_are_told_and_cannot_be_the_same(
    left: tuple[str, ...], right: tuple[str, ...], they: str
) -> None:
    one, other = (image_of_library(made_by(*words, glibc="")) for words in (left, right))

    assert one.is_other_than(other) is (they == "differ")
    assert other.is_other_than(one) is (they == "differ")


def test_a_wheels_files_tell_one_by_one() -> None:
    found = images_of_wheel(wheel("a-1-py3-none-any.whl", made_by(RED_HAT), made_by(path="b.so")))

    assert [(file.path, image.name) for file, image in found] == [
        ("ray/_raylet.so", "manylinux2014"),
        ("b.so", ""),
    ]


def test_a_summary_counts_the_unsure_with_their_neighbours_and_the_silent_last() -> None:
    # h5py 3.15.1
    files = [made_by(path="silent.so"), made_by(path="mute.so"), made_by(RED_HAT, path="a.so")]
    files += [made_by(TOOLSET_14, path="b.so"), made_by(TOOLSET_14, RHEL_8, path="c.so")]

    told = summary_of_images(wheel("a-1-py3-none-any.whl", *files))

    assert [(image.name, number) for image, number in told] == [
        ("manylinux_2_28", 2),
        ("manylinux2014", 1),
        ("", 2),
    ]


def test_the_unsure_stay_unsure_among_neighbours_of_two_kinds() -> None:
    old = made_by(TOOLSET_14, RHEL_8, path="a.so")
    new = made_by(TOOLSET_14, path="b.so", glibc="2.34")

    told = summary_of_images(
        wheel("a-1-py3-none-any.whl", old, new, made_by(TOOLSET_14, path="c.so"))
    )

    assert {image.name for image, _ in told} == {
        "manylinux_2_28",
        "manylinux_2_34",
        "manylinux_2_28 or newer",
    }


def test_words_of_a_distribution_tell_its_release() -> None:
    assert system_of(UBUNTU, "Ubuntu") == "Ubuntu 22.04"
    assert system_of(DEBIAN_CLANG, "Debian") == "Debian"


def test_every_row_has_a_source_and_is_known_by_something() -> None:
    for row in image_rows():
        assert row.source, row.name
        assert row.compilers or row.libc_objects, row.name
    assert len({row.name for row in image_rows()}) == len(image_rows())


def test_a_word_that_nobody_knows_has_no_rows() -> None:
    assert not voice_of("GCC: (GNU) 99.0").rows
    assert not BuildImage("", "", is_host=False, reason="x").is_other_than(
        BuildImage("", "", is_host=False, reason="y")
    )
