"""What becomes of each request, decided where nobody waits for the answer."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from cms.background.duties import Stop
from cms.background.nudges import nudge
from newsletter.mail_addresses import parse_address
from newsletter.models import ConsentEvent, ErasureRequest, Notice, SignupRequest, Subscriber, Subscription

from .address_lock import hold
from .call_limits import counted
from .consent_log import Client, log_consent
from .personal_data import erased_values
from .suppressing import is_suppressed

SLICE = 500
State = Subscription.State
Verdict = SignupRequest.Verdict
Erasure = ErasureRequest.Verdict
Request = TypeVar("Request", SignupRequest, ErasureRequest)


def decide_waiting(stop: Stop) -> bool:
    """A slice of what waits, the oldest first; True if there may be more. Several at once decide each request once."""
    decided = 0
    for model, decide in ((SignupRequest, decide_signup), (ErasureRequest, decide_erasure)):
        waiting = model.objects.filter(verdict=model.Verdict.WAITING).order_by("created_at", "id")
        for pk in list(waiting.values_list("pk", flat=True)[:SLICE]):
            if stop.is_asked:
                break
            decide(pk)
            decided += 1
    if decided:
        nudge("newsletter.notices")
    return decided >= SLICE and not stop.is_asked


def waiting_since() -> datetime | None:
    """When the oldest request that waits was made. Two queries, each by an index of what waits."""
    oldest = [
        model.objects.filter(verdict=model.Verdict.WAITING).order_by("created_at").values_list("created_at", flat=True)
        for model in (SignupRequest, ErasureRequest)
    ]
    return min((moment for found in oldest if (moment := found.first())), default=None)


def decide_signup(request_id: int) -> Verdict | None:
    """None if somebody else decided it."""
    with transaction.atomic():
        request = _taken(SignupRequest, request_id)
        if request is None:
            return None
        verdict, subscription = _signed_up(request)
        decision: dict[str, Any] = {"verdict": verdict, "subscription": subscription}
        if verdict == Verdict.SUPPRESSED:
            # Of an address that was erased not even this is kept, nor from where somebody used it.
            decision |= erased_values(SignupRequest)
        SignupRequest.objects.filter(pk=request.pk).update(**decision)
        return verdict


def _taken(model: type[Request], request_id: int) -> Request | None:
    """The request, whose address nobody else touches until the transaction ends; None if it is decided."""
    waiting = model.objects.filter(pk=request_id, verdict=model.Verdict.WAITING)
    request = waiting.first()
    if request is None:
        return None
    hold(request.fingerprint)
    # Whoever held the address before may have decided this very request.
    return request if waiting.update(decided_at=timezone.now()) else None


def _signed_up(request: SignupRequest) -> tuple[Verdict, Subscription | None]:
    # Without its address it was asked for by somebody who has been erased since.
    if not request.email or is_suppressed(request.fingerprint, request.newsletter_id):
        return Verdict.SUPPRESSED, None
    mine = Subscription.objects.filter(
        subscriber__fingerprint=request.fingerprint, newsletter=request.newsletter_id
    ).first()
    if mine and mine.state == State.CONFIRMED:
        return Verdict.CONFIRMED, mine
    limits = {
        "address": f"{request.newsletter_id}:{request.fingerprint}",
        "newsletter": str(request.newsletter_id),
    }
    if any((count := counted(limit, whom)) and count.is_too_many for limit, whom in limits.items()):
        return Verdict.LIMITED, mine
    mine = _renewed(mine, request) if mine else _new(request)
    log_consent(
        ConsentEvent.Kind.REQUESTED,
        request.fingerprint,
        newsletter_id=request.newsletter_id,
        consent_text_id=request.consent_text_id,
        client=Client(request.ip, request.user_agent),
    )
    # One that is still to be sent says all that another would.
    if not Notice.objects.filter(subscription=mine, state=Notice.State.QUEUED).exists():
        Notice.objects.create(kind=Notice.Kind.CONFIRMATION, subscriber_id=mine.subscriber_id, subscription=mine)
    return Verdict.REQUESTED, mine


def _new(request: SignupRequest) -> Subscription:
    subscriber, _ = Subscriber.objects.get_or_create(
        fingerprint=request.fingerprint,
        defaults={
            "email": request.email,
            "email_key": parse_address(request.email).key,
            "language": request.language,
        },
    )
    return Subscription.objects.create(
        subscriber=subscriber, newsletter_id=request.newsletter_id, source=request.source
    )


def _renewed(mine: Subscription, request: SignupRequest) -> Subscription:
    """Pending, from now on, if it is not. `confirmed_at` stays: by it, a request that somebody else makes in the name
    of a former reader is told from a first one."""
    Subscription.objects.filter(pk=mine.pk).update(
        state=State.PENDING, requested_at=timezone.now(), unsubscribed_at=None, reason="", source=request.source
    )
    return mine


def decide_erasure(request_id: int) -> Erasure | None:
    """None if somebody else decided it."""
    with transaction.atomic():
        request = _taken(ErasureRequest, request_id)
        if request is None:
            return None
        verdict = _asked_to_be_erased(request.fingerprint)
        decision: dict[str, Any] = {"verdict": verdict}
        if verdict in (Erasure.SUPPRESSED, Erasure.UNKNOWN):
            decision |= erased_values(ErasureRequest)
        ErasureRequest.objects.filter(pk=request.pk).update(**decision)
        return verdict


def _asked_to_be_erased(fingerprint: str) -> Erasure:
    if is_suppressed(fingerprint, None):
        return Erasure.SUPPRESSED
    subscriber = Subscriber.objects.filter(fingerprint=fingerprint).first()
    if subscriber is None:
        return Erasure.UNKNOWN
    count = counted("address", f"erasure:{fingerprint}")
    if count and count.is_too_many:
        return Erasure.LIMITED
    theirs = Notice.objects.filter(kind=Notice.Kind.ERASURE, subscriber=subscriber, state=Notice.State.QUEUED)
    if not theirs.exists():
        Notice.objects.create(kind=Notice.Kind.ERASURE, subscriber=subscriber)
    return Erasure.MAILED
