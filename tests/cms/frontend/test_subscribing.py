"""The form that asks for a newsletter, on its page and at the foot of others, and what it says to what is typed."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.cms.frontend.conftest import Site
from tests.cms.frontend.test_accessibility import serious

pytestmark = pytest.mark.slow
NEWSLETTER = "/newsletters/mlops-now"
CALL = "**/newsletter/subscriptions/"


@pytest.fixture
def options() -> dict[str, object]:
    # axe is put into the page by script, which the site's policy rightly refuses.
    return {"bypass_csp": True, "reduced_motion": "reduce", "viewport": {"width": 390, "height": 800}}


def subscribe(page: Page, email: str) -> None:
    page.locator("main .signup input").fill(email)
    page.locator("main .signup").get_by_role("button", name="Subscribe").click()


def test_a_reader_who_subscribes_is_told_to_look_at_the_mail(site: Site) -> None:
    page = site.open(NEWSLETTER)
    expect(page.locator("main .signup")).to_contain_text("Send me MLOps Now by e-mail")

    subscribe(page, "reader@example.org")

    expect(page.locator("main .signup-done")).to_be_focused()
    expect(page.locator("main .signup")).to_contain_text("a mail with a link to confirm it is on its way")
    expect(page.locator("#_announcements")).to_contain_text("Look at your mail")
    assert serious(site) == []


def test_a_wrong_address_is_said_beside_the_field(site: Site) -> None:
    site.may_fail = True
    page = site.open(NEWSLETTER)
    field = page.locator("main .signup input")

    for typed, said in (("", "Please type your e-mail address."), ("nobody@", "something after the @-sign")):
        subscribe(page, typed)
        expect(page.locator("main .signup-problem")).to_contain_text(said)
        expect(field).to_be_focused()
        expect(field).to_have_attribute("aria-invalid", "true")
    described = str(field.get_attribute("aria-describedby")).split()
    assert page.locator("main .signup-problem").get_attribute("id") in described
    assert serious(site) == []
    subscribe(page, "reader@example.org")
    expect(page.locator("main .signup-done")).to_be_visible()


def test_each_way_of_failing_is_said_and_what_was_typed_stays(site: Site) -> None:
    page = site.open(NEWSLETTER)
    for answer, said in (
        ({"status": 429, "headers": {"Retry-After": "1200"}, "body": "{}"}, "try again in 20 minutes"),
        ({"status": 500, "body": "{}"}, "Something broke on our side"),
        ({"status": 404, "body": "{}"}, "takes no readers any longer"),
        ({"abort": True}, "We cannot be reached"),
    ):
        site.answer(CALL, **answer)
        subscribe(page, "reader@example.org")
        expect(page.locator("main .signup-problem")).to_contain_text(said)
        expect(page.locator("main .signup input")).to_have_value("reader@example.org")
        expect(page.locator("main .signup").get_by_role("button")).to_have_text("Subscribe")
        page.unroute(CALL)


def test_nobody_agrees_to_words_that_changed_while_they_read(site: Site) -> None:
    page = site.open(NEWSLETTER)
    errors = [{"parameter": "consent_text", "detail": "The current wording is version 2.", "nearest": None}]
    site.answer(CALL, status=400, body=json.dumps({"title": "Invalid value", "errors": errors}))
    body = {"slug": "mlops-now", "name": "MLOps Now", "consent_text": {"version": 2, "text": "Other words."}}
    site.answer("**/newsletter/mlops-now/", status=200, body=json.dumps(body))

    subscribe(page, "reader@example.org")
    expect(page.locator("main .signup-consent")).to_have_text("Other words.")
    expect(page.locator("main .signup-problem")).to_contain_text("has changed meanwhile")
    with page.expect_request(CALL) as sent:
        subscribe(page, "reader@example.org")

    assert json.loads(str(sent.value.post_data))["consent_text"] == 2


def test_the_form_stands_at_the_foot_of_other_pages_once(site: Site) -> None:
    page = site.open("/roles/")
    page.locator("footer").scroll_into_view_if_needed()
    expect(page.locator("#_signup .signup")).to_be_visible()
    assert serious(site) == []

    page.locator("#_signup").get_by_role("link", name="MLOps Now").click()

    expect(page.locator("main .signup")).to_be_visible()
    expect(page.locator("#_signup")).to_be_hidden()


def test_the_pages_that_mails_lead_to_are_accessible(site: Site) -> None:
    site.may_fail = True
    for path in ("/newsletter/erase/", "/newsletter/confirm/nothing/"):
        page = site.open(path)
        expect(page.locator("h1")).to_be_visible()
        assert serious(site) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
