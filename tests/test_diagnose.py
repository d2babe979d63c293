import pytest

from wheel_ceiling.diagnose import diagnose
from wheel_ceiling.model import Confidence, Diagnosis, Finding, Kind, Severity, Waiver

WHEEL = "ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl"
PATH = "ray/_raylet.so"


def finding(
    rule: str, severity: Severity = Severity.ERROR, library: str = PATH, *, waived: bool = False
) -> Finding:
    waivers = (Waiver(rule, "on purpose"),) if waived else ()
    return Finding(rule, severity, WHEEL, library, "it is so.", "Do this.", (), waivers)


def test_the_founding_incident_is_a_silent_rebuild_and_a_leak() -> None:
    findings = [
        finding("host-toolchain"),
        finding("ceiling-above-tag"),
        finding("debug-info-appeared"),
    ]

    assert diagnose(findings) == (
        Diagnosis(
            Kind.SILENT_REBUILD,
            Confidence.STRONG,
            WHEEL,
            PATH,
            ("ceiling-above-tag", "debug-info-appeared", "host-toolchain"),
        ),
        Diagnosis(
            Kind.LEAKED_HOST_ARTIFACT,
            Confidence.STRONG,
            WHEEL,
            PATH,
            ("ceiling-above-tag", "host-toolchain"),
        ),
    )


def test_a_symbol_of_another_python_is_evidence_of_both() -> None:
    kinds = diagnose([finding("python-symbol-missing"), finding("host-toolchain")])

    assert [one.kind for one in kinds] == [Kind.SILENT_REBUILD, Kind.LEAKED_HOST_ARTIFACT]


ONE_KIND = [finding("ceiling-above-tag"), finding("ceiling-raised", Severity.WARNING)]
NO_ERROR = [
    finding("toolchain-changed", Severity.NOTE),
    finding("ceiling-raised", Severity.WARNING),
]
OTHER_FILE = [finding("host-toolchain"), finding("ceiling-above-tag", library="ray/other.so")]
ACCEPTED = [finding("host-toolchain", waived=True), finding("ceiling-above-tag")]
OF_THE_WHEEL = [finding("size-jumped", library=""), finding("host-toolchain")]
UNRELATED = [finding("record-mismatch"), finding("stray-files")]


@pytest.mark.parametrize(
    "findings", [ONE_KIND, NO_ERROR, OTHER_FILE, ACCEPTED, OF_THE_WHEEL, UNRELATED]
)
def test_too_little_is_no_diagnosis(findings: list[Finding]) -> None:
    assert diagnose(findings) == ()


def test_a_second_copy_tells_the_likely_cause() -> None:
    twice = Finding(
        "library-twice",
        Severity.ERROR,
        WHEEL,
        "ray/ray/_raylet.so",
        "it is so.",
        "Do this.",
        (("original", PATH), ("copy", "ray/ray/_raylet.so")),
    )

    [diagnosis, *_] = diagnose([finding("host-toolchain"), finding("ceiling-raised"), twice])

    assert diagnosis.library == PATH
    assert diagnosis.cause == (
        "a second copy lies at ray/ray/_raylet.so, as if it was unpacked one folder too deep"
    )


def test_a_copy_elsewhere_is_told_without_a_guess() -> None:
    twice = Finding(
        "library-twice",
        Severity.ERROR,
        WHEEL,
        "build/lib/_raylet.so",
        "it is so.",
        "Do this.",
        (("original", PATH), ("copy", "build/lib/_raylet.so")),
    )

    [diagnosis, *_] = diagnose([finding("host-toolchain"), finding("ceiling-raised"), twice])

    assert diagnosis.cause == "a second copy lies at build/lib/_raylet.so"
