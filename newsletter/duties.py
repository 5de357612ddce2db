"""What the worker does for the newsletter: kinds of work whose due rows stand in its tables."""

from cms.background.duties import Duty, add_duty

from . import advancing, issuing, overdue


def add_duties() -> None:
    add_duty(Duty(issuing.DUTY, advancing.advance_issues, overdue.overdue_since))
