"""The yardstick: what `django-admin startproject` makes, with one view that answers an empty JSON object."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path

from .startproject import STARTPROJECT

settings.configure(**STARTPROJECT, ROOT_URLCONF=__name__)


def empty(request: HttpRequest) -> JsonResponse:
    return JsonResponse({})


urlpatterns = [path("empty/", empty)]
application = get_wsgi_application()
