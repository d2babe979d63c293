import pytest

from tests.build import NAME, OLD_NAME, comparison, wheel
from wheel_ceiling.model import Comparison, Severity
from wheel_ceiling.rules.host_packages import RULE

UBUNTU = "pkg:deb/ubuntu/libgomp1@12.3.0?arch=amd64"
ALMA = "pkg:rpm/almalinux/libgomp@8.5.0"
ALPINE = "pkg:apk/alpine/libgcc@14.2.0"
MUSLLINUX = "ray-2.9.0-cp310-cp310-musllinux_1_2_x86_64.whl"
ARM = "ray-2.9.0-cp310-cp310-manylinux_2_31_armv7l.whl"
UNREPAIRED = "ray-2.9.0-cp310-cp310-linux_x86_64.whl"


def listing(*packages: str, name: str = NAME, before: tuple[str, ...] = ()) -> Comparison:
    old = name.replace("2.9.0", "2.8.0")
    return comparison(wheel(name, sbom=packages), wheel(old, sbom=before))


CHANGED = listing(UBUNTU, ALMA, before=(ALMA,))


def test_packages_of_another_system_are_named() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.WARNING
    assert finding.message == (
        f"{NAME} holds libraries of 1 package of Ubuntu (libgomp1); the image of its tag is made "
        "of Red Hat."
    )
    assert finding.evidence == (("packages", UBUNTU),)


@pytest.mark.parametrize(
    "case",
    [
        listing(ALMA),
        listing(ALPINE, name=MUSLLINUX),
        listing(UBUNTU, name=ARM),
        listing(UBUNTU, name=UNREPAIRED),
        listing(UBUNTU, before=("pkg:deb/ubuntu/zlib1g@1",)),
        listing("pkg:rpm/nobody/x@1"),
        listing(),
    ],
)
def test_packages_of_the_image_and_known_ones_are_no_news(case: Comparison) -> None:
    assert not list(RULE.check(case))


def test_an_alpine_package_in_a_manylinux_wheel_is_foreign_too() -> None:
    assert len(list(RULE.check(comparison(wheel(NAME, sbom=(ALPINE,)), wheel(OLD_NAME))))) == 1
