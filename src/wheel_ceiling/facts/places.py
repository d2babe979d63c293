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


def _misplaced(right: list[str], wrong: list[str], lies_at: str) -> str:
    if is_in_build_folder(lies_at):
        return "a build folder was packed"
    depth = len(wrong) - len(right)
    if _without_doubled(wrong) == right or (depth == 1 and wrong[depth:] == right):
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


def _without_doubled(folders: list[str]) -> list[str]:
    """Return the folders without the first that is called as the one that holds it."""
    for place, (outer, inner) in enumerate(pairwise(folders)):
        if outer == inner:
            return folders[:place] + folders[place + 1 :]
    return ["", *folders]  # like no others
