"""The changed lines that most likely brought the findings about, as Markdown."""

import re
from collections.abc import Sequence

from wheel_ceiling.model import Suspect
from wheel_ceiling.reports.markdown.markup import code, prose
from wheel_ceiling.reports.wording import suspects_title

# What may stand between the parentheses of a link as it is; a parenthesis is written otherwise.
_ADDRESS = re.compile(r"https?://[\w.:\[\]-]+/[\w.~/?#&=%+,:;@!$*'-]*", re.ASCII)
_LONGEST_LINE = 200
_MOST_SENTENCES = 6


def suspect_list(suspects: Sequence[Suspect]) -> str:
    """Return each line with its place and why it is suspected; nothing where there is none."""
    told = list(map(_told, suspects))
    if len(told) > 1:
        return "\n".join([f"**{suspects_title(suspects)}:**", "", *(f"- {one}" for one in told)])
    return "".join(f"**{suspects_title(suspects)}:** {one}" for one in told)


def _told(suspect: Suspect) -> str:
    where = ", removed from" if suspect.is_removed else " in"
    line = code(suspect.text.strip(), _LONGEST_LINE)
    return f"{line}{where} {_place(suspect)}: {prose(suspect.why)}"


def _place(suspect: Suspect) -> str:
    shown = code(f"{suspect.path}:{suspect.line}")
    address = suspect.url.replace("(", "%28").replace(")", "%29")
    return f"[{shown}]({address})" if _ADDRESS.fullmatch(address) else shown


def preface_block(preface: Sequence[str]) -> str:
    """Return what stands above everything else, a line for each sentence."""
    return "  \n".join(f"⚠️ **{prose(sentence)}**" for sentence in preface[:_MOST_SENTENCES])
