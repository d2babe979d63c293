"""Diffs as pull requests have them; in each, the line that is to be named stands behind a sign."""

from msgspec import Struct

from tests.blame.findings import (
    ABOVE_2_35,
    ABOVE_TAG,
    ARCHITECTURE,
    ARM_DROPPED,
    CPU,
    CXX_ABOVE_TAG,
    DEBUG,
    FLOOR,
    HOST,
    LIBRARY_DROPPED,
    LINKS_PYTHON,
    NOT_PROVIDED,
    PAGES,
    RECORD,
    RPATH,
    SIZE,
    SOFT,
    STACK,
    STRAY,
    SUFFIX,
    TAGS,
    TEXT,
    TLS,
    TWICE,
    UNREACHABLE,
    WHEEL_DROPPED,
    WRONG_LIBC,
)
from wheel_ceiling.model import ChangedFile, Finding

WORKFLOW = ".github/workflows/wheels.yml"
OTHER_WORKFLOW = ".github/workflows/ci.yml"


class Case(Struct, frozen=True):
    """What was found, what was changed, and the lines that are to be named, best first."""

    findings: tuple[Finding, ...]
    files: tuple[ChangedFile, ...]
    named: tuple[str, ...] = ()
    """As ``-12 text``: a sign, the number and the line."""


def case(path: str, patch: str, *named: str, found: tuple[Finding, ...] = (ABOVE_TAG,)) -> Case:
    return Case(found, (ChangedFile(path, patch),), named)


IMAGE = case(
    WORKFLOW,
    """\
@@ -10,7 +10,7 @@ jobs:
   build:
     runs-on: ubuntu-22.04
-    container: quay.io/pypa/manylinux2014_x86_64
+    container: ubuntu:22.04
     steps:
       - uses: actions/checkout@v4
""",
    "+12 container: ubuntu:22.04",
)
CIBW_IMAGE = case(
    "pyproject.toml",
    """\
@@ -40,5 +40,5 @@ test = ["pytest"]
 [tool.cibuildwheel]
 skip = "pp*"
-manylinux-x86_64-image = "manylinux2014"
-manylinux-aarch64-image = "manylinux2014"
+manylinux-x86_64-image = "manylinux_2_34"
+manylinux-aarch64-image = "manylinux_2_34"
""",
    '+42 manylinux-x86_64-image = "manylinux_2_34"',
    found=(FLOOR,),
)
CIBW_IMAGE_OF_WORKFLOW = case(
    WORKFLOW,
    """\
@@ -22,6 +22,7 @@ jobs:
       - uses: pypa/cibuildwheel@v2.21
         env:
           CIBW_SKIP: pp*
+          CIBW_MANYLINUX_X86_64_IMAGE: manylinux_2_34
       - uses: actions/upload-artifact@v4
""",
    "+25 CIBW_MANYLINUX_X86_64_IMAGE: manylinux_2_34",
    found=(FLOOR,),
)
MATURIN = case(
    ".github/workflows/CI.yml",
    """\
@@ -30,7 +30,7 @@ jobs:
       - uses: PyO3/maturin-action@v1
         with:
           target: x86_64
-          manylinux: 2014
+          manylinux: 2_34
           args: --release --out dist
""",
    "+33 manylinux: 2_34",
    found=(FLOOR,),
)
FROM = case(
    "ci/docker/build.Dockerfile",
    """\
@@ -1,3 +1,3 @@
-FROM quay.io/pypa/manylinux2014_x86_64:2024-01-08-eb135ed
+FROM debian:bookworm-slim AS build
 RUN yum install -y zlib-devel
""",
    "+1 FROM debian:bookworm-slim AS build",
    found=(HOST, ABOVE_TAG),
)
RUNNER = case(
    ".github/workflows/build.yml",
    """\
@@ -5,7 +5,7 @@ on:
 jobs:
   build_wheels:
     name: Wheels
-    runs-on: ubuntu-20.04
+    runs-on: ubuntu-24.04
     steps:
       - uses: actions/checkout@v4
""",
    "+8 runs-on: ubuntu-24.04",
    found=(ABOVE_2_35,),
)
RAY = Case(
    (TWICE, HOST, ABOVE_TAG, DEBUG),
    (
        ChangedFile(
            "ci/build/build-manylinux-wheel.sh",
            """\
@@ -18,6 +18,9 @@ set -exuo pipefail
 cd python

+# Use the library that the last step cached.
+mkdir -p ray
+tar -xzf /tmp/ray-cache.tgz -C python/ray/ray/
 python setup.py bdist_wheel
""",
        ),
        ChangedFile(
            "ci/docker/manylinux.Dockerfile",
            """\
@@ -8,4 +8,5 @@ WORKDIR /home/forge/ray
 COPY bazel/ bazel/
+COPY python/ python/
 RUN bazel build //:ray_pkg
""",
        ),
        ChangedFile(
            "python/ray/_version.py", '@@ -1 +1 @@\n-version = "2.8.0"\n+version = "2.9.0"'
        ),
    ),
    (
        "+22 tar -xzf /tmp/ray-cache.tgz -C python/ray/ray/",
        "+9 COPY python/ python/",
    ),
)
DOCKER_IGNORE = case(
    ".dockerignore",
    "@@ -1,4 +1,3 @@\n .git\n-**/*.so\n-docs\n node_modules\n",
    "-2 **/*.so",
    found=(HOST,),
)
CACHE = case(
    WORKFLOW,
    """\
@@ -14,6 +14,11 @@ jobs:
   build:
     steps:
+      - uses: actions/cache@v4
+        with:
+          path: build
+          key: ${{ runner.os }}-build
+          restore-keys: ${{ runner.os }}-
       - run: python -m build
""",
    "+16 - uses: actions/cache@v4",
    found=(SUFFIX,),
)
CLEAN_UP_GONE = case(
    "scripts/build-wheels.sh",
    """\
@@ -3,5 +3,4 @@ set -e
 for py in /opt/python/cp3*; do
-  rm -rf build dist
   $py/bin/pip wheel . -w dist
 done
""",
    "-4 rm -rf build dist",
    found=(SUFFIX,),
)
REPAIR_GONE = case(
    "scripts/build-wheels.sh",
    """\
@@ -9,4 +9,3 @@ done
 for wheel in dist/*.whl; do
-  auditwheel repair "$wheel" -w wheelhouse
+  cp "$wheel" wheelhouse
 done
""",
    '-10 auditwheel repair "$wheel" -w wheelhouse',
    found=(NOT_PROVIDED,),
)
REPAIR_OFF = case(
    WORKFLOW,
    """\
@@ -22,4 +22,5 @@ jobs:
       - uses: pypa/cibuildwheel@v2.21
         env:
+          CIBW_REPAIR_WHEEL_COMMAND_LINUX: ""
           CIBW_SKIP: pp*
""",
    '+24 CIBW_REPAIR_WHEEL_COMMAND_LINUX: ""',
    found=(TAGS,),
)
REPAIRED_OTHERWISE = case(
    "scripts/build-wheels.sh",
    "@@ -3 +3 @@\n-auditwheel repair $w\n+auditwheel repair --only-plat --no-update-tags $w\n",
    "+3 auditwheel repair --only-plat --no-update-tags $w",
    found=(TAGS,),
)
LEFT_OUT = case(
    "pyproject.toml",
    """\
@@ -50,3 +50,3 @@ x
 [tool.cibuildwheel.linux]
-repair-wheel-command = "auditwheel repair -w {dest_dir} {wheel}"
+repair-wheel-command = "auditwheel repair --exclude libssl.so.3 -w {dest_dir} {wheel}"
""",
    '+51 repair-wheel-command = "auditwheel repair --exclude libssl.so.3 -w {dest_dir} {wheel}"',
    found=(NOT_PROVIDED,),
)
TAG_LOWERED = case(
    "scripts/repair.sh",
    """\
@@ -1,2 +1,2 @@
-auditwheel repair --plat manylinux_2_28_x86_64 dist/*.whl
+auditwheel repair --plat manylinux2014_x86_64 dist/*.whl
""",
    "+1 auditwheel repair --plat manylinux2014_x86_64 dist/*.whl",
)
RENAMED = case(
    "ci/build_wheels.sh",
    """\
@@ -7,3 +7,5 @@
 python setup.py bdist_wheel
+# Make PyPI take them.
+for f in dist/*.whl; do mv "$f" "${f/linux/manylinux2014}"; done
 twine check dist/*
""",
    '+9 for f in dist/*.whl; do mv "$f" "${f/linux/manylinux2014}"; done',
)
STRIP_GONE = case(
    "CMakeLists.txt",
    """\
@@ -20,5 +20,3 @@ add_library(_raylet MODULE raylet.cc)
-add_custom_command(TARGET _raylet POST_BUILD
-  COMMAND ${CMAKE_STRIP} --strip-unneeded $<TARGET_FILE:_raylet>)
 install(TARGETS _raylet DESTINATION ray)
""",
    "-21 COMMAND ${CMAKE_STRIP} --strip-unneeded $<TARGET_FILE:_raylet>)",
    found=(DEBUG,),
)
STRIP_OFF = case(
    "Cargo.toml",
    "@@ -10,4 +10,4 @@\n [profile.release]\n lto = true\n-strip = true\n+strip = false\n",
    "+12 strip = false",
    found=(DEBUG, SIZE),
)
DEBUG_FLAG = case(
    "setup.py",
    """\
@@ -30,7 +30,7 @@ setup(
     ext_modules=[
         Extension(
             "ray._raylet",
-            extra_compile_args=["-O2"],
+            extra_compile_args=["-O2", "-g"],
         )
     ],
""",
    '+33 extra_compile_args=["-O2", "-g"],',
    found=(DEBUG,),
)
DEBUG_BUILD = case(
    "pyproject.toml",
    '@@ -5,3 +5,3 @@\n [tool.scikit-build]\n-cmake.build-type = "Release"\n'
    '+cmake.build-type = "RelWithDebInfo"\n',
    '+6 cmake.build-type = "RelWithDebInfo"',
    found=(DEBUG,),
)
RELEASE_GONE = case(
    WORKFLOW,
    """\
@@ -30,4 +30,4 @@ jobs:
       - uses: PyO3/maturin-action@v1
         with:
-          args: --release --out dist
+          args: --out dist
""",
    "-32 args: --release --out dist",
    found=(DEBUG,),
)
COMPILER = case(
    "ci/Dockerfile",
    """\
@@ -3,3 +3,3 @@ FROM quay.io/pypa/manylinux2014_x86_64
-RUN scl enable devtoolset-10 "make -C cpp"
+RUN scl enable devtoolset-12 "make -C cpp"
 RUN python -m build
""",
    '+3 RUN scl enable devtoolset-12 "make -C cpp"',
    found=(CXX_ABOVE_TAG,),
)
STATIC_RUNTIME = case(
    "setup.cfg",
    "@@ -1,3 +1,2 @@\n [build_ext]\n-link_args = -static-libstdc++ -static-libgcc\n debug = 0\n",
    "-2 link_args = -static-libstdc++ -static-libgcc",
    found=(CXX_ABOVE_TAG,),
)
LINKED = case(
    "CMakeLists.txt",
    """\
@@ -12,4 +12,5 @@
 add_library(_raylet MODULE raylet.cc)
-target_link_libraries(_raylet PRIVATE z)
+find_package(Threads REQUIRED)
+target_link_libraries(_raylet PRIVATE z ssl Threads::Threads)
""",
    "+14 target_link_libraries(_raylet PRIVATE z ssl Threads::Threads)",
    found=(NOT_PROVIDED,),
)
INSTALLED = case(
    WORKFLOW,
    """\
@@ -22,3 +22,4 @@ jobs:
       - uses: pypa/cibuildwheel@v2.21
         env:
+          CIBW_BEFORE_ALL: yum install -y libssl-devel
           CIBW_SKIP: pp*
""",
    "+24 CIBW_BEFORE_ALL: yum install -y libssl-devel",
    found=(NOT_PROVIDED,),
)
BEFORE_THE_BUILD = case(
    "pyproject.toml",
    '@@ -3 +3 @@\n [tool.cibuildwheel]\n-before-build = "make -C cpp"\n'
    '+before-build = "make -C cpp light"\n',
    '+4 before-build = "make -C cpp light"',
    found=(LIBRARY_DROPPED,),
)
PYTHON_LINKED = case(
    "CMakeLists.txt",
    "@@ -3 +3 @@\n-find_package(Python COMPONENTS Development.Module)\n"
    "+find_package(Python COMPONENTS Development.Embed)\n",
    "+3 find_package(Python COMPONENTS Development.Embed)",
    found=(LINKS_PYTHON,),
)
RPATH_SET = case(
    "CMakeLists.txt",
    '@@ -8,2 +8,3 @@\n project(ray)\n+set(CMAKE_INSTALL_RPATH "/opt/lib")\n add_library(x)\n',
    '+9 set(CMAKE_INSTALL_RPATH "/opt/lib")',
    found=(RPATH,),
)
RPATH_GONE = case(
    "meson.build",
    "@@ -8,3 +8,2 @@\n py.extension_module('_raylet', 'raylet.c',\n"
    "-  install_rpath: '$ORIGIN/lib',\n   install: true)\n",
    "-9 install_rpath: '$ORIGIN/lib',",
    found=(UNREACHABLE,),
)
ASSEMBLY = case(
    "CMakeLists.txt",
    "@@ -4,2 +4,3 @@\n add_library(_raylet MODULE\n+  src/switch_x86_64.S\n   src/raylet.cc)\n",
    "+5 src/switch_x86_64.S",
    found=(STACK,),
)
PACKAGE_DATA = case(
    "pyproject.toml",
    """\
@@ -30,4 +30,5 @@
 [tool.setuptools.package-data]
 ray = [
     "core/*.so",
+    "core/**/*",
 ]
""",
    '+33 "core/**/*",',
    found=(STRAY, SIZE),
)
MANIFEST = case(
    "MANIFEST.in",
    "@@ -1,2 +1,3 @@\n include README.md\n+graft build\n recursive-include ray *.so\n",
    "+2 graft build",
    found=(STRAY,),
)
BACKEND = case(
    "pyproject.toml",
    """\
@@ -1,3 +1,3 @@
 [build-system]
-requires = ["setuptools>=61", "wheel"]
-build-backend = "setuptools.build_meta"
+requires = ["hatchling"]
+build-backend = "hatchling.build"
""",
    '+3 build-backend = "hatchling.build"',
    '+2 requires = ["hatchling"]',
    found=(STRAY,),
)
SKIPPED = case(
    "pyproject.toml",
    '@@ -1,3 +1,3 @@\n [tool.cibuildwheel]\n-skip = "pp*"\n+skip = "pp* cp39-*"\n',
    '+2 skip = "pp* cp39-*"',
    found=(WHEEL_DROPPED,),
)
PYTHON_GONE = case(
    WORKFLOW,
    """\
@@ -8,5 +8,5 @@ jobs:
   build:
     strategy:
       matrix:
-        python: ["3.9", "3.10", "3.11"]
+        python: ["3.10", "3.11"]
""",
    '-11 python: ["3.9", "3.10", "3.11"]',
    found=(WHEEL_DROPPED,),
)
LOWEST_PYTHON = case(
    "pyproject.toml",
    '@@ -5,3 +5,3 @@\n [project]\n-requires-python = ">=3.9"\n+requires-python = ">=3.10"\n',
    '+6 requires-python = ">=3.10"',
    found=(WHEEL_DROPPED,),
)
ARCHS = case(
    WORKFLOW,
    "@@ -20,3 +20,3 @@ jobs:\n       - uses: pypa/cibuildwheel@v2.21\n         env:\n"
    "-          CIBW_ARCHS_LINUX: x86_64 aarch64\n+          CIBW_ARCHS_LINUX: auto aarch64\n",
    "+22 CIBW_ARCHS_LINUX: auto aarch64",
    found=(ARM_DROPPED,),
)
PLATFORM = case(
    "build/Dockerfile",
    "@@ -1,2 +1,2 @@\n-FROM --platform=linux/amd64 debian:10\n"
    "+FROM --platform=linux/arm64 debian:10\n",
    "+1 FROM --platform=linux/arm64 debian:10",
    found=(ARCHITECTURE,),
)
ALPINE = case(
    "docker/wheel.Dockerfile",
    "@@ -1,2 +1,2 @@\n-FROM debian:10\n+FROM alpine:3.21\n RUN make\n",
    "+1 FROM alpine:3.21",
    found=(WRONG_LIBC,),
)
CHANGED_BY_HAND = case(
    "ci/release.sh",
    "@@ -5,2 +5,3 @@\n python -m build\n+zip -d dist/*.whl 'ray/tests/*'\n",
    "+6 zip -d dist/*.whl 'ray/tests/*'",
    found=(RECORD,),
)
EXTENSION_OFF = case(
    WORKFLOW,
    "@@ -20,3 +20,4 @@ jobs:\n       - name: Build\n         env:\n+          SKIP_CYTHON: 1\n"
    "         run: python -m build\n",
    "+22 SKIP_CYTHON: 1",
    found=(LIBRARY_DROPPED,),
)
BUILDER = case(
    WORKFLOW,
    "@@ -20,2 +20,2 @@ jobs:\n-      - uses: pypa/cibuildwheel@v2.23.3\n"
    "+      - uses: pypa/cibuildwheel@v3.0.0\n",
    "+20 - uses: pypa/cibuildwheel@v3.0.0",
    found=(FLOOR,),
)
BUILDER_GONE = case(
    WORKFLOW,
    "@@ -20,2 +20,2 @@ jobs:\n-      - uses: pypa/cibuildwheel@v2.23.3\n"
    "+      - run: python -m build\n",
    "-20 - uses: pypa/cibuildwheel@v2.23.3",
    found=(HOST,),
)
LINKERS_STRIP = case(
    "setup.cfg",
    "@@ -1,2 +1,2 @@\n [build_ext]\n-LDFLAGS = -s -O2\n+LDFLAGS = -O2\n",
    "-2 LDFLAGS = -s -O2",
    found=(DEBUG,),
)
OPTIMISED = case(
    "Cargo.toml",
    '@@ -9,2 +9,2 @@\n [profile.release]\n-opt-level = "z"\n+opt-level = 3\n',
    "+10 opt-level = 3",
    found=(SIZE,),
)
PROCESSOR = case(
    "CMakeLists.txt",
    "@@ -3 +3,2 @@\n project(ray)\n+add_compile_options(-O3 -march=haswell)\n",
    "+4 add_compile_options(-O3 -march=haswell)",
    found=(CPU,),
)
RUST_RUNTIME = case(
    ".cargo/config.toml",
    '@@ -1 +1,2 @@\n [build]\n+rustflags = ["-C", "target-feature=+crt-static"]\n',
    '+2 rustflags = ["-C", "target-feature=+crt-static"]',
    found=(WRONG_LIBC,),
)
OTHER_COMPILER = case(
    WORKFLOW,
    "@@ -20,3 +20,4 @@ jobs:\n   build:\n     env:\n+      CXX: /usr/bin/g++-12\n       X: y\n",
    "+22 CXX: /usr/bin/g++-12",
    found=(HOST,),
)
CONDA = case(
    "ci/build.sh",
    "@@ -2 +2,2 @@\n set -e\n+conda install -y gxx_linux-64\n",
    "+3 conda install -y gxx_linux-64",
    found=(ABOVE_TAG,),
)
CRATE = case(
    "Cargo.toml",
    '@@ -9,2 +9,2 @@\n [dependencies]\n-native-tls = "0.2"\n+ssl = "0.10"\n',
    '+10 ssl = "0.10"',
    found=(NOT_PROVIDED,),
)
SHARED = case(
    "CMakeLists.txt",
    "@@ -3 +3 @@\n-set(BUILD_SHARED_LIBS OFF)\n+set(BUILD_SHARED_LIBS ON)\n",
    "+3 set(BUILD_SHARED_LIBS ON)",
    found=(UNREACHABLE,),
)
STACK_ALLOWED = case(
    "meson.build",
    "@@ -3,2 +3 @@\n project('ray')\n-add_link_args('-Wl,-z,noexecstack')\n",
    "-4 add_link_args('-Wl,-z,noexecstack')",
    found=(STACK,),
)
SMALLER_PAGES = case(
    "setup.cfg",
    "@@ -1,2 +1,2 @@\n [build_ext]\n-LDFLAGS = -Wl,-z,max-page-size=65536\n+LDFLAGS = -g1\n",
    "-2 LDFLAGS = -Wl,-z,max-page-size=65536",
    found=(PAGES,),
)
ALLOCATOR = case(
    "Cargo.toml",
    '@@ -9 +9,2 @@\n [dependencies]\n+tikv-jemallocator = "0.5"\n',
    '+10 tikv-jemallocator = "0.5"',
    found=(TLS,),
)
NOT_INDEPENDENT = case(
    "CMakeLists.txt",
    "@@ -3,2 +3 @@\n project(ray)\n-set(CMAKE_POSITION_INDEPENDENT_CODE ON)\n",
    "-4 set(CMAKE_POSITION_INDEPENDENT_CODE ON)",
    found=(TEXT,),
)
UNPROTECTED = case(
    "ci/build.sh",
    "@@ -2 +2,2 @@\n set -e\n+export LDFLAGS=-Wl,-z,norelro\n",
    "+3 export LDFLAGS=-Wl,-z,norelro",
    found=(SOFT,),
)
LET_IN = case(
    ".dockerignore",
    "@@ -1 +1,2 @@\n *\n+!python/build\n",
    "+2 !python/build",
    found=(HOST,),
)
INSTALLED_ELSEWHERE = case(
    "CMakeLists.txt",
    "@@ -3 +3 @@\n-install(TARGETS _raylet DESTINATION ray)\n"
    "+install(TARGETS _raylet DESTINATION ray/ray)\n",
    "+3 install(TARGETS _raylet DESTINATION ray/ray)",
    found=(TWICE,),
)
STABLE_ABI = case(
    "setup.py",
    "@@ -3,2 +3,3 @@\n     Extension(\n+        py_limited_api=True,\n         x=1,\n",
    "+4 py_limited_api=True,",
    found=(SUFFIX,),
)
TWO_WORKFLOWS = Case(
    (ABOVE_TAG,),
    tuple(
        ChangedFile(path, "@@ -4,2 +4,2 @@ jobs:\n-image: debian:10\n+image: debian:12\n")
        for path in (OTHER_WORKFLOW, WORKFLOW)
    ),
    ("+4 image: debian:12",),
)
GUILTY = {
    name: value for name, value in globals().items() if name.isupper() and isinstance(value, Case)
}
