"""Texts cut to what GitHub takes, at a line end, with a sentence that says so."""


def shortened(text: str, most: int, sentence: str) -> str:
    """Return the text if it has at most `most` bytes in UTF-8, else its beginning and the sentence.

    GitHub's own documents say characters and are not always right; bytes are safe either way.
    """
    data = text.encode("utf-8", "replace")
    if len(data) <= most:
        return data.decode()
    ending = f"\n\n{sentence}\n"
    return f"{whole_lines(data, most - len(ending.encode()))}{ending}"


def one_line(text: str, most: int) -> str:
    """Return the text on one line of at most `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def whole_lines(data: bytes, most: int) -> str:
    """Return the lines that fit into `most` bytes; the beginning of the first if not even it does.

    The last line comes without its line end.
    """
    head = data[: max(most, 0)].decode("utf-8", "ignore")
    whole, end, _ = head.rpartition("\n")
    return whole if end else head
