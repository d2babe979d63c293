"""Foreign text as SARIF's plain text: one line that holds no link and names no user."""

from wheel_ceiling.reports.foreign import clean, mask_homes, shorten

LONGEST_NAME = 300
LONGEST_SENTENCE = 700
# RFC 3986: what stands for itself in a relative path. A colon in its first part would begin a
# scheme.
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def plain(text: str, longest: int = LONGEST_SENTENCE) -> str:
    """Return what may be shown of the text.

    Messages may hold links, ``[text](target)`` (sarif-v2.1.0, 3.11.6): nothing foreign may.
    """
    seen = clean(mask_homes(shorten(text, 4 * longest)), longest)
    return seen.replace("](", "] (").strip()


def plain_name(text: str) -> str:
    """Return a name as it may be shown."""
    return plain(text, LONGEST_NAME)


def relative_uri(path: str) -> str:
    """Return a path of the repository as the reference that code scanning finds it by."""
    raw = path.lstrip("/").encode("utf-8", "replace")
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in raw)
