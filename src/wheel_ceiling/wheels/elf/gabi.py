"""The numbers of the System V gABI and of GNU's extensions to it, as far as they matter here.

They stand here because importing pyelftools' tables takes longer than reading a small wheel; a
test holds each of them against pyelftools.
"""

from typing import Final

ET_REL: Final = 1
ET_EXEC: Final = 2
ET_DYN: Final = 3

PT_LOAD: Final = 1
PT_DYNAMIC: Final = 2
PT_INTERP: Final = 3
PT_NOTE: Final = 4
PT_TLS: Final = 7
PT_GNU_STACK: Final = 0x6474E551
PT_GNU_RELRO: Final = 0x6474E552
PF_X: Final = 1

SHT_NULL: Final = 0
SHT_SYMTAB: Final = 2
SHT_NOTE: Final = 7
SHT_NOBITS: Final = 8
SHT_DYNSYM: Final = 11
SHT_SYMTAB_SHNDX: Final = 18
SHN_ABS: Final = 0xFFF1
SHF_ALLOC: Final = 2
SHF_EXECINSTR: Final = 4
SHF_COMPRESSED: Final = 0x800

STB_GLOBAL: Final = 1
STB_WEAK: Final = 2
STB_GNU_UNIQUE: Final = 10
STV_DEFAULT: Final = 0
STV_PROTECTED: Final = 3

DF_SYMBOLIC: Final = 2
DF_TEXTREL: Final = 4
DF_BIND_NOW: Final = 8
DF_STATIC_TLS: Final = 16
DF_1_NOW: Final = 1
DF_1_NODELETE: Final = 8
DF_1_PIE: Final = 0x8000000

DT: Final = {
    "DT_NULL": 0,
    "DT_NEEDED": 1,
    "DT_PLTRELSZ": 2,
    "DT_HASH": 4,
    "DT_STRTAB": 5,
    "DT_SYMTAB": 6,
    "DT_RELA": 7,
    "DT_RELASZ": 8,
    "DT_RELAENT": 9,
    "DT_STRSZ": 10,
    "DT_SONAME": 14,
    "DT_RPATH": 15,
    "DT_SYMBOLIC": 16,
    "DT_REL": 17,
    "DT_RELSZ": 18,
    "DT_RELENT": 19,
    "DT_PLTREL": 20,
    "DT_TEXTREL": 22,
    "DT_JMPREL": 23,
    "DT_BIND_NOW": 24,
    "DT_RUNPATH": 29,
    "DT_FLAGS": 30,
    "DT_RELR": 36,
    "DT_GNU_HASH": 0x6FFFFEF5,
    "DT_VERSYM": 0x6FFFFFF0,
    "DT_RELACOUNT": 0x6FFFFFF9,
    "DT_RELCOUNT": 0x6FFFFFFA,
    "DT_FLAGS_1": 0x6FFFFFFB,
    "DT_VERDEF": 0x6FFFFFFC,
    "DT_VERNEED": 0x6FFFFFFE,
}

EM: Final = {
    "EM_386": 3,
    "EM_PPC64": 21,
    "EM_S390": 22,
    "EM_ARM": 40,
    "EM_X86_64": 62,
    "EM_AARCH64": 183,
    "EM_RISCV": 243,
    "EM_LOONGARCH": 258,
}
# (e_machine, bits, whether little-endian) -> architecture in wheel tags (PEP 600).
_ARCHITECTURES: Final = {
    (EM["EM_X86_64"], 64, True): "x86_64",
    (EM["EM_X86_64"], 32, True): "x32",
    (EM["EM_386"], 32, True): "i686",
    (EM["EM_AARCH64"], 64, True): "aarch64",
    (EM["EM_AARCH64"], 64, False): "aarch64_be",
    (EM["EM_ARM"], 32, True): "armv7l",
    (EM["EM_PPC64"], 64, True): "ppc64le",
    (EM["EM_PPC64"], 64, False): "ppc64",
    (EM["EM_S390"], 64, False): "s390x",
    (EM["EM_RISCV"], 64, True): "riscv64",
    (EM["EM_LOONGARCH"], 64, True): "loongarch64",
}


def architecture(machine: int, bits: int, *, little: bool) -> str:
    """Return the machine as wheel tags spell it, else pyelftools' name in lower case."""
    if found := _ARCHITECTURES.get((machine, bits, little)):
        return found
    from elftools.elf.enums import ENUM_E_MACHINE

    names = (name for name, number in ENUM_E_MACHINE.items() if number == machine)
    return next(names, f"machine-{machine}").lower()
