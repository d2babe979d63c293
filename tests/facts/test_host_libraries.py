import pytest

from wheel_ceiling.facts.host_libraries import systems_with

KNOWN = {
    "libssl.so.1.1": ("Debian 9 to 11", "Ubuntu 18.04 and 20.04", "RHEL 8"),
    "libpcre.so.3": ("Debian", "Ubuntu"),
    "libjpeg.so.8": ("Ubuntu",),
    "libicui18n.so.70": ("Ubuntu 22.04",),
    "libboost_python310.so.1.74.0": ("Debian 11 and 12", "Ubuntu 22.04"),
    "libpython3.11.so.1.0": ("Debian 12",),
}


@pytest.mark.parametrize("name", KNOWN)
def test_some_names_tell_the_system_that_a_library_was_linked_on(name: str) -> None:
    assert systems_with(name) == KNOWN[name]


@pytest.mark.parametrize("name", ["libc.so.6", "libz.so.1", "libssl.so.1.1.1", "xlibssl.so.3", ""])
def test_other_names_tell_nothing(name: str) -> None:
    assert systems_with(name) == ()
