"""What is measured: speed against the peers, and whether verdicts can be trusted."""
