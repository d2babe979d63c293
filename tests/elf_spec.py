"""What a test may ask of an ELF file that `tests/elf_bytes.py` writes."""

from collections.abc import Mapping
from struct import pack
from typing import NamedTuple

from msgspec import Struct, field

from wheel_ceiling.model import ElfKind, VersionNeed


class Machine(NamedTuple):
    """What an architecture's files look like from outside: e_machine, class, byte order."""

    number: int
    bits: int
    order: str


MACHINES = {
    "x86_64": Machine(62, 64, "<"),
    "i686": Machine(3, 32, "<"),
    "aarch64": Machine(183, 64, "<"),
    "armv7l": Machine(40, 32, "<"),
    "ppc64le": Machine(21, 64, "<"),
    "ppc64": Machine(21, 64, ">"),
    "s390x": Machine(22, 64, ">"),
    "riscv64": Machine(243, 64, "<"),
    "loongarch64": Machine(258, 64, "<"),
}

ET_REL, ET_EXEC, ET_DYN, ET_CORE = 1, 2, 3, 4
DF_SYMBOLIC, DF_TEXTREL, DF_BIND_NOW, DF_STATIC_TLS = 2, 4, 8, 16
DF_1_NOW, DF_1_NODELETE, DF_1_PIE = 1, 8, 0x8000000
ISA_V1, ISA_V2, ISA_V3, ISA_V4 = 1, 2, 4, 8
PF_X, PF_W, PF_R = 1, 2, 4

_TYPES = {
    ElfKind.LIBRARY: ET_DYN,
    ElfKind.EXECUTABLE: ET_EXEC,
    ElfKind.OBJECT: ET_REL,
    ElfKind.DEBUG: ET_DYN,
    ElfKind.OTHER: ET_CORE,
}


class ElfSpec(Struct, frozen=True):
    """What the file shall say. Empty means that the part is not there at all."""

    machine: str = "x86_64"
    kind: ElfKind = ElfKind.LIBRARY
    elf_type: int = 0
    """e_type, where it shall not be the usual one of the kind."""
    needed: tuple[str, ...] = ()
    soname: str = ""
    rpath: str = ""
    runpath: str = ""
    interpreter: str = ""
    version_needs: tuple[VersionNeed, ...] = ()
    version_definitions: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()
    weak_exports: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()
    """Wanted without a version, besides those of `version_needs`."""
    dynamic_flags: int = 0
    dynamic_flags_1: int = 0
    dynamic_extra: tuple[tuple[int, int], ...] = ()
    """Further entries of the dynamic section, tag and value."""
    has_dynamic: bool = True
    hash_table: str = "gnu"
    """gnu, sysv or none."""
    build_id: str = ""
    isa_needed: int = 0
    properties: tuple[tuple[int, int], ...] = ()
    """Further GNU properties, type and bits; in the order of their types, as the ABI wants them."""
    abi_tag: tuple[int, ...] = ()
    """System and version in the note of the C library's start file."""
    comment: tuple[str, ...] = ()
    code: bytes = b"\xc3" * 16
    rodata: bytes = b""
    data: bytes = b"\x2a" * 8
    debug: bytes = b""
    static_symbols: int = 0
    """Entries of .symtab, which strip removes."""
    sections: Mapping[str, bytes] = field(default_factory=dict)
    """Further sections of the file that no process maps."""
    stack_flags: int = PF_R | PF_W
    """p_flags of PT_GNU_STACK; negative for no such segment."""
    relro: bool = False
    alignment: int = 0x1000
    """p_align of the PT_LOAD segments; their places and addresses agree modulo 0x1000 only."""
    address: int = 0x10000
    """Where the first segment lies."""
    tls_size: int = 0
    """p_memsz of PT_TLS; none without."""
    section_headers: bool = True

    @property
    def number(self) -> int:
        return MACHINES[self.machine].number

    @property
    def bits(self) -> int:
        return MACHINES[self.machine].bits

    @property
    def is_little(self) -> bool:
        return MACHINES[self.machine].order == "<"

    @property
    def type(self) -> int:
        return self.elf_type or _TYPES[self.kind]

    @property
    def is_linked(self) -> bool:
        """Whether it has segments and a dynamic section of its own."""
        return self.kind not in (ElfKind.OBJECT, ElfKind.DEBUG)

    def words(self, letters: str, *numbers: int) -> bytes:
        """Return numbers in the file's byte order; `letters` as `struct` knows them."""
        return pack(MACHINES[self.machine].order + letters, *numbers)
