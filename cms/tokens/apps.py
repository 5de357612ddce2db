from django.apps import AppConfig


class TokensConfig(AppConfig):
    name = "cms.tokens"
    label = "tokens"
    verbose_name = "Access"
