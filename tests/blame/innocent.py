"""Diffs that explain nothing, whatever was found: naming a line of them would be slander."""

from wheel_ceiling.model import ChangedFile

WORKFLOW = ".github/workflows/wheels.yml"


def change(path: str, patch: str) -> tuple[ChangedFile, ...]:
    return (ChangedFile(path, patch),)


NOTHING: tuple[ChangedFile, ...] = ()
NO_PATCH = change(WORKFLOW, "")
VERSION_BUMP = change("pyproject.toml", '@@ -3 +3 @@\n-version = "2.8.0"\n+version = "2.9.0"\n')
VERSION_OF_CARGO = change("Cargo.toml", '@@ -3 +3 @@\n-version = "0.8.0"\n+version = "0.9.0"\n')
README = change(
    "README.md", "@@ -3 +3,2 @@\n-Use manylinux2014.\n+FROM ubuntu:22.04\n+strip x.so\n"
)
DOCUMENTATION = change("docs/Dockerfile", "@@ -1 +1 @@\n-FROM debian:10\n+FROM debian:12\n")
DOCS_CONFIGURATION = change("docs/conf.py", "@@ -1 +1 @@\n-release = '1'\n+release = '2'\n")
CHANGELOG = change(
    "CHANGES.rst", "@@ -1 +1,2 @@\n 2.9\n+- auditwheel repair --plat manylinux2014\n"
)
TESTS = change(
    "tests/test_wheels.py",
    '@@ -1 +1,2 @@\n import ray\n+run("auditwheel repair", "-g", "strip -s x.so")\n',
)
TEST_SCRIPT = change("tests/run.sh", "@@ -1 +1,2 @@\n set -e\n+cp python/ray/_raylet.so /x\n")
SOURCE = change("src/raylet.cc", "@@ -1 +1,2 @@\n #include <x>\n+#pragma link -lssl\n")
PYTHON_SOURCE = change("ray/util.py", "@@ -1 +1,2 @@\n import os\n+name = text.strip(-1)\n")
RENAMED_JOB = change(
    WORKFLOW,
    "@@ -4,4 +4,4 @@\n jobs:\n-  build:\n+  build-wheels:\n     runs-on: ubuntu-22.04\n",
)
RENAMED_STEP = change(
    WORKFLOW,
    "@@ -9,3 +9,3 @@\n-      - name: Build\n+      - name: Build the wheels with cibuildwheel\n"
    "         run: make\n",
)
ACTION_UPDATES = change(
    WORKFLOW,
    "@@ -9,5 +9,5 @@\n-      - uses: actions/checkout@v4\n-      - uses: actions/cache@v3\n"
    "-      - uses: actions/upload-artifact@v3\n-      - uses: PyO3/maturin-action@v1.44\n"
    "+      - uses: actions/checkout@v5\n+      - uses: actions/cache@v4\n"
    "+      - uses: actions/upload-artifact@v4\n+      - uses: PyO3/maturin-action@v1.45\n",
)
PINNED_ACTION = change(
    WORKFLOW,
    f"@@ -9,1 +9,1 @@\n-      - uses: actions/setup-python@v5\n"
    f"+      - uses: actions/setup-python@{'a' * 40} # v5.3.0\n",
)
INDENTED = change(
    WORKFLOW,
    "@@ -4,5 +4,6 @@\n jobs:\n-  build:\n-    runs-on: ubuntu-22.04\n"
    "-    container: quay.io/pypa/manylinux2014_x86_64\n+  wheels:\n+    strategy: {}\n"
    "+        runs-on: ubuntu-22.04\n+        container: quay.io/pypa/manylinux2014_x86_64\n",
)
MOVED = (
    ChangedFile("build.sh", "@@ -1,2 +1 @@\n-strip --strip-debug ray/_raylet.so\n make\n"),
    ChangedFile("ci/pack.sh", "@@ -1 +1,2 @@\n make\n+strip --strip-debug ray/_raylet.so\n"),
)
COMMENTS = change(
    WORKFLOW,
    "@@ -4,3 +4,4 @@\n jobs:\n+  # container: ubuntu:22.04\n   build:\n"
    "-    container: debian:12\n+    container: debian:12 # newest\n",
)
QUOTES = change(
    WORKFLOW, "@@ -4,2 +4,2 @@\n-    container: debian:12\n+    container: 'debian:12'\n"
)
ROLLED_IMAGE = change(
    "Dockerfile",
    "@@ -1 +1 @@\n-FROM quay.io/pypa/manylinux2014_x86_64:2024-01-08-eb135ed\n"
    "+FROM quay.io/pypa/manylinux2014_x86_64:2024-11-03-1\n",
)
PINNED_IMAGE = change(
    "Dockerfile", f"@@ -1 +1 @@\n-FROM debian:12\n+FROM debian:12@sha256:{'0' * 64}\n"
)
SERVICE = change(
    WORKFLOW,
    "@@ -10,4 +10,4 @@ jobs:\n     services:\n       db:\n-        image: postgres:13\n"
    "+        image: postgres:16\n       cache:\n-        image: redis:6\n"
    "+        image: redis:7\n",
)
NEW_WORKFLOW = change(
    ".github/workflows/build.yml",
    "@@ -0,0 +1,4 @@\n+name: Build\n+jobs:\n+  build:\n+    runs-on: ubuntu-24.04\n",
)
PYTHON_IMPORTS = change(
    "tools/build.py", "@@ -1 +1,2 @@\n import os\n+from dataclasses import dataclass\n"
)
LINT_JOB = change(
    WORKFLOW,
    "@@ -4,3 +4,3 @@ jobs:\n   lint:\n     name: Style\n-    runs-on: ubuntu-20.04\n"
    "+    runs-on: ubuntu-24.04\n",
)
DOCS_JOB = change(
    WORKFLOW,
    "@@ -4,3 +4,3 @@ jobs:\n   build-docs:\n-    container: debian:10\n+    container: debian:12\n",
)
TEST_WORKFLOW = change(
    ".github/workflows/tests.yml",
    "@@ -8,2 +8,2 @@ jobs:\n-    runs-on: ubuntu-20.04\n+    runs-on: ubuntu-24.04\n",
)
OTHER_SYSTEMS = change(
    WORKFLOW,
    "@@ -8,6 +8,6 @@ jobs:\n   build-macos:\n-    runs-on: macos-13\n+    runs-on: macos-14\n"
    "   build-windows:\n-    runs-on: windows-2019\n+    runs-on: windows-2022\n",
)
TEST_REQUIREMENTS = change(
    "pyproject.toml",
    '@@ -8,4 +8,5 @@\n [tool.cibuildwheel]\n-test-command = "pytest -s"\n'
    '+test-command = "pytest -g {project}/tests"\n+test-requires = ["pytest", "ssl"]\n',
)
DEPENDENCIES = change(
    "pyproject.toml",
    '@@ -8,3 +8,3 @@\n [project]\n-dependencies = ["numpy>=1.20"]\n'
    '+dependencies = ["numpy>=1.24"]\n',
)
LINTER_SETTINGS = change(
    "pyproject.toml",
    '@@ -8,3 +8,3 @@\n [tool.ruff]\n-exclude = ["build/*"]\n+exclude = ["build/*", "dist/*"]\n',
)
CLASSIFIER = change(
    "pyproject.toml",
    '@@ -8,2 +8,3 @@\n classifiers = [\n+  "Programming Language :: Python :: 3.13",\n ]\n',
)
TYPED_MARKER = change(
    "pyproject.toml",
    '@@ -8,2 +8,2 @@\n [tool.setuptools.package-data]\n-ray = ["*.so"]\n'
    '+ray = ["*.so", "py.typed"]\n',
)
LICENCE_FILE = change("MANIFEST.in", "@@ -1 +1,2 @@\n include README.md\n+include LICENSE NOTICE\n")
COPIED_TEXT = change(
    "Dockerfile",
    "@@ -1 +1,3 @@\n WORKDIR /x\n+COPY requirements.txt .\n+COPY --from=uv /uv /bin/\n",
)
MORE_WARNINGS = change(
    "CMakeLists.txt", "@@ -1 +1,2 @@\n project(x)\n+add_compile_options(-Wall)\n"
)
DEBUG_TAKEN_AWAY = change("setup.cfg", '@@ -1 +1 @@\n-CFLAGS = "-O2 -g"\n+CFLAGS = "-O2"\n')
PERMISSIONS = change(WORKFLOW, "@@ -1 +1,3 @@\n name: Wheels\n+permissions:\n+  contents: read\n")
PUBLISHING = change(
    WORKFLOW,
    "@@ -30,3 +30,4 @@ jobs:\n   publish:\n-    runs-on: ubuntu-20.04\n+    runs-on: ubuntu-24.04\n"
    "+    environment: pypi\n",
)
GIT_IGNORE = change(".gitignore", "@@ -1 +1 @@\n-*.so\n+build/\n")
NPM = change(
    WORKFLOW, "@@ -30,1 +30,2 @@\n       - run: |\n+          npm install -g prettier -s\n"
)
NO_DIFF = change(WORKFLOW, "container: ubuntu:22.04\n+container: ubuntu:22.04\n")
BINARY = change("Dockerfile", "Binary files a/Dockerfile and b/Dockerfile differ\n")
INNOCENT = {
    name: value for name, value in globals().items() if name.isupper() and isinstance(value, tuple)
}
