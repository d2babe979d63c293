"""Where wheels come from, built or baseline: disk, a server, the package index, an inventory.

Nothing is imported here: a look at a wheel on disk does not wait for what asks GitHub.
"""
