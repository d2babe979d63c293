import pytest

from tests.build import NAME, OLD_NAME, comparison, wheel
from wheel_ceiling.model import RecordFault, Severity, Wheel
from wheel_ceiling.rules.record_mismatch import RULE


def recording(*faults: tuple[str, str], name: str = NAME) -> Wheel:
    return wheel(name, record=tuple(RecordFault(path, kind) for path, kind in faults))


CHANGED_BY_HAND = recording(
    ("ray/_raylet.so", "wrong-hash"), ("ray/b.py", "wrong-hash"), ("ray/new.py", "unlisted")
)
KINDS = ["wrong-hash", "wrong-size", "missing", "unlisted", "no-hash", "twice", "no-record"]


def test_all_faults_of_a_wheel_are_one_finding() -> None:
    [finding] = RULE.check(comparison(CHANGED_BY_HAND))

    assert finding.severity is Severity.ERROR
    assert finding.message == (
        f"RECORD of {NAME} does not fit its content in 3 places (the hash is another one than "
        "RECORD says: ray/_raylet.so, ray/b.py)."
    )
    assert finding.evidence == (
        ("the hash is another one than RECORD says", "ray/_raylet.so, ray/b.py"),
        ("in the wheel and not listed", "ray/new.py"),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_fault_has_its_words(kind: str) -> None:
    [finding] = RULE.check(comparison(recording(("ray/x.py", kind))))

    assert "in 1 place (" in finding.message
    assert kind not in dict(finding.evidence)


def test_a_kind_without_words_is_told_by_its_name() -> None:
    [finding] = RULE.check(comparison(recording(("ray/x.py", "unheard-of"))))

    assert finding.evidence == (("unheard-of", "ray/x.py"),)


def test_what_the_last_release_did_is_no_excuse() -> None:
    before = recording(("ray/_raylet.so", "wrong-hash"), name=OLD_NAME)

    assert len(list(RULE.check(comparison(CHANGED_BY_HAND, before)))) == 1


def test_a_record_that_fits_is_silent() -> None:
    assert not list(RULE.check(comparison(recording())))
