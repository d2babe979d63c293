"""Import packages that are plainly one project's own: whoever ships them ships that project.

The top-level names that the projects' own wheels have. Namespace packages, and names that several
projects share, are left out on purpose.
"""

# Import name -> what the name of every project that may ship it holds (forks are named after it).
_OWNERS = {
    "Cython": "cython",
    "PIL": "pillow",
    "_cffi_backend": "cffi",
    "aiohttp": "aiohttp",
    "cffi": "cffi",
    "cryptography": "cryptography",
    "cv2": "opencv",
    "grpc": "grpc",
    "h5py": "h5py",
    "llvmlite": "llvmlite",
    "lxml": "lxml",
    "markupsafe": "markupsafe",
    "matplotlib": "matplotlib",
    "msgpack": "msgpack",
    "multidict": "multidict",
    "numba": "numba",
    "numpy": "numpy",
    "pandas": "pandas",
    "pip": "pip",
    "pkg_resources": "setuptools",
    "psutil": "psutil",
    "psycopg2": "psycopg2",
    "pyarrow": "arrow",
    "pybind11": "pybind11",
    "pydantic_core": "pydantic",
    "scipy": "scipy",
    "setuptools": "setuptools",
    "sklearn": "scikit-learn",
    "torch": "torch",
    "wheel": "wheel",
    "yaml": "yaml",
    "yarl": "yarl",
    "zmq": "zmq",
}
# What installers are made of: nobody ships these for a reason, native code or not.
_INSTALLERS = frozenset({"pip", "pkg_resources", "setuptools", "wheel"})


def is_foreign(package: str, project: str) -> bool:
    """Whether an import package at a wheel's top is another project's; `project` as PEP 503."""
    owner = _OWNERS.get(package, "")
    return bool(owner) and owner not in project


def is_installer(package: str) -> bool:
    """Whether it is a part of what installs and builds packages."""
    return package in _INSTALLERS
