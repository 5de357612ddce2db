"""What a verb says when it does not do what it was asked."""


class Refused(Exception):
    """In a sentence for an editor."""
