"""What the newsletter's verbs refuse."""


class IssueRefused(Exception):
    """What was asked for cannot be done; its text is a sentence for an editor."""
