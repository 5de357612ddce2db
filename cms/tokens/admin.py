"""API tokens in the admin: made, shown once, looked at, revoked. Nothing of one is ever changed."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .forms import TokenForm
from .issuing import issue, revoke
from .models import Token
from .preview_links import revoke_links
from .scopes import SCOPES

_COLOURS = {"valid": "published", "expired": "expired", "revoked": "retracted"}


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):
    change_list_template = "tokens/admin/change_list.html"
    change_form_template = "tokens/admin/change_form.html"
    list_display = ("name", "begins_with", "standing", "scope_names", "expires_at", "last_used_at", "acts_as", "maker")
    list_select_related = ("created_by", "user")
    search_fields = ("name", "prefix")
    readonly_fields = ("begins_with", "standing", "may", "acts_as", "expires_at", "last_used_at", "created_at", "maker")
    actions = ("revoke_selected",)
    empty_value_display = "never"

    # --- permissions

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("tokens.revoke_token")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # --- what is shown

    @admin.display(description=gettext_lazy("begins with"), ordering="prefix")
    def begins_with(self, token: Token) -> SafeString:
        return format_html("<code>{}…</code>", token.shown_prefix)

    @admin.display(description=gettext_lazy("state"))
    def standing(self, token: Token) -> SafeString:
        return format_html('<span class="state state-{}">{}</span>', _COLOURS[token.state], token.state.capitalize())

    @admin.display(description=gettext_lazy("scopes"))
    def scope_names(self, token: Token) -> str:
        return ", ".join(token.scopes)

    @admin.display(description=gettext_lazy("created by"), ordering="created_by")
    def maker(self, token: Token) -> Any:
        return token.created_by or _("the command line")

    @admin.display(description=gettext_lazy("acts as"), ordering="user")
    def acts_as(self, token: Token) -> Any:
        return token.user or _("nobody")

    @admin.display(description=gettext_lazy("may"))
    def may(self, token: Token) -> str:
        return "; ".join(str(SCOPES.get(scope, scope)) for scope in token.scopes)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("name", "scopes", "days") if obj is None else ("name", *self.readonly_fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else ("name", *self.readonly_fields)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return TokenForm if obj is None else super().get_form(request, obj, change=change, **kwargs)

    # --- making one

    def save_model(self, request: HttpRequest, obj: Token, form: Any, change: bool) -> None:
        values = form.cleaned_data
        issued = issue(name=values["name"], scopes=values["scopes"], expires_at=form.expires_at(), by=_account(request))
        obj.pk = issued.token.pk
        obj.refresh_from_db()
        vars(request)["issued"] = issued

    def response_add(self, request: HttpRequest, obj: Token, post_url_continue: str | None = None) -> HttpResponse:
        """The token, on this answer alone: not in a message, which would lie in the session until it is shown."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("The new token"),
            "token": obj,
            "text": vars(request)["issued"].text,
        }
        return TemplateResponse(request, "tokens/admin/issued.html", context)

    # --- taking back

    def get_urls(self) -> Any:
        own = [
            path("revoke-links/", self.admin_site.admin_view(self._revoke_links), name="tokens_token_revoke_links"),
            path("<int:token_id>/revoke/", self.admin_site.admin_view(self._revoke), name="tokens_token_revoke"),
        ]
        return [*own, *super().get_urls()]

    @admin.action(description=gettext_lazy("Revoke"), permissions=["revoke"])
    def revoke_selected(self, request: HttpRequest, queryset: QuerySet[Token]) -> None:
        done = [token for token in queryset if revoke(token, by=_account(request))]
        for token in done:
            self.log_change(request, token, _("Revoked"))
        messages.success(request, _("{number} revoked. They are refused from now on.").format(number=len(done)))

    def _revoke(self, request: HttpRequest, token_id: int) -> HttpResponse:
        self._refuse_without_permission(request)
        token = self.get_object(request, str(token_id))
        if token is None:
            messages.warning(request, _("There is no such token."))
            return self._to_list()
        if request.method != "POST":
            return self._ask(
                request, _("Revoke {token}").format(token=token), _("Whatever uses it is refused at once, for good.")
            )
        if revoke(token, by=_account(request)):
            self.log_change(request, token, _("Revoked"))
            messages.success(request, _("{token} is refused from now on.").format(token=token))
        else:
            messages.warning(request, _("{token} was revoked before.").format(token=token))
        return self._to_list()

    def _revoke_links(self, request: HttpRequest) -> HttpResponse:
        self._refuse_without_permission(request)
        if request.method != "POST":
            says = _(
                "Every preview link made so far, by anyone and for any entry, is refused at once. API tokens stay."
            )
            return self._ask(request, _("Take back all preview links"), says)
        revoke_links()
        messages.success(request, _("Every preview link made so far is refused from now on."))
        return self._to_list()

    def _refuse_without_permission(self, request: HttpRequest) -> None:
        if not (self.has_view_permission(request) and self.has_revoke_permission(request)):
            raise PermissionDenied

    def _ask(self, request: HttpRequest, title: str, says: str) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "says": says}
        return TemplateResponse(request, "tokens/admin/revoke.html", context)

    def _to_list(self) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:tokens_token_changelist"))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        may_revoke = self.has_revoke_permission(request)
        return super().changelist_view(request, {**(extra_context or {}), "may_revoke": may_revoke})

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        token = context.get("original")
        context.update(
            show_save_and_add_another=False,
            show_save_and_continue=False,
            may_revoke=bool(token) and token.revoked_at is None and self.has_revoke_permission(request),
        )
        return super().render_change_form(request, context, *args, **kwargs)


def _account(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
