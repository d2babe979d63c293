"""wheel-ceiling: know what you packaged, not just what you built."""

__version__ = "0.1.0"
