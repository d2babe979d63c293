"""Reports for a terminal of any width, with or without colour; each is a module of its own."""
