"""Every address under /admin/, taken from the URL map itself."""

from collections.abc import Iterator
from typing import NamedTuple

from django.contrib.admin.sites import site
from django.urls import URLPattern, URLResolver, get_resolver


class Address(NamedTuple):
    """`noun` is the model that it is about, "" for none; `page` is the URL's name without the model, "object" for the
    nameless one that leads on to the form, and the route where there is neither."""

    route: str
    noun: str
    page: str


def admin_addresses() -> list[Address]:
    models = {(model._meta.app_label, model._meta.model_name): model._meta.model_name for model in site._registry}
    found = []
    for route, name in _walk(get_resolver()):
        if not route.startswith("admin/"):
            continue
        page, about = name or route.removeprefix("admin/"), ""
        for (app, model), noun in models.items():
            if page.startswith((f"{app}_{model}_", f"{app}/{model}/")):
                about, page = noun or "", page[len(f"{app}_{model}_") :] if name else "object"
        found.append(Address(route, about, page))
    return found


def _walk(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str | None]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.name
        else:
            yield from _walk(pattern, route)
