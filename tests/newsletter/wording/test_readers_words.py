"""In whose words, and in which language, readers are spoken to."""

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from newsletter.composition.issue_mail import compose
from newsletter.models import OwnSentence
from newsletter.unsubscribe_tokens import unsubscribe_token
from newsletter.wording.readers_words import ReadersWords, fault_of, translated
from newsletter.wording.sentences import SENTENCES
from tests.newsletter.consent.calling import signup
from tests.newsletter.consent.mailbox import mails_in, text_of, token_in, work
from tests.newsletter.makers import make_issue, make_newsletter, make_subscriber
from tests.tables import table

pytestmark = pytest.mark.django_db
# Words that stand in no German sentence.
ENGLISH = re.compile(r"\b(the|you|your|this|will|is|not|mail from|please)\b", re.IGNORECASE)


def test_a_language_that_is_not_shipped_is_english_whatever_the_admin_speaks(settings: Settings) -> None:
    settings.LANGUAGE_CODE = "de"
    assert [translated(code) for code in ("de", "de-AT", "DE_CH", "ru", "en-GB", "x")] == ["de"] * 3 + ["en"] * 3
    words = ReadersWords(make_newsletter(language="ru"))
    assert (words.language, words.say("confirmation_heading")) == ("en", "Was it you?")


def test_mails_and_pages_of_a_german_newsletter_hold_no_english(mails: Path) -> None:
    newsletter = make_newsletter(name="Wochenpost", language="de", description="", from_name="Post")
    answer = signup(newsletter)
    work()
    [mail] = mails_in(mails)
    assert mail["Subject"] == "Bitte bestätigen: Wochenpost"
    assert mail["Content-Language"] == "de"
    token = token_in(mail)
    client = Client()
    pages = [client.get(f"/newsletter/{page}/{token}/") for page in ("confirm", "refuse")]
    pages += [client.post(f"/newsletter/confirm/{token}/"), client.post(f"/newsletter/refuse/{token}/")]
    leaving = f"/newsletter/unsubscribe/{unsubscribe_token(newsletter.pk, 1)}/"
    pages += [client.get(leaving), client.post(leaving)]
    texts = [answer.json()["detail"], text_of(mail), text_of(mail, "html")]
    texts += [page.content.decode() for page in pages]
    for text in texts:
        words = re.sub(r"<style.*?</style>|<[^>]+>|https?://\S+|\S+@\S+|Roles, compared", " ", text, flags=re.DOTALL)
        assert ENGLISH.search(words) is None, words
    assert all('<html lang="de"' in page.content.decode() for page in pages)


def test_an_issue_of_a_german_newsletter_holds_no_english() -> None:
    newsletter = make_newsletter(name="Wochenpost", language="de", postal_address="Beispielweg 1")
    composed = compose(make_issue(newsletter, intro="Guten Morgen.", subject="Neues", preheader="Kurz"))
    assert "Sie erhalten diese Mail, weil Sie Wochenpost" in composed.text.replace("\n", " ")
    for text in (composed.text, re.sub(r"<style.*?</style>|<[^>]+>", " ", composed.html, flags=re.DOTALL)):
        assert ENGLISH.search(re.sub(r"https?://\S+|the-own-\S+", "", text)) is None, text


def test_a_newsletter_s_own_words_stand_in_place_of_each_sentence(mails: Path) -> None:
    newsletter = make_newsletter(name="Почта & <b>", language="ru")
    for key, sentence in SENTENCES.items():
        marks = " ".join(f"{{{mark}}}" for mark in sentence.marks)
        OwnSentence.objects.create(newsletter=newsletter, key=key, text=f"«{key}» & <i> {marks}".strip())
    answer = signup(newsletter)
    work()
    [mail] = mails_in(mails)
    token = token_in(mail)
    assert answer.json()["detail"] == "«subscription_accepted» & <i>"
    assert mail["Subject"] == "«confirmation_subject» & <i> Почта & <b>"
    assert "«confirmation_asked» & <i> Почта & <b> Roles, compared" in text_of(mail)
    assert "«confirmation_asked» &amp; &lt;i&gt; <strong>Почта &amp; &lt;b&gt;</strong>" in text_of(mail, "html")
    page = Client().get(f"/newsletter/confirm/{token}/").content.decode()
    assert "<h1>«confirm_heading» &amp; &lt;i&gt; Почта &amp; &lt;b&gt;</h1>" in page
    assert '<html lang="ru" dir="ltr">' in page
    composed = compose(make_issue(newsletter))
    assert "«issue_because» & <i> Почта & <b>" in composed.text.replace("\n", " ")


@table(
    ("key", "text", "said"),
    [
        ("confirm_heading", "Do you want {newsletter}?", ""),
        ("confirm_heading", "No mark, 5 % {} {{ }} {% x %} %(y)s", ""),
        ("confirm_heading", "{address}", "{address} is not filled in here. What is: {newsletter}."),
        ("confirm_button", "{newsletter}", "{newsletter} is not filled in here. What is: nothing."),
        ("no_such", "x", "There is no such sentence."),
    ],
)
def test_own_words_fill_in_only_what_their_sentence_does(key: str, text: str, said: str) -> None:
    assert fault_of(key, text) == said


def test_nothing_in_own_words_is_executed() -> None:
    newsletter = make_newsletter()
    text = "{newsletter.pk} {newsletter!r} {0} {{ say }} {% now 'Y' %} %(x)s {hours}"
    OwnSentence.objects.create(newsletter=newsletter, key="confirm_button", text=text)
    assert ReadersWords(newsletter).say("confirm_button", newsletter=newsletter) == text
    make_subscriber("reader@example.org", newsletter=newsletter)
