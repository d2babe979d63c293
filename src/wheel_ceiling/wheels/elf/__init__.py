"""The one place that knows ELF: `read_elf` turns the bytes of a file into `ElfFacts`.

Names in capitals that are not explained are those of the System V gABI, chapters 4 and 5, and of
the GNU extensions in the Linux Standard Base ("Symbol Versioning"). The tables are read with
`struct`: pyelftools takes 1.5 ms for the structure of a file and far more for its symbols. The
tests hold both readers against each other, and against readelf.
"""

from wheel_ceiling.wheels.elf.damage import DamagedElf
from wheel_ceiling.wheels.elf.facts import read_elf
from wheel_ceiling.wheels.elf.image import MAGIC
from wheel_ceiling.wheels.elf.large import NoRoomError, OnDisk, on_disk

__all__ = ["MAGIC", "DamagedElf", "NoRoomError", "OnDisk", "on_disk", "read_elf"]
