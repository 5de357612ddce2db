"""What the worker does for the newsletter: kinds of work whose due rows stand in its tables."""

from cms.background.duties import Duty, add_duty

from .consent import deciding, notifying, purging, subscribing
from .sending import advancing, issuing, measuring, overdue


def add_duties() -> None:
    add_duty(Duty(subscribing.DUTY, deciding.decide_waiting, deciding.waiting_since))
    add_duty(Duty(notifying.DUTY, notifying.send_due, notifying.due_since))
    add_duty(Duty("newsletter.purge", purging.purge, purging.overdue_since))
    add_duty(Duty(issuing.DUTY, advancing.advance_issues, overdue.overdue_since, measuring.gauges))
