"""What Debian's libpython packages export today is what the packaged table says."""

import shutil

import pytest

from scripts.cpython_exports import debian_table, differences, read_table

pytestmark = pytest.mark.network
NO_APT = "apt-get and dpkg-deb are needed to read Debian's packages"


@pytest.mark.skipif(not (shutil.which("apt-get") and shutil.which("dpkg-deb")), reason=NO_APT)
def test_no_row_differs_from_what_debian_ships() -> None:
    ours = read_table()

    assert not differences(ours, debian_table(ours))
