"""String tables (gABI chapter 4): names by their place, with overlapping ones kept in bounds."""

from typing import Final

from wheel_ceiling.wheels.elf.damage import DamagedElf

# Linkers let a name begin inside of another, so names add up to a little more than their table.
# A small table from which gigabytes of names are cut is an attack.
_MOST_OVERLAP = 4
_ALWAYS_ALLOWED = 64 * 1024


class StringTable:
    """NUL-terminated strings; `text` has one character for each byte of the table."""

    def __init__(self, data: memoryview) -> None:
        self.text: Final = str(data, "latin-1")
        self.is_ascii: Final = self.text.isascii()
        self.most: Final = _MOST_OVERLAP * len(self.text) + _ALWAYS_ALLOWED
        """How long all the names that are cut from it may be together."""
        self._left = self.most

    def at(self, offset: int, what: str) -> str:
        """Return the string; bytes that are no UTF-8 come back escaped."""
        end = self.text.find("\0", offset)
        if end < offset:
            raise DamagedElf(
                f"{what} at {offset} leads out of its string table of {len(self.text)} bytes"
            )
        self._left -= end - offset
        if self._left < 0:
            raise DamagedElf(
                f"the names in its string table of {len(self.text)} bytes overlap many times"
            )
        return self.readable(self.text[offset:end])

    def readable(self, name: str) -> str:
        """Return a piece of `text` as what its bytes say."""
        return name if self.is_ascii else name.encode("latin-1").decode("utf-8", "backslashreplace")
