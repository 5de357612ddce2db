from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Header values are made of these: no line can be ended in one.
ONE_LINE = RegexValidator(r"\A[^\x00-\x1f\x7f\u0085\u2028\u2029]*\Z", _("Must be one line of text."))
# RFC 2919, section 2: words between dots, the last of which are a domain.
LIST_ID = RegexValidator(
    r"\A[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z", _("Must be words between dots, such as weekly.example.org.")
)


class NewsletterManager(models.Manager["Newsletter"]):
    def get_by_natural_key(self, slug: str) -> "Newsletter":
        return self.get(slug=slug)


class Newsletter(models.Model):
    """What readers subscribe to."""

    # The publication's own addresses.
    impersonal_fields = ("from_email", "owner_email")

    slug = models.SlugField(_("slug"), max_length=120, unique=True, help_text=_("Its name in addresses."))
    name = models.CharField(_("name"), max_length=120, validators=[ONE_LINE])
    description = models.TextField(_("description"), blank=True, help_text=_("What readers get, and how often."))
    language = models.CharField(_("language"), max_length=12, default="en", validators=[ONE_LINE])
    list_id = models.CharField(
        _("list id"),
        max_length=200,
        unique=True,
        validators=[LIST_ID],
        help_text=_("By which mail programs sort it, such as weekly.example.org. Fixed once an issue has been sent."),
    )
    from_name = models.CharField(_("sender's name"), max_length=120, validators=[ONE_LINE])
    from_email = models.EmailField(_("sender's address"))
    reply_to = models.EmailField(_("replies go to"), help_text=_("An address that somebody reads."))
    owner_email = models.EmailField(_("owner's address"), help_text=_("For questions about the list itself."))
    postal_address = models.TextField(
        _("postal address"), help_text=_("At the end of each issue; in many countries the law asks for it.")
    )
    is_public = models.BooleanField(_("public"), default=True, help_text=_("Readers can find it and subscribe."))
    has_archive = models.BooleanField(_("archive"), default=True, help_text=_("Sent issues can be read by anyone."))
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = NewsletterManager()

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class ConsentTextManager(models.Manager["ConsentText"]):
    def get_by_natural_key(self, newsletter: str, version: int) -> "ConsentText":
        return self.get(newsletter__slug=newsletter, version=version)


class ConsentText(models.Model):
    """The exact wording that readers agree to. It never changes: another wording is another version."""

    newsletter = models.ForeignKey(
        Newsletter, verbose_name=_("newsletter"), on_delete=models.PROTECT, related_name="consent_texts"
    )
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = ConsentTextManager()

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        default_permissions = ("add", "view")
        ordering = ("newsletter", "-version")
        constraints = [models.UniqueConstraint(fields=["newsletter", "version"], name="consent_text_has_one_version")]

    def __str__(self) -> str:
        return f"{self.newsletter}, version {self.version}"

    def natural_key(self) -> tuple[str, int]:
        return (self.newsletter.slug, self.version)
