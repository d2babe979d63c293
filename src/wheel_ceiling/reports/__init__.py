"""A report to text: for a pull request, a terminal, a program. No I/O, no time, no environment."""
