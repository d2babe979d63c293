"""What is raised where an ELF file cannot be believed."""


class DamagedElf(Exception):
    """An ELF file that contradicts itself; the text says where, without naming the file."""
