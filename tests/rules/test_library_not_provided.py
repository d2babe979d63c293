import pytest

from tests.build import NAME, OLD_NAME, comparison, library, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, Severity
from wheel_ceiling.rules.library_not_provided import RULE

MUSLLINUX = "ray-2.9.0-cp310-cp310-musllinux_1_2_x86_64.whl"
PLUG_IN = "ray/plugins/libnpu_plugin.so"


def needing(*names: str, path: str = "ray/_raylet.so") -> ElfFacts:
    return library(path, "2.17", needed=names)


def alone(file: ElfFacts, name: str = NAME, extra: tuple[str, ...] = ()) -> Comparison:
    return comparison(wheel(name, file, extra=extra))


CHANGED = pair(needing("libc.so.6", "libpython3.10.so.1.0"), needing("libc.so.6"))
PROVIDED = {
    "the policy has it": alone(needing("libz.so.1", "libstdc++.so.6", "ld-linux-x86-64.so.2")),
    "the wheel has it": alone(needing("libfoo.so.1"), extra=("ray.libs/libfoo.so.1",)),
    "the wheel has it under its soname": comparison(
        wheel(NAME, needing("libfoo.so.1"), library("ray/lib/foo.so", soname="libfoo.so.1"))
    ),
    "musl has it": alone(needing("libc.musl-x86_64.so.1"), MUSLLINUX),
    "no promise, no judgement": alone(needing("libfoo.so"), "a-1-cp310-cp310-linux_x86_64.whl"),
    "another system": alone(needing("libfoo.so"), "a-1-cp310-cp310-win_amd64.whl"),
}
NOT_NEW = {
    "the same file needed it": pair(needing("libtorch.so"), needing("libtorch.so")),
    "in another version": pair(needing("libcudart.so.12"), needing("libcudart.so.11.0")),
    "libpython of another Python": pair(
        needing("libpython3.11.so.1.0"), needing("libpython3.10.so.1.0")
    ),
    "another file of the wheel needed it": comparison(
        wheel(NAME, needing("libtorch.so"), needing("libtorch.so", path="ray/new.so")),
        wheel(OLD_NAME, needing("libtorch.so")),
    ),
    "this file needed it, and no longer does": pair(needing(), needing("libtorch.so")),
}


def test_libpython_is_a_library_that_nobody_promises() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.ERROR
    assert finding.library == "ray/_raylet.so"
    assert finding.message == (
        "ray/_raylet.so needs libpython3.10.so.1.0, which is neither in the wheel nor promised by "
        "its tag manylinux_2_17_x86_64."
    )
    assert "without -lpython" in finding.fix
    assert finding.evidence == (
        ("libpython3.10.so.1.0", "ray/_raylet.so"),
        ("host", "Ubuntu 22.04"),
    )


def test_a_name_that_all_systems_have_tells_no_host() -> None:
    [finding] = RULE.check(pair(needing("libzstd.so.1"), needing()))

    assert finding.evidence == (("libzstd.so.1", "ray/_raylet.so"),)
    assert "auditwheel" in finding.fix


def test_files_that_need_the_same_are_one_finding() -> None:
    [finding] = RULE.check(
        comparison(
            wheel(NAME, needing("libzstd.so.1", path="a.so"), needing("libzstd.so.1", path="b.so")),
            wheel(OLD_NAME, needing(path="a.so"), needing(path="b.so")),
        )
    )

    assert finding.message.startswith("a.so and 1 other file need libzstd.so.1,")
    assert finding.evidence == (("libzstd.so.1", "a.so, b.so"),)


def test_without_a_baseline_it_is_a_warning() -> None:
    [finding] = RULE.check(alone(needing("libssl.so.3")))

    assert finding.severity is Severity.WARNING


def test_what_the_last_release_carried_is_missed_when_it_is_asked_for_by_its_own_name() -> None:
    # psycopg2-binary 2.9.10, its repair undone: the faults of benchmarks/detecting
    [finding] = RULE.check(
        comparison(
            wheel(NAME, needing("libssl.so.1.1")),
            wheel(
                OLD_NAME,
                needing("libssl-3e69114b.so.1.1"),
                extra=("ray.libs/libssl-3e69114b.so.1.1",),
            ),
        )
    )

    assert finding.severity is Severity.ERROR
    assert "needs libssl.so.1.1" in finding.message


def test_under_musl_libstdcxx_is_not_promised() -> None:
    assert len(list(RULE.check(alone(needing("libstdc++.so.6"), MUSLLINUX)))) == 1


@pytest.mark.parametrize(
    ("new", "severity"),
    [
        # openvino 2024.0: a plug-in for a processor whose driver brings the library
        (needing("libze_loader.so.1", path=PLUG_IN), Severity.WARNING),
        (
            needing("libze_loader.so.1", path="ray/_npu.cpython-310-x86_64-linux-gnu.so"),
            Severity.ERROR,
        ),
    ],
)
def test_a_new_plug_in_may_ask_for_more_and_a_new_module_may_not(
    new: ElfFacts, severity: Severity
) -> None:
    [finding] = RULE.check(comparison(wheel(NAME, needing(), new), wheel(OLD_NAME, needing())))

    assert finding.severity is severity


def test_a_new_library_that_the_wheel_itself_needs_is_no_plug_in() -> None:
    user = needing("libnpu_plugin.so")
    plug_in = needing("libze_loader.so.1", path=PLUG_IN)

    [finding] = RULE.check(comparison(wheel(NAME, user, plug_in), wheel(OLD_NAME, needing())))

    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize("what", PROVIDED)
def test_what_is_provided_may_be_needed(what: str) -> None:
    assert not list(RULE.check(PROVIDED[what]))


@pytest.mark.parametrize("what", NOT_NEW)
def test_it_is_silent_on_what_is_not_new(what: str) -> None:
    assert not list(RULE.check(NOT_NEW[what]))
