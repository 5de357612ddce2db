import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.background.models import FailingDuty
from tests.cms.starting import start

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("anna"))
    return client


def test_an_operator_reads_which_duties_fail_and_changes_nothing(client: Client) -> None:
    FailingDuty.objects.create(
        name="chores", failures=3, failed_at=timezone.now(), retry_at=timezone.now(), error="builtins.OSError"
    )

    page = client.get("/admin/background/failingduty/")

    assert (page.status_code, b"builtins.OSError" in page.content) == (200, True)
    assert client.get("/admin/background/failingduty/chores/change/").status_code == 200
    assert client.post("/admin/background/failingduty/chores/change/", {"failures": 0}).status_code == 403
    assert client.post("/admin/background/failingduty/chores/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/background/failingduty/add/").status_code == 403
    assert FailingDuty.objects.get().failures == 3


def test_tasks_are_no_concern_of_the_admin() -> None:
    assert not admin.site.is_registered(DBTaskResult)


@pytest.mark.slow
def test_nor_are_they_with_redis() -> None:
    show = "import django; django.setup(); from django.contrib import admin; "
    show += "print(sorted(model._meta.app_label for model in admin.site._registry))"

    done = start("-c", show, SECRET_KEY="x", TASKS_URL="redis://localhost")

    assert done.returncode == 0, done.stderr
    assert "django_rq" not in done.stdout
    assert "background" in done.stdout
