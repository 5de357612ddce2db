"""What the worker does for the newsletter: kinds of work whose due rows stand in its tables."""

from cms.background.duties import Duty, add_duty

from .consent import request_decisions, subscribing
from .erasure import purging
from .notices import notice_duty
from .sending import due_issues, issue_duty, issue_gauges, issue_moves


def add_duties() -> None:
    add_duty(Duty(subscribing.DUTY, request_decisions.decide_waiting, request_decisions.waiting_since))
    add_duty(Duty(notice_duty.DUTY, notice_duty.send_due, notice_duty.due_since))
    add_duty(Duty("newsletter.purge", purging.purge, purging.overdue_since))
    add_duty(Duty(issue_moves.DUTY, issue_duty.advance_issues, due_issues.overdue_since, issue_gauges.gauges))
