import pytest

from tests.attribution.cases import kinds, only_group, version
from tests.build import library, needs
from wheel_ceiling.attribution import StepKind, attribute
from wheel_ceiling.attribution.runtimes import compiler_of
from wheel_ceiling.facts.manylinux import policy_for


@pytest.mark.parametrize(
    ("node", "compiler"),
    [
        ("GLIBCXX_3.4.19", "GCC 4.8.3"),
        ("GLIBCXX_3.4.28", "GCC 9.3"),
        ("GLIBCXX_3.4.29", "GCC 11"),
        ("GLIBCXX_3.4.33", "GCC 14"),
        ("CXXABI_1.3.13", "GCC 11"),
        ("CXXABI_1.3.15", "GCC 14"),
        ("GCC_7.0.0", "GCC 7"),
        ("GCC_4.8.0", "GCC 4.8"),
        ("GLIBCXX_3.4.99", ""),
        ("LIBATOMIC_1.2", ""),
    ],
)
def test_a_version_of_a_runtime_names_its_compiler(node: str, compiler: str) -> None:
    assert compiler_of(version(node)) == compiler


def test_every_version_that_a_policy_names_is_known_from_gcc_4_5_on() -> None:
    limits = {policy_for((2, minor), "x86_64").limit("GLIBCXX") for minor in range(17, 42)}

    assert all(map(compiler_of, limits))


@pytest.mark.parametrize(
    ("node", "steps"),
    [
        ("GLIBCXX_3.4.30", [StepKind.REBUILD, StepKind.REBUILD]),
        ("LIBATOMIC_1.2", [StepKind.REBUILD]),
        ("OPENSSL_3.0.0", []),
    ],
)
def test_a_runtime_is_lowered_by_the_toolchain(node: str, steps: list[StepKind]) -> None:
    family = node.partition("_")[0]
    file = library(version_needs=needs({f"{node} libany.so.1": ["f"]}))

    [group] = attribute(file, version(f"{family}_1.0")).groups

    assert kinds(group) == steps


def test_a_static_libgcc_is_told_as_such() -> None:
    group = only_group({"GLIBC_2.35 libc.so.6": ["_dl_find_object"]})

    assert group.reason.kind == "runtime"
    assert group.reason.runtime == "libgcc linked statically"
