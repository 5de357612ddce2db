"""What every page of an entry has in common: its frame, its way back, and how a refusal is told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import FieldDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cms.publishing.content_types import EntryType, key_of, type_of
from cms.publishing.models import Entry, Revision
from cms.publishing.publishing import latest_revision
from cms.publishing.refusals import NotPublishable, Obstacle, Refused

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin


@dataclass(frozen=True)
class FormProblem:
    """An obstacle in an editor's words: the field's label, and where in the form it is ("" for the whole entry)."""

    label: str
    message: str
    anchor: str

    def as_link(self, form_url: str) -> SafeString:
        if not self.label:
            return format_html("{}", self.message)
        return format_html('<a href="{}{}">{}</a>: {}', form_url, self.anchor, self.label, self.message)


def problem_of(obstacle: Obstacle, of_type: EntryType) -> FormProblem:
    name = obstacle.field
    if not name:
        return FormProblem("", obstacle.message, "")
    try:
        field: Any = of_type.model._meta.get_field(name)
    except FieldDoesNotExist:
        return FormProblem(name.replace("_", " ").capitalize(), obstacle.message, "")
    if name in of_type.rows:
        label, anchor = field.related_model._meta.verbose_name_plural, f"#{name}-group"
    else:
        label, anchor = field.verbose_name, f"#id_{name}"
    return FormProblem(str(label).capitalize(), obstacle.message, anchor)


def user_of(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def url_of(of: "ModelAdmin", page: str, entry: Entry | None = None) -> str:
    name = f"{of.admin_site.name}:{of.opts.app_label}_{of.opts.model_name}_{page}"
    return reverse(name, args=[entry.pk] if entry else [])


def to_form(of: "ModelAdmin", entry: Entry) -> HttpResponse:
    return HttpResponseRedirect(url_of(of, "change", entry))


def show(of: "ModelAdmin", request: HttpRequest, template: str, *, entry: Entry | None = None, **context: Any) -> Any:
    """A page of our own in the frame of Django's admin."""
    frame = {
        **of.admin_site.each_context(request),
        "opts": of.opts,
        "entry": entry,
        "form_url": url_of(of, "change", entry) if entry else "",
        "list_url": url_of(of, "changelist"),
        "zone": zone(),
    }
    request.current_app = of.admin_site.name
    return TemplateResponse(request, f"publishing/admin/{template}", {**frame, **context})


def zone() -> str:
    """The time zone in which moments are typed and shown, as "Europe/Berlin (CEST)"."""
    name = timezone.get_current_timezone_name()
    short = timezone.localtime().tzname() or name
    return name if short == name else f"{name} ({short})"


def wanted_revision(request: HttpRequest, entry: Entry, name: str = "revision") -> Revision:
    """The revision whose number the request gives; by default the latest. Raises Http404."""
    number = request.POST.get(name) or request.GET.get(name)
    try:
        if not number:
            return latest_revision(key_of(entry))
        return Revision.objects.get(entry_id=entry.pk, number=int(number))
    except Refused as refused:
        raise Http404(str(refused)) from None
    except (ValueError, OverflowError, Revision.DoesNotExist):
        raise Http404(_("There is no such revision.")) from None


def did(of: "ModelAdmin", request: HttpRequest, entry: Entry, verb: Callable[[], object], *, done: str) -> bool:
    """Call a verb. Done, it is logged under `done` and said; refused, the reason is said."""
    try:
        verb()
    except Refused as refused:
        tell(of, request, entry, refused)
        return False
    of.log_change(request, entry, done)
    messages.success(request, f"{done}.")
    return True


def tell(of: "ModelAdmin", request: HttpRequest, entry: Entry, refused: Refused) -> None:
    if not isinstance(refused, NotPublishable):
        messages.error(request, str(refused))
        return
    form_url, of_type = url_of(of, "change", entry), type_of(type(entry))
    for obstacle in refused.obstacles:
        messages.error(request, problem_of(obstacle, of_type).as_link(form_url))
