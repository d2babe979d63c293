"""Which definition of a name the loader takes: first the program's scope, then the module's own.

From glibc's elf/dl-lookup.c (`do_lookup_x`, `check_match`, `do_lookup_unique`) and elf/dl-load.c
(DF_SYMBOLIC: "symbolic searchlist"); tests/facts/test_binding.py holds it against ld.so itself.
Only names of well-known libraries are known of a file (`ElfFacts.shared_symbols`).
"""

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from wheel_ceiling.model import ElfFacts, SharedSymbol


class SharedObject(Struct, frozen=True, eq=False, dict=True):
    """A file of a process, with what it defines at hand; each is itself and like no other."""

    facts: ElfFacts
    families: frozenset[str] = frozenset()
    """The libraries whose names matter; empty for all."""

    @cached_property
    def symbols(self) -> tuple[SharedSymbol, ...]:
        found = self.facts.shared_symbols
        wanted = self.families
        return tuple(one for one in found if one.family in wanted) if wanted else found

    @cached_property
    def definitions(self) -> dict[str, list[SharedSymbol]]:
        """What it defines, by name, in the order of its table."""
        found: dict[str, list[SharedSymbol]] = {}
        for symbol in self.symbols:
            if symbol.is_defined:
                found.setdefault(symbol.name, []).append(symbol)
        return found

    @cached_property
    def references(self) -> tuple[SharedSymbol, ...]:
        """What it asks the loader for."""
        return tuple(one for one in self.symbols if one.is_referenced)

    @cached_property
    def is_symbolic(self) -> bool:
        return "symbolic" in self.facts.flags

    def serves(self, name: str, version: str) -> SharedSymbol | None:
        """Return its definition for who asks for that version (empty: for none)."""
        found = self.definitions.get(name, [])
        if version:
            # One without a version serves everybody, so an older build without any is taken.
            exact = (one for one in found if version == one.version)
            whole = (one for one in found if not one.version and not one.is_hidden)
            return next(exact, None) or next(whole, None)
        if oldest := next((one for one in found if one.is_oldest), None):
            return oldest
        defaults = [one for one in found if not one.is_hidden]
        return defaults[0] if len(defaults) == 1 else None


class Binding(Struct, frozen=True):
    """One name that a file asks for, and the file whose definition it gets."""

    owner: SharedObject
    symbol: SharedSymbol
    target: SharedObject


class Process:
    """What is loaded: a program with what it needs, then one module after the other."""

    def __init__(self, scope: Sequence[SharedObject]) -> None:
        self.scope = tuple(scope)
        """The program and what it needs, breadth first: everybody is served from it first."""
        self._unique: dict[str, SharedObject] = {}

    def load(
        self, local: Sequence[SharedObject], bound: Collection[SharedObject] = ()
    ) -> Iterator[Binding]:
        """Yield how a module and what it needs bind (RTLD_LOCAL, as Python loads modules).

        What was bound before is loaded already and binds no second time.
        """
        before = {*self.scope, *bound}
        for owner in reversed(local):  # dl-open.c relocates the needed before who needs them
            for symbol in owner.references if owner not in before else ():
                if target := self._target(owner, symbol, local):
                    yield Binding(owner, symbol, target)

    def _target(
        self, owner: SharedObject, symbol: SharedSymbol, local: Sequence[SharedObject]
    ) -> SharedObject | None:
        if symbol.is_defined and symbol.is_protected:
            return owner
        first = (owner,) if owner.is_symbolic else ()
        for one in (*first, *self.scope, *local):
            if found := one.serves(symbol.name, symbol.version):
                return self._unique.setdefault(symbol.name, one) if found.is_unique else one
        return None
