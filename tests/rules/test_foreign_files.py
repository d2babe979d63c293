import pytest

from tests.build import NAME, OLD_NAME, comparison, library, wheel
from wheel_ceiling.model import Comparison, Severity
from wheel_ceiling.rules.foreign_files import RULE

NATIVE = "numpy/_core/x.so"


def packing(*paths: str, before: tuple[str, ...] = ()) -> Comparison:
    def made(name: str, extra: tuple[str, ...]) -> object:
        native = [library(path) for path in extra if path.endswith(".so")]
        texts = tuple(path for path in extra if not path.endswith(".so"))
        return wheel(name, library(), *native, extra=texts)

    return comparison(made(NAME, paths), made(OLD_NAME, before))  # type: ignore[arg-type]


CHANGED = packing("six.egg-info/PKG-INFO")


def test_another_projects_metadata_is_named() -> None:
    [finding] = RULE.check(packing("six-1.16.0.dist-info/METADATA", "six-1.16.0.dist-info/RECORD"))

    assert finding.severity is Severity.WARNING
    assert finding.message == (
        f"{NAME} has 2 files of another project, six: six-1.16.0.dist-info/METADATA, "
        "six-1.16.0.dist-info/RECORD."
    )


@pytest.mark.parametrize(
    ("metadata", "files", "project"),
    [
        ("numpy-2.0.0.dist-info/METADATA", ("numpy/__init__.py", "numpy.libs/x.so"), "numpy"),
        ("six-1.16.0.dist-info/METADATA", ("six.py",), "six"),
        ("PyYAML-6.0.dist-info/METADATA", ("yaml/__init__.py", "yaml/_yaml.so"), "pyyaml"),
        ("typing_extensions-4.0.dist-info/RECORD", ("typing_extensions.py",), "typing-extensions"),
        ("ray-2.9.0.data/purelib/six.egg-info", ("ray-2.9.0.data/purelib/six.py",), "six"),
    ],
)
def test_the_package_beside_its_metadata_is_counted(
    metadata: str, files: tuple[str, ...], project: str
) -> None:
    [finding] = RULE.check(packing(*files, metadata))

    assert finding.message.startswith(
        f"{NAME} has {len(files) + 1} files of another project, {project}: "
    )


def test_what_no_metadata_is_about_is_told_by_its_package() -> None:
    found = RULE.check(packing("six.egg-info", "numpy/x.py", "colorama/x.py", NATIVE))

    assert sorted(finding.message.partition(":")[0] for finding in found) == [
        f"{NAME} has 1 file of another project, six",
        f"{NAME} has 2 files of another project's package, numpy",
    ]


@pytest.mark.parametrize(
    "path",
    [
        NATIVE,
        "pip/__init__.py",
        "setuptools/_vendor/x.py",
        "ray-2.9.0.data/purelib/pip/__init__.py",
        "six.egg-info",
        "venv/lib/python3.10/site-packages/x.py",
        "ray-2.9.0.data/data/Lib/site-packages/x.py",
        "env/pyvenv.cfg",
        "_cffi_backend.cpython-310-x86_64-linux-gnu.so",
    ],
)
def test_what_others_install_is_foreign(path: str) -> None:
    assert len(list(RULE.check(packing(path)))) == 1


@pytest.mark.parametrize(
    "path",
    [
        "ray/thirdparty_files/psutil/x.so",
        "ray/_vendor/six-1.16.0.dist-info/METADATA",
        "numpy-stubs/__init__.pyi",
        "numpy/typing_helpers.pyi",
        "google/ray/x.py",
        "ray-2.9.0.dist-info/licenses/numpy.txt",
        "Ray.egg-info/PKG-INFO",
        "ray/site-packages",
        "ray/numpy/x.so",
    ],
)
def test_what_stands_below_the_own_package_is_vendored(path: str) -> None:
    assert not list(RULE.check(packing(path)))


def test_what_the_last_release_had_is_not_new() -> None:
    assert not list(RULE.check(packing("pip/a.py", "pip/b.py", before=("pip/a.py",))))
