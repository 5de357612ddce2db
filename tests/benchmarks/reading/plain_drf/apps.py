from django.apps import AppConfig


class PlainConfig(AppConfig):
    name = "tests.benchmarks.reading.plain_drf"
    label = "plain"
