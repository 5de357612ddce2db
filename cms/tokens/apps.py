from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class TokensConfig(AppConfig):
    name = "cms.tokens"
    label = "tokens"
    verbose_name = gettext_lazy("Access")
