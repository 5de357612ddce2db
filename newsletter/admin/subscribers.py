"""Readers in the admin: found, looked at, unsubscribed, erased. Nothing about them is typed here."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.publishing.admin.entry_pages.page_frame import url_of
from newsletter.consent.unsubscribing import SUBSCRIBED, unsubscribe
from newsletter.erasure.reader_erasure import erase
from newsletter.mail_addresses import InvalidAddress, parse_address
from newsletter.models import ConsentEvent, Subscriber, Subscription, Suppression
from newsletter.unsubscribe_tokens import NewsletterReader

MOST_ERASED_AT_ONCE = 100


class UnsubscribeForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[
            ("editor", _("An editor's decision")),
            ("request", _("The reader asked us to")),
            ("complaint", _("A complaint")),
        ],
        widget=forms.RadioSelect,
        initial="request",
    )


class ErasedFilter(admin.SimpleListFilter):
    title = _("erasure")
    parameter_name = "erased"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", gettext("Known")), ("yes", gettext("Erased"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset if self.value() is None else queryset.filter(erased_at__isnull=self.value() != "yes")


class SubscriptionRows(admin.TabularInline):
    model = Subscription
    fields = readonly_fields = (
        "newsletter",
        "state",
        "requested_at",
        "confirmed_at",
        "unsubscribed_at",
        "reason",
        "source",
    )
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Subscriber)
class SubscriberAdmin(admin.ModelAdmin):
    change_form_template = "newsletter/admin/subscriber.html"
    inlines = (SubscriptionRows,)
    list_display = ("address", "standing", "language", "created_at")
    list_filter = (
        ("subscriptions__state", admin.ChoicesFieldListFilter),
        ("subscriptions__newsletter", admin.RelatedOnlyFieldListFilter),
        ErasedFilter,
    )
    search_fields = ("email",)
    search_help_text = _("By the address, or a part of it.")
    fields = readonly_fields = ("address", "language", "created_at", "erased_at", "suppressed")
    actions = ("erase_selected",)
    ordering = ("-pk",)
    empty_value_display = "–"
    show_full_result_count = False

    # --- permissions

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("newsletter.erase_subscriber")

    def may_unsubscribe(self, request: HttpRequest) -> bool:
        return request.user.has_perm("newsletter.change_subscription")

    # --- what is shown

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscriber]:
        subscriptions = Subscription.objects.select_related("newsletter").order_by("newsletter__name")
        return super().get_queryset(request).prefetch_related(Prefetch("subscriptions", subscriptions))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """A whole address finds its reader however it is written."""
        try:
            key = parse_address(search_term).key
        except InvalidAddress:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(email_key=key), False

    @admin.display(description=_("address"), ordering="email_key")
    def address(self, subscriber: Subscriber) -> str:
        return subscriber.email or gettext("erased")

    @admin.display(description=_("subscriptions"))
    def standing(self, subscriber: Subscriber) -> str:
        return ", ".join(f"{each.newsletter}: {each.get_state_display()}" for each in subscriber.subscriptions.all())

    @admin.display(description=_("suppressed"))
    def suppressed(self, subscriber: Subscriber) -> str:
        theirs = Suppression.objects.filter(fingerprint=subscriber.fingerprint or "").select_related("newsletter")
        found = [f"{each.newsletter or gettext('all newsletters')}: {each.get_reason_display()}" for each in theirs]
        return "; ".join(found) or gettext("no")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        subscriber = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if subscriber and self.has_view_permission(request, subscriber):
            events = ConsentEvent.objects.filter(fingerprint=subscriber.fingerprint or "none")
            context["events"] = events.select_related("newsletter", "consent_text")[:100]
            if subscriber.erased_at is None:
                context["may_erase"] = self.has_erase_permission(request)
                context["subscribed"] = (
                    [each for each in subscriber.subscriptions.all() if each.state in SUBSCRIBED]
                    if self.may_unsubscribe(request)
                    else []
                )
        return super().change_view(request, object_id, form_url, context)

    # --- what is done

    def get_urls(self) -> Any:
        view = self.admin_site.admin_view
        own = [
            path("erase/", view(self._erase), name="newsletter_subscriber_erase"),
            path(
                "<int:subscriber_id>/unsubscribe/<int:newsletter_id>/",
                view(self._unsubscribe),
                name="newsletter_subscriber_unsubscribe",
            ),
        ]
        return [*own, *super().get_urls()]

    @admin.action(description=_("Erase…"), permissions=["erase"])
    def erase_selected(self, request: HttpRequest, queryset: QuerySet[Subscriber]) -> HttpResponse | None:
        ids = list(queryset.filter(erased_at=None).values_list("pk", flat=True)[: MOST_ERASED_AT_ONCE + 1])
        if not ids or len(ids) > MOST_ERASED_AT_ONCE:
            messages.warning(
                request,
                gettext("Choose readers who are not erased, at most %(most_erased_at_once)s at once.")
                % {"most_erased_at_once": MOST_ERASED_AT_ONCE},
            )
            return None
        query = "&".join(f"id={pk}" for pk in ids)
        return HttpResponseRedirect(f"{reverse('admin:newsletter_subscriber_erase')}?{query}")

    def _erase(self, request: HttpRequest) -> HttpResponse:
        if not (self.has_view_permission(request) and self.has_erase_permission(request)):
            raise PermissionDenied
        asked = request.POST if request.method == "POST" else request.GET
        ids = [int(pk) for pk in asked.getlist("id") if pk.isascii() and pk.isdigit() and len(pk) < 19]
        readers = list(self.get_queryset(request).filter(pk__in=ids[:MOST_ERASED_AT_ONCE], erased_at=None))
        if not readers:
            messages.warning(request, gettext("Nobody was chosen who is not erased already."))
            return HttpResponseRedirect(url_of(self, "changelist"))
        if request.method != "POST":
            return self._ask(request, "erase.html", gettext("Erase readers"), readers=readers)
        done = [reader for reader in readers if erase(reader, note="by an editor")]
        for reader in done:
            self.log_change(request, reader, gettext("Erased"))
        messages.success(
            request,
            gettext("Erased: %(number)s. Nothing that is kept leads to them, and nothing is sent to them.")
            % {"number": len(done)},
        )
        return HttpResponseRedirect(url_of(self, "changelist"))

    def _unsubscribe(self, request: HttpRequest, subscriber_id: int, newsletter_id: int) -> HttpResponse:
        if not (self.has_view_permission(request) and self.may_unsubscribe(request)):
            raise PermissionDenied
        theirs = Subscription.objects.filter(subscriber=subscriber_id, newsletter=newsletter_id, state__in=SUBSCRIBED)
        subscription = theirs.select_related("newsletter", "subscriber").first()
        if subscription is None:
            messages.warning(request, gettext("This reader is not subscribed to it."))
            return HttpResponseRedirect(url_of(self, "changelist"))
        form = UnsubscribeForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            title = gettext("Unsubscribe from %(newsletter)s") % {"newsletter": subscription.newsletter}
            return self._ask(request, "unsubscribe.html", title, form=form, subscription=subscription)
        if unsubscribe(NewsletterReader(newsletter_id, subscriber_id), reason=form.cleaned_data["reason"]):
            self.log_change(
                request,
                subscription.subscriber,
                gettext("Unsubscribed from %(newsletter)s") % {"newsletter": subscription.newsletter},
            )
            messages.success(
                request, gettext("Unsubscribed from %(newsletter)s.") % {"newsletter": subscription.newsletter}
            )
        return HttpResponseRedirect(reverse("admin:newsletter_subscriber_change", args=[subscriber_id]))

    def _ask(self, request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, f"newsletter/admin/{template}", {**frame, **context})
