"""Bytes to facts: the only code that opens wheels, and the only code that knows ELF."""
