"""What others do with a wheel, as programs of their own: `python peers.py NAME WHEEL`.

Each names the glibc ceiling and the NEEDED libraries of every ELF file, the way its documentation
shows; run with the interpreter that has the peers installed (requirements/peers.txt).
"""

import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO

MAGIC = b"\x7fELF"


def elf_members(wheel: str) -> Iterator[bytes]:
    """Yield the bytes of every ELF file."""
    with zipfile.ZipFile(wheel) as archive:
        for info in archive.infolist():
            data = archive.read(info)
            if data.startswith(MAGIC):
                yield data


def pyelftools(wheel: str) -> None:
    """Read needs, versions and symbols with pyelftools, as its examples do."""
    from elftools.elf.dynamic import DynamicSection
    from elftools.elf.elffile import ELFFile
    from elftools.elf.gnuversions import GNUVerNeedSection
    from elftools.elf.sections import SymbolTableSection

    for data in elf_members(wheel):
        for section in ELFFile(BytesIO(data)).iter_sections():
            if isinstance(section, GNUVerNeedSection):
                print(
                    [aux.name for _, auxiliaries in section.iter_versions() for aux in auxiliaries]
                )
            elif isinstance(section, DynamicSection):
                print([str(vars(tag)["needed"]) for tag in section.iter_tags("DT_NEEDED")])
            elif isinstance(section, SymbolTableSection) and section.name == ".dynsym":
                undefined = (s for s in section.iter_symbols() if s["st_shndx"] == "SHN_UNDEF")
                print(sum(1 for symbol in undefined if symbol.name))


def lief(wheel: str) -> None:
    """Read needs and versions with LIEF."""
    import lief as library

    for data in elf_members(wheel):
        binary = library.ELF.parse(list(data))
        needs = binary.symbols_version_requirement if binary else ()
        print([aux.name for need in needs for aux in need.get_auxiliary_symbols()])
        print(list(binary.libraries) if binary else [])


if __name__ == "__main__":
    {"pyelftools": pyelftools, "lief": lief}[sys.argv[1]](sys.argv[2])
