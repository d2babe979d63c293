"""The runner's reading of a command file such as GITHUB_OUTPUT.

As strict as the runner (actions/runner, FileCommandManager.cs): `name=value` or a block that is
closed by its own delimiter, and nothing else.
"""

from collections.abc import Iterator, Mapping


def read_outputs(text: str) -> Mapping[str, str]:
    """Return the outputs by name; raises ValueError where the runner would fail the step."""
    outputs: dict[str, str] = {}
    lines = iter(text.removesuffix("\n").split("\n") if text else ())
    for line in lines:
        name, delimiter = _head(line)
        outputs[name] = line.partition("=")[2] if not delimiter else _block(lines, delimiter)
    return outputs


def _head(line: str) -> tuple[str, str]:
    """Return the name, and the delimiter of the block that follows; empty for a plain line."""
    equals, heredoc = line.find("="), line.find("<<")
    if equals > 0 and not 0 <= heredoc < equals:
        return line[:equals], ""
    if heredoc > 0 and (delimiter := line[heredoc + 2 :]):
        return line[:heredoc], delimiter
    raise ValueError(f"Invalid format {line!r}")


def _block(lines: Iterator[str], delimiter: str) -> str:
    value: list[str] = []
    for line in lines:
        if line == delimiter:
            return "\n".join(value)
        value.append(line)
    raise ValueError(f"Matching delimiter not found {delimiter!r}")
