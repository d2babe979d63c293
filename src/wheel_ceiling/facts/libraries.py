"""What a library is called once builders have had their way with its name.

Each step undoes one real habit; the tests name a wheel for each.
"""

import re

# auditwheel appends the first 8 digits of a sha256 to what it grafts; run twice, it does so twice.
_GRAFT_HASH = re.compile(r"(?:-[0-9a-f]{8})+(?=\.so|$)")
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


def plain_name(name: str) -> str:
    """Return a library's file name or soname without hashes, versions and Python suffixes."""
    without_python = _EXTENSION_SUFFIX.sub(".so", name)
    without_hash = _MYPYC_HASH.sub(r"\1__mypyc", _GRAFT_HASH.sub("", without_python))
    return _SO_VERSION.sub(r"\1", without_hash)


def plain_path(path: str) -> str:
    """Return the path that stands for the same file in another release or for another Python."""
    folder, slash, name = _plain_folder(path).rpartition("/")
    return f"{folder}{slash}{plain_name(name)}"


def _plain_folder(path: str) -> str:
    placed = _DATA_FOLDER.sub("", path)
    placed = _OTHER_DATA_FOLDER.sub("data/", placed)
    placed = _DIST_INFO.sub("dist-info/", placed)
    return _LIBS_FOLDER.sub(".libs/", placed)


def installed_path(path: str) -> str:
    """Return where an installer puts a member, relative to site-packages (binary format)."""
    return _DATA_FOLDER.sub("", path)


def version_depth(name: str) -> int:
    """Return how many numbers follow ``.so``: tells the links of one family apart."""
    match = _SO_VERSION.search(name)
    return match[0].count(".") - 1 if match else 0


def python_suffix(name: str) -> str:
    """Return the part of a module's name that says which Python it is for, else nothing."""
    match = _EXTENSION_SUFFIX.search(name)
    return match[0].removeprefix(".").removesuffix(".so") if match else ""
