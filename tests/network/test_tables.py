"""What Debian's packages say today, held against the tables that are shipped.

Each test names the rows that differ. A newer release brings new ones: run the script, and look at
what it adds (a new version needs a reason in glibc-reasons.json). Needs apt and dpkg-deb.
"""

import shutil

import pytest

from scripts import build_images, glibc_symbols, musl_symbols
from wheel_ceiling.facts.image_table import image_rows

pytestmark = [
    pytest.mark.network,
    pytest.mark.skipif(
        not (shutil.which("apt-get") and shutil.which("dpkg-deb")),
        reason="reads Debian's packages: apt-get and dpkg-deb are not here",
    ),
]


def test_no_row_of_glibcs_symbols_differs() -> None:
    theirs = glibc_symbols.debian_table()

    assert glibc_symbols.differences(glibc_symbols.read_table(), theirs) == []


def test_no_row_of_musls_symbols_differs() -> None:
    theirs = musl_symbols.debian_table()

    assert musl_symbols.differences(musl_symbols.read_table(), theirs) == []


def test_no_row_of_the_build_images_differs() -> None:
    theirs = build_images.table_of(image_rows(), build_images.debian_compilers())

    assert build_images.differences(image_rows(), theirs) == []
