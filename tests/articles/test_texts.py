"""What stands in an article's text: pictures of the library, and what its editor is told before publishing."""

from uuid import UUID

import pytest

from cms.publishing.admin.entry_pages.outlook import look_ahead
from cms.publishing.binning import discard, used_by
from cms.publishing.content_types import key_of
from cms.publishing.models import Revision
from cms.publishing.refusals import NotPublishable, StillReferred
from tests.articles.asking import ask_at, read
from tests.articles.makers import make_article, make_image, make_role, save

pytestmark = pytest.mark.django_db


def latest(entry_id: UUID) -> Revision:
    return Revision.objects.filter(entry_id=entry_id).latest("number")


def test_a_picture_of_the_library_is_shown_where_the_text_says_and_counts_as_used() -> None:
    image = make_image("Two people", slug="two-people", credit_name="A. Maker")
    article = make_article(body="Look:\n\n![Two at work](image:two-people)")
    body = read(f"/articles/{article.slug}/")["body"]
    assert '<figure><picture><source type="image/webp" srcset="http' in body["html"]
    assert "<figcaption><small>A. Maker</small></figcaption>" in body["html"]
    assert body["markdown"].startswith("Look:\n\n![Two at work](http")
    feed = ask_at("/feeds/articles.json").content.decode()
    assert 'alt=\\"Two at work\\"' in feed
    assert 'src=\\"http' in feed
    assert used_by(key_of(image)) == [article.title]
    with pytest.raises(StillReferred):
        discard(image)


def test_another_slug_of_the_picture_changes_nothing_and_a_description_is_new_at_once() -> None:
    image = make_image("Two people", slug="two-people")
    role = make_role(description="![](image:two-people)")
    save(image, slug="three-people", alt="Three people")
    assert 'alt="Three people"' in read(f"/roles/{role.slug}/")["description"]["html"]


def test_a_picture_that_the_library_does_not_have_keeps_a_text_from_being_published() -> None:
    with pytest.raises(NotPublishable, match="image:nobody"):
        make_article(body="![x](image:nobody)")


@pytest.mark.parametrize("body", ["<!-- later -->", "<script>x</script>", "[a]: /x"])
def test_a_text_that_shows_nothing_is_not_published(body: str) -> None:
    with pytest.raises(NotPublishable, match="Body shows readers nothing"):
        make_article(body=body)


def test_what_readers_will_not_see_is_said_before_publishing_by_its_line() -> None:
    article = make_article(body="One\n\n<iframe src=x></iframe>\n\n[b](javascript:x)", is_draft=True)
    warnings = look_ahead(latest(article.pk)).warnings
    assert [warning for warning in warnings if warning.startswith("Body")] == [
        "Body, line 3: <iframe> is left out. Readers do not see what it shows.",
        "Body, line 5: the address “javascript:x” is left out: links lead to http, https, mailto and tel only.",
    ]
