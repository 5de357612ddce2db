"""No word is lost in a browser: a closed tab, a lost login, a server that is away, Back, a reload, another editor."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Role
from tests.articles.makers import make_role

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "long-enough-1"


@pytest.fixture(autouse=True)
def notes_admin() -> None:
    """Not that of the notes alone: the whole admin."""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    yield context
    context.close()


def log_in(context: BrowserContext, live_server: LiveServer, name: str) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser(name, password=PASSWORD))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


@pytest.fixture
def role(transactional_db: None) -> Role:
    return make_role("ML Engineer", responsibilities=("Models", "Data"))


@pytest.fixture
def form(context: BrowserContext, live_server: LiveServer, role: Role) -> Page:
    """The role's form, open in a tab of an editor who is logged in."""
    log_in(context, live_server, "ada")
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/articles/role/{role.pk}/change/")
    return page


def summary_of(role: Role) -> str:
    return str(Role.objects.values_list("summary", flat=True).get(pk=role.pk))


def test_text_of_a_closed_tab_is_offered_and_put_back(form: Page, context: BrowserContext, role: Role) -> None:
    form.fill("#id_summary", "Typed and never saved.")
    form.click("[data-rows=responsibilities] [data-add-row]")
    form.locator("[data-rows=responsibilities] [data-row] [name$='-text']").last.fill("A new duty")
    expect(form.locator("[data-form-state]")).to_have_text("Kept, not saved yet")
    address = form.url
    form.close(run_before_unload=False)
    again = context.new_page()
    again.goto(address)
    again.get_by_role("button", name="Put it back").click()
    assert again.input_value("#id_summary") == "Typed and never saved."
    again.keyboard.press("Control+s")
    expect(again.locator("[data-form-state]")).to_have_text("Saved")
    assert summary_of(role) == "Typed and never saved."
    assert list(role.responsibilities.values_list("text", flat=True)) == ["Models", "Data", "A new duty"]
    again.reload()
    expect(again.get_by_role("button", name="Put it back")).to_have_count(0)


def test_a_lost_login_is_mended_on_the_page(form: Page, context: BrowserContext, role: Role) -> None:
    form.fill("#id_summary", "Typed before the login was lost.")
    context.clear_cookies()
    form.keyboard.press("Control+s")
    dialog = form.locator("dialog.login-again")
    dialog.locator("[name=username]").fill("ada")
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.locator("[type=submit]").click()
    expect(form.locator("[data-form-state]")).to_have_text("Saved")
    assert summary_of(role) == "Typed before the login was lost."


def test_a_server_that_is_away_costs_no_word(form: Page, context: BrowserContext, role: Role) -> None:
    context.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    form.fill("#id_summary", "Typed while the server was away.")
    expect(form.locator("[data-form-state]")).to_have_text("Kept, not saved yet")
    form.keyboard.press("Control+s")
    expect(form.locator("[data-form-state]")).to_contain_text("The server does not answer")
    assert form.input_value("#id_summary") == "Typed while the server was away."
    form.on("dialog", lambda dialog: dialog.accept())
    context.unroute("**/*")
    form.reload()
    form.get_by_role("button", name="Put it back").click()
    form.keyboard.press("Control+s")
    expect(form.locator("[data-form-state]")).to_have_text("Saved")
    assert summary_of(role) == "Typed while the server was away."


def test_going_back_after_a_save_and_saving_again_changes_only_what_was_touched(form: Page, role: Role) -> None:
    first = role.responsibilities.order_by("position").first()
    assert first
    row = f"[data-row='{first.pk}']"
    form.check(f"{row} .row-delete input")
    form.click("[name=_save]")
    form.wait_for_url("**/admin/articles/role/")
    role.responsibilities.filter(text="Data").update(text="Data, by another editor")
    form.go_back()
    form.wait_for_selector("#id_summary")
    form.fill("#id_summary", "After Back.")
    form.keyboard.press("Control+s")
    expect(form.locator("[data-form-state]")).to_have_text("Saved")
    assert list(role.responsibilities.values_list("text", flat=True)) == ["Data, by another editor"]
    assert summary_of(role) == "After Back."


def test_leaving_with_unsaved_text_asks_and_enter_never_leaves(form: Page) -> None:
    form.fill("#id_summary", "Unsaved.")
    form.press("#id_summary", "Enter")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    form.on("dialog", stay)
    address = form.url
    form.evaluate("setTimeout(() => location.assign('/admin/'))")
    form.wait_for_timeout(1_000)
    assert asked == ["beforeunload"]
    assert form.url == address
    assert form.input_value("#id_summary") == "Unsaved."


def test_a_second_editor_is_told_and_both_are_kept(
    form: Page, browser: Browser, live_server: LiveServer, role: Role
) -> None:
    other = browser.new_context()
    log_in(other, live_server, "grace")
    theirs = other.new_page()
    theirs.goto(form.url)
    form.fill("#id_summary", "Ada's summary.")
    theirs.fill("#id_plural", "Grace's plural")
    theirs.keyboard.press("Control+s")
    expect(theirs.locator("[data-form-state]")).to_have_text("Saved")
    expect(form.locator("[data-others-notice]")).to_contain_text("grace saved this")
    form.keyboard.press("Control+s")
    expect(form.locator("[data-form-state]")).to_have_text("Saved")
    expect(form.locator("ul.messagelist")).to_contain_text("both are kept: Plural")
    assert form.input_value("#id_plural") == "Grace's plural"
    assert Role.objects.values_list("summary", "plural").get() == ("Ada's summary.", "Grace's plural")
    other.close()


def test_rows_are_moved_by_keys_and_removed_ones_can_be_kept(form: Page, role: Role) -> None:
    rows = form.locator("[data-rows=responsibilities] [data-row-list] [data-row]")
    rows.nth(0).locator("[name$='-text']").press("Alt+ArrowDown")
    rows.nth(1).locator(".row-delete input").check()
    rows.nth(1).locator(".row-delete input").uncheck()
    form.keyboard.press("Control+s")
    expect(form.locator("[data-form-state]")).to_have_text("Saved")
    assert list(role.responsibilities.values_list("text", flat=True)) == ["Data", "Models"]


def test_an_error_leads_to_its_field_and_keeps_the_rest(form: Page, role: Role) -> None:
    form.fill("#id_name", "")
    form.fill("#id_summary", "Kept beside the error.")
    form.keyboard.press("Control+s")
    errors = form.locator(".form-errors")
    errors.get_by_role("link", name="Name").click()
    expect(form.locator("#id_name")).to_be_focused()
    assert form.input_value("#id_summary") == "Kept beside the error."
    form.fill("#id_name", "ML Engineer")
    form.keyboard.press("Control+s")
    expect(form.locator("[data-form-state]")).to_have_text("Saved")
    expect(errors).to_have_count(0)
