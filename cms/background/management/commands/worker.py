"""`manage.py worker`: does what is due in the background, until it is asked to end."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from cms.background.duties import duties
from cms.background.duty_runs import STOP
from cms.background.engines import Engine, engine
from cms.background.models import FailingDuty
from cms.background.worker_process import drain, listen, work
from cms.backups.process_lock import note_use


class Command(BaseCommand):
    help = (
        "Do what is due in the background, such as sending mails, until a signal asks to end. Any number of these may "
        "run, on any number of machines with one PostgreSQL."
    )
    # A worker that starts before its database waits for it.
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--threads", type=_threads, default=2, help="how many duties are done at once; 1 to 32, default %(default)s"
        )
        parser.add_argument("--once", action="store_true", help="do everything that is due, then end (for cron)")

    def handle(self, *args: Any, threads: int, once: bool, **options: Any) -> None:
        note_use()
        tasks = engine()
        listen(STOP, self.say)
        names = ", ".join(duty.name for duty in duties()) or "none is registered"
        if once:
            self.do_once(tasks)
            return
        self.say(
            f"Worker started. Duties: {names}. Threads: {threads}. Tasks lie in {tasks.place}; "
            f"what is due is looked for every {settings.WORKER_SWEEP_SECONDS:g} s."
        )
        status = work(tasks, STOP, threads=threads, sweep_seconds=settings.WORKER_SWEEP_SECONDS)
        self.say("Worker ended.")
        if status:
            sys.exit(status)

    def do_once(self, tasks: Engine) -> None:
        try:
            drain(tasks, STOP)
            failing = list(FailingDuty.objects.order_by("name"))
        except tasks.errors as error:
            raise CommandError(f"Not now ({type(error).__name__}: {error}). Nothing is lost: try later.") from None
        if failing:
            raise CommandError("Failing: " + ", ".join(f"{duty.name} ({duty.error})" for duty in failing))
        self.say("Stopped before everything was done." if STOP.is_asked else "Everything that was due is done.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _threads(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 32:
        raise ArgumentTypeError("between 1 and 32")
    return number
