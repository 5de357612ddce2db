from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "cms.forms"
    label = "forms"

    def ready(self) -> None:
        from cms.background.duties import Duty, add_duty

        from .buffering import forget_old_buffers, oldest_overdue

        add_duty(Duty("forms.buffers", lambda stop: forget_old_buffers(), oldest_overdue))
