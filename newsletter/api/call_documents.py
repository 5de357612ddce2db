"""What the calls take and answer, for the OpenAPI document."""

from typing import Any

from rest_framework import serializers as s


class SubscriptionCall(s.Serializer[Any]):
    email = s.CharField(max_length=320, help_text="As the reader typed it.")
    newsletter = s.CharField(max_length=120, help_text="Its slug.")
    consent_text = s.IntegerField(
        min_value=1, help_text="The version of the wording that the reader agreed to, which must be the current one."
    )
    language = s.CharField(
        required=False, max_length=12, help_text="The reader's, as a BCP 47 tag such as `en` or `pt-BR`."
    )


class ErasureCall(s.Serializer[Any]):
    email = s.CharField(max_length=320, help_text="As the reader typed it.")


class AcceptedDocument(s.Serializer[Any]):
    status = s.ChoiceField(["accepted"])
    detail = s.CharField(help_text="What happens now, for the reader. The same for every address.")


class NewsletterNameDocument(s.Serializer[Any]):
    slug = s.CharField()
    name = s.CharField()


class ConfirmationDocument(s.Serializer[Any]):
    newsletter = NewsletterNameDocument()
    email = s.CharField(help_text="Masked: enough for its owner to know it again.")
    state = s.ChoiceField(["pending", "confirmed"])
    expires_at = s.DateTimeField(help_text="Until when the link is good.")


class RefusalDocument(s.Serializer[Any]):
    state = s.ChoiceField(["refused"])


class UnsubscribingDocument(s.Serializer[Any]):
    newsletter = NewsletterNameDocument(allow_null=True, help_text="`null` if there is no such newsletter any longer.")
    email = s.CharField(help_text="Masked; empty if nothing is kept of the reader.")
    state = s.ChoiceField(["pending", "confirmed", "unsubscribed"])


class ErasureDocument(s.Serializer[Any]):
    email = s.CharField(help_text="Masked; empty once it is done.")
    newsletters = s.ListField(child=s.CharField(), help_text="Names of the newsletters that know the address.")
    state = s.ChoiceField(["pending", "erased"])
