"""GitHub: what it says of this run, what it keeps for us, and what is told there."""
