"""GitHub's expressions, read roughly: what they refer to, and what a known one stands for.

Source: docs.github.com, "Evaluate expressions in workflows and actions" and "Contexts reference".
"""

import re
from collections.abc import Iterator, Mapping

CONTEXTS = {"github", "env", "vars", "job", "jobs", "steps", "runner", "secrets", "strategy"}
CONTEXTS |= {"matrix", "needs", "inputs"}
FUNCTIONS = {"contains", "startswith", "endswith", "format", "join", "tojson", "fromjson"}
FUNCTIONS |= {"hashfiles", "success", "always", "cancelled", "failure", "case"}
_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_TOKEN = re.compile(
    r"""
    \s+
    | (?P<text> '(?:[^']|'')*' )
    | (?P<number> -?\d+(?:\.\d+)? )
    | (?P<name> [A-Za-z_][\w-]* (?:\s*\.\s*(?:[A-Za-z_][\w-]*|\*))* )
    | (?P<operator> && | \|\| | [=!<>]= | [!<>,()] )
    """,
    re.VERBOSE,
)
_WORDS = ("true", "false", "null")
Reference = tuple[str, ...]


class BadExpression(ValueError):
    """An expression that GitHub would not take, or that is more than ours should be."""


def expressions(text: str) -> tuple[str, ...]:
    """Return the insides of every `${{ … }}`; raises BadExpression where one is left open."""
    found = tuple(match[1].strip() for match in _EXPRESSION.finditer(text))
    if "${{" in _EXPRESSION.sub("", text):
        raise BadExpression(f"{text!r} opens an expression that it does not close.")
    return found


def references(expression: str) -> tuple[Reference, ...]:
    """Return what an expression looks up, such as ("steps", "gate", "outputs", "verdict")."""
    return tuple(_references(expression))


def _references(expression: str) -> Iterator[Reference]:
    tokens = tuple(_tokens(expression))
    _insist_on_balance(expression, [token for _kind, token in tokens])
    for (kind, token), (_kind, after) in zip(tokens, (*tokens[1:], ("", "")), strict=True):
        if kind != "name" or token in _WORDS:
            continue
        name = tuple(part.strip() for part in token.split("."))
        if after == "(":
            if token.lower() not in FUNCTIONS:
                raise BadExpression(f"{expression!r} calls {token}, which GitHub does not know.")
        elif name[0] not in CONTEXTS:
            raise BadExpression(f"{expression!r} asks for {token}, which GitHub does not know.")
        else:
            yield name


def _tokens(expression: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(expression):
        match = _TOKEN.match(expression, place)
        if match is None:
            raise BadExpression(f"{expression!r} cannot be read from {expression[place:]!r} on.")
        if match.lastgroup:
            yield match.lastgroup, match[0]
        place = match.end()


def _insist_on_balance(expression: str, tokens: list[str]) -> None:
    depth = 0
    for token in tokens:
        depth += (token == "(") - (token == ")")
        if depth < 0:
            break
    if depth or not tokens:
        raise BadExpression(f"{expression!r} is empty, or its brackets do not match.")


def resolve(text: str, known: Mapping[str, str]) -> str:
    """Put values in the place of expressions that are in `known`; leave the others as they are."""
    return _EXPRESSION.sub(lambda match: known.get(match[1].strip(), match[0]), text)
