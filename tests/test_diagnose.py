import pytest
from msgspec.structs import replace

from wheel_ceiling.diagnose import COMBINATIONS, Combination, Sign, diagnose
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


def shown(sign: Sign) -> Finding:
    """A finding that shows the sign and no more than it."""
    weight = max(sign.least, Severity.NOTE, key=lambda severity: severity.rank)
    return replace(finding(sign.rules[0], weight), evidence=sign.all_of)


SINGLE = [one for one in COMBINATIONS if not one.beside]
PAIRS = [(one, other) for one in COMBINATIONS for other in one.beside]


@pytest.mark.parametrize(("combination", "other"), PAIRS)
def test_two_signs_together_mean_what_the_table_says(combination: Combination, other: Sign) -> None:
    seen = [shown(combination.sign), shown(other)]
    heavy = [replace(one, severity=Severity.ERROR) for one in seen]

    kinds = {one.kind for one in diagnose(heavy)}

    assert combination.kind in kinds


@pytest.mark.parametrize("sign", {one.sign for one in COMBINATIONS if one.beside})
def test_no_sign_alone_means_anything(sign: Sign) -> None:
    assert diagnose([shown(sign)]) == ()


@pytest.mark.parametrize("combination", SINGLE)
def test_only_what_was_compared_with_the_build_is_certain(combination: Combination) -> None:
    [diagnosis] = diagnose([shown(combination.sign)])

    assert diagnosis.confidence is combination.confidence is Confidence.CERTAIN
    assert combination.sign.rules == ("not-the-built-library",)


def test_a_certain_diagnosis_lists_the_strong_evidence_too() -> None:
    found = [finding("not-the-built-library"), finding("host-toolchain"), finding("ceiling-raised")]

    [diagnosis] = diagnose(found)

    assert diagnosis.confidence is Confidence.CERTAIN
    assert diagnosis.evidence == ("ceiling-raised", "host-toolchain", "not-the-built-library")


def image_changed(*, is_host: bool) -> Finding:
    evidence = (
        ("was", "manylinux2014"),
        ("is", "Debian 12" if is_host else "manylinux_2_28"),
        ("is-host", "yes" if is_host else "no"),
        ("was-host", "no"),
    )
    return replace(finding("image-changed", Severity.NOTE), evidence=evidence)


def test_notes_that_compare_are_enough_where_they_agree() -> None:
    found = [finding("host-toolchain", Severity.WARNING), image_changed(is_host=True)]

    [diagnosis] = diagnose(found)

    assert diagnosis.kind is Kind.LEAKED_HOST_ARTIFACT
    assert diagnosis.cause == (
        "it was made on Debian 12, and not in the image that made the baseline's"
    )


def test_a_newer_release_of_the_system_that_it_was_always_built_on_is_ordinary() -> None:
    evidence = (
        ("was", "Ubuntu 20.04"),
        ("is", "Ubuntu 22.04"),
        ("is-host", "yes"),
        ("was-host", "yes"),
    )
    rolled = replace(finding("image-changed", Severity.NOTE), evidence=evidence)

    assert diagnose([rolled, finding("ceiling-raised", Severity.WARNING)]) == ()


def test_what_is_the_built_library_is_no_rebuild_whatever_else_it_is() -> None:
    found = [finding("host-toolchain"), finding("ceiling-above-tag"), image_changed(is_host=True)]

    [diagnosis] = diagnose(found, frozenset({(WHEEL, PATH)}))

    assert diagnosis.kind is Kind.LEAKED_HOST_ARTIFACT


def test_a_folder_of_pip_is_no_likely_cause() -> None:
    path = replace(
        finding("build-path-leaked", Severity.NOTE),
        evidence=(("kind", "a temporary folder"), ("path", "/tmp/pip-wheel-x/ray")),
    )

    [diagnosis, *_] = diagnose([finding("host-toolchain"), finding("ceiling-above-tag"), path])

    assert diagnosis.cause == ""


def test_a_rolled_build_image_with_a_raised_ceiling_is_ordinary() -> None:
    found = [image_changed(is_host=False), finding("ceiling-raised", Severity.WARNING)]

    assert diagnose(found) == ()


def test_without_a_baseline_warnings_do_not_add_up_to_an_error() -> None:
    found = [
        finding("host-toolchain", Severity.WARNING),
        finding("toolchain-disagrees", Severity.WARNING),
        finding("debug-info-appeared", Severity.WARNING),
    ]

    assert diagnose(found) == ()


def test_code_that_changed_alone_is_told_of_each_file_that_it_names() -> None:
    alone = replace(
        finding("code-changed-alone", Severity.NOTE, library=""), evidence=((PATH, "code"),)
    )

    [diagnosis] = diagnose([alone, finding("ceiling-raised", Severity.WARNING)])

    assert (diagnosis.kind, diagnosis.library) == (Kind.SILENT_REBUILD, PATH)


def test_a_path_of_a_developer_tells_the_likely_cause() -> None:
    path = replace(
        finding("build-path-leaked", Severity.NOTE),
        evidence=(("kind", "a home directory"), ("path", "/home/…/ray/python")),
    )

    [diagnosis, *_] = diagnose([finding("host-toolchain"), finding("ceiling-above-tag"), path])

    assert diagnosis.cause == "it was compiled in /home/…/ray/python, a home directory"


def test_a_module_of_another_python_was_left_over() -> None:
    [diagnosis, *_] = diagnose([finding("python-suffix"), finding("host-toolchain")])

    assert diagnosis.cause == "it was left over in the tree from a build for another Python"


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


def not_built(lies_at: str, severity: Severity = Severity.ERROR) -> Finding:
    evidence = (("built", "out/ray/_raylet.so"), ("lies-at", lies_at), ("matched-by", "name"))
    return replace(finding("not-the-built-library", severity), evidence=evidence)


def test_what_is_not_the_built_library_is_a_silent_rebuild_for_certain() -> None:
    evidence = [finding("ceiling-above-tag"), finding("host-toolchain"), finding("stray-files")]

    rebuilt, leaked = diagnose([*evidence, not_built("ray/ray/_raylet.so")])

    assert rebuilt == Diagnosis(
        Kind.SILENT_REBUILD,
        Confidence.CERTAIN,
        WHEEL,
        PATH,
        ("ceiling-above-tag", "host-toolchain", "not-the-built-library"),
        "unpacked one folder too deep: the built one lies unused at ray/ray/_raylet.so",
    )
    assert leaked.kind is Kind.LEAKED_HOST_ARTIFACT


def test_that_alone_is_enough() -> None:
    [diagnosis] = diagnose([not_built("")])

    assert diagnosis.confidence is Confidence.CERTAIN
    assert diagnosis.cause == "the built library was never packed"


def test_a_warning_of_it_or_an_accepted_one_is_not_enough() -> None:
    accepted = replace(not_built(""), waivers=(Waiver("not-the-built-library", "on purpose"),))

    assert diagnose([not_built("", Severity.WARNING)]) == ()
    assert diagnose([accepted]) == ()


def test_the_built_library_in_another_place_is_no_rebuild() -> None:
    astray = (("built", "out/ray/_raylet.so"), ("belongs-at", "ray/_raylet.so"))

    assert diagnose([replace(finding("not-the-built-library"), evidence=astray)]) == ()
