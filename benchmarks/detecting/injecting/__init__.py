"""Faults put into ELF files and wheels at the bytes: any machine, no tools, the same each time."""
