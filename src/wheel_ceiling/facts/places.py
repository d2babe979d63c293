"""How a library came to lie where it lies: the right path beside the wrong one, in words.

Paths are those inside of a wheel. The words are half a sentence, to be followed by what was found.
"""

from itertools import pairwise

from wheel_ceiling.facts.libraries import is_in_build_folder


def cause_of_place(right: str, lies_at: str) -> str:
    """Say what happened to the library that belongs at `right` and lies at `lies_at`.

    An empty `lies_at` says that it is nowhere in the wheel.
    """
    if not lies_at:
        return "the built library was never packed"
    found = f"the built one lies unused at {lies_at}"
    if words := _misplaced(_folders(right), _folders(lies_at), lies_at):
        return f"{words}: {found}"
    return found


def doubled_folder(path: str) -> str:
    """Return the name of the first folder that is called as the one that holds it, if any is."""
    return next((inner for outer, inner in pairwise(_folders(path)) if outer == inner), "")


def without_doubled(path: str) -> str:
    """Return the path without the outer one of these two folders; empty where none is doubled."""
    name = doubled_folder(path)
    before, doubled, rest = f"/{path}".partition(f"/{name}/{name}/")
    return f"{before}/{name}/{rest}".removeprefix("/") if name and doubled else ""


def _misplaced(right: list[str], wrong: list[str], lies_at: str) -> str:
    if is_in_build_folder(lies_at):
        return "a build folder was packed"
    depth = len(wrong) - len(right)
    undoubled = without_doubled(lies_at)
    is_doubled = bool(undoubled) and _folders(undoubled) == right
    if is_doubled or (depth == 1 and wrong[depth:] == right):
        return "unpacked one folder too deep"
    if depth > 1 and wrong[depth:] == right:
        return f"unpacked {depth} folders too deep"
    if not wrong:
        return "unpacked at the top of the wheel, outside of its package"
    if depth < 0 and wrong == right[-depth:]:
        return "unpacked without its outer folders"
    return ""


def _folders(path: str) -> list[str]:
    return path.split("/")[:-1]
