"""Which library inflates: chosen once, and said by `--version`, since it decides the speed."""

import zlib
from typing import cast

try:
    # Intel's ISA-L inflates 2 to 2.4 times as fast as zlib; it has wheels for two architectures.
    from isal import igzip_lib
    from isal import isal_zlib as inflater

    INFLATED_BY = "isal"
    # The stubs call the class an instance.
    INFLATE_ERRORS = (cast("type[Exception]", igzip_lib.IsalError), zlib.error)
except ImportError:  # pragma: no cover - the machine that runs the tests has it
    inflater = zlib  # type: ignore[misc]
    INFLATED_BY = "zlib"
    INFLATE_ERRORS = (zlib.error, zlib.error)

__all__ = ["INFLATED_BY", "INFLATE_ERRORS", "inflater"]
