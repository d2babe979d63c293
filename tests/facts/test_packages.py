import pytest

from wheel_ceiling.facts.packages import distribution_of, name_of

PACKAGES = {
    "pkg:rpm/almalinux/libgomp@8.5.0-28.el8_10.alma.1": "Red Hat",
    "pkg:rpm/centos/pcre@8.32-17.el7": "Red Hat",
    "pkg:deb/ubuntu/libgomp1@12.3.0-1ubuntu1~22.04?arch=amd64": "Ubuntu",
    "pkg:deb/debian/zlib1g@1.2.13": "Debian",
    "pkg:apk/alpine/libstdc%2B%2B@14.2.0-r4": "Alpine",
    "pkg:conda/openblas@0.3.28": "conda",
    "pkg:rpm/opensuse-leap/zlib@1": "SUSE",
    "pkg:rpm/somebody/zlib@1": "",
    "pkg:deb/zlib1g@1": "",
    "no package": "",
}


@pytest.mark.parametrize("purl", PACKAGES)
def test_a_package_url_tells_whose_package_it_is(purl: str) -> None:
    assert distribution_of(purl) == PACKAGES[purl]


def test_its_name_stands_before_the_version() -> None:
    assert name_of("pkg:deb/debian/zlib1g@1.2.13?arch=amd64") == "zlib1g"
    assert name_of("pkg:conda/openblas@0.3.28") == "openblas"
    assert name_of("no package") == "no package"
