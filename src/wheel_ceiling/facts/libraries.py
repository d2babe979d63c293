"""What a library is called once builders have had their way with its name.

Each step undoes one real habit; the tests name a wheel for each.
"""

import re
from functools import lru_cache

# No file system stores a longer name; what is longer only means to keep us busy.
_LONGEST_NAME = 255
# auditwheel puts the first 8 digits of a sha256 before the first dot of what it grafts, once per
# run: libopenblasp-r0-41284840.3.18.so. PyTorch's own tool writes libcudart.7ec1eba6.so.12.
_GRAFT_HASH = re.compile(r"(?:[-.][0-9a-f]{8})+(?=(?:\.\w+)*\.so|$)")
# VTK and OpenBLAS put their version before the suffix: libvtkCommonCore-9.2.so.
_NAME_VERSION = re.compile(r"[-.]\d+(?:\.\d+)+(?:\.dev\d*)?(?=\.so$)")
_SO_VERSION = re.compile(r"(\.so)(?:\.\d+)+[a-z]?$")
# PEP 3149 and setuptools' spellings of "which Python is this module for".
_EXTENSION_SUFFIX = re.compile(
    r"\.(?:cpython-\d+[a-z]*(?:-[\w-]+)?|abi3t?|pypy\d+-pp\d+(?:-[\w-]+)?|graalpy[\w.-]*?)\.so$"
)
# mypyc names the shared part of a package by a hash of its contents.
_MYPYC_HASH = re.compile(r"(^|/)[0-9a-f]{16,}__mypyc")
_DATA_FOLDER = re.compile(r"^[^/]+\.data/(platlib|purelib)/")
_OTHER_DATA_FOLDER = re.compile(r"^[^/]+\.data/")
_DIST_INFO = re.compile(r"^[^/]+\.dist-info/")
# pkg.libs/ beside the package since auditwheel 3, pkg/.libs/ inside it before.
_LIBS_FOLDER = re.compile(r"^(?:[^/]+\.libs|[^/]+/\.libs)/")

# What setuptools and distutils call the folders that they build in.
_BUILT_TREE = re.compile(r"(?:^|/)build/lib(?:\.[^/]*)?/")
_BUILD_FOLDER = re.compile(r"(?:^|/)build/(?:bdist|lib|temp)\b[^/]*/|^(?:build|bdist\.[^/]+)/")


# The libraries of a wheel ask for each other by the same few names.
_MOST_REMEMBERED = 20_000


@lru_cache(maxsize=_MOST_REMEMBERED)
def plain_name(name: str) -> str:
    """Return a library's file name or soname without hashes, versions and Python suffixes."""
    if len(name) > _LONGEST_NAME:
        return name
    without_python = _EXTENSION_SUFFIX.sub(".so", name)
    without_hash = _MYPYC_HASH.sub(r"\1__mypyc", _GRAFT_HASH.sub("", without_python))
    return _NAME_VERSION.sub("", _SO_VERSION.sub(r"\1", without_hash))


def has_hash(name: str) -> bool:
    """Whether a file name or soname has a hash in it, as auditwheel and PyTorch write it."""
    return bool(_GRAFT_HASH.search(name[-_LONGEST_NAME:]))


@lru_cache(maxsize=_MOST_REMEMBERED)
def plain_path(path: str) -> str:
    """Return the path that stands for the same file in another release or for another Python."""
    folder, slash, name = _plain_folder(path).rpartition("/")
    return f"{folder}{slash}{plain_name(name)}"


def _plain_folder(path: str) -> str:
    placed = _DATA_FOLDER.sub("", path)
    placed = _OTHER_DATA_FOLDER.sub("data/", placed)
    placed = _DIST_INFO.sub("dist-info/", placed)
    return _LIBS_FOLDER.sub(".libs/", placed)


def is_grafted(path: str) -> bool:
    """Whether auditwheel put the library there: nothing else fills these folders."""
    return bool(_LIBS_FOLDER.match(_DATA_FOLDER.sub("", path)))


def is_in_build_folder(path: str) -> bool:
    """Whether it lies in a folder that setuptools builds in, which no wheel should hold."""
    return bool(_BUILD_FOLDER.search(path))


def without_build_folder(path: str) -> str:
    """Return what follows ``build/lib.linux-x86_64-cpython-311/``; empty where it is not so."""
    match = _BUILT_TREE.search(path)
    return path[match.end() :] if match else ""


def version_depth(name: str) -> int:
    """Return how many numbers follow ``.so``: tells the links of one family apart."""
    match = _SO_VERSION.search(name[-_LONGEST_NAME:])
    return match[0].count(".") - 1 if match else 0


def python_suffix(name: str) -> str:
    """Return the part of a module's name that says which Python it is for, else nothing."""
    match = _EXTENSION_SUFFIX.search(name[-_LONGEST_NAME:])
    return match[0].removeprefix(".").removesuffix(".so") if match else ""
