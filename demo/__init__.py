"""The founding incident, in a terminal and on a pull request."""
