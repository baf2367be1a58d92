"""What an author can mend."""


class BuildError(Exception):
    """Something that the author can mend; its message says how."""
