"""One module for each layout of file, each with `parse(path)`, and what they all refuse with."""


class LayoutError(Exception):
    """The file is not laid out as its parser expects; the message says in one sentence what is missing."""
