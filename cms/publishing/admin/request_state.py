"""What one request of the change form is about: kept on the request, because a ModelAdmin serves many at once."""

from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpRequest

from cms.publishing.models import Entry
from cms.publishing.refusals import Refused
from cms.publishing.slow_work import GatheredWork


@dataclass
class FormRequest:
    """`refusal` is why a first attempt to save was taken back; `saved` is the entry, once it is saved. `slow_work` is
    there while many entries are saved in one transaction."""

    refusal: Refused | None = None
    saved: Entry | None = None
    locks: bool = False
    slow_work: GatheredWork | None = None
    public: dict[UUID, bool] = field(default_factory=dict)


def act_of(request: HttpRequest) -> FormRequest:
    act: FormRequest = vars(request).setdefault("publishing_act", FormRequest())
    return act
