import re
from pathlib import Path

import pytest

from tests.cms.serving.production import make_production
from tests.cms.starting import start

pytestmark = pytest.mark.slow

ASK = """
from wsgiref.util import setup_testing_defaults
from cms.wsgi import application
request = {"PATH_INFO": "/admin/login/", "HTTP_HOST": "api.example.org", "HTTP_X_FORWARDED_PROTO": "https"}
setup_testing_defaults(request)
application(request, lambda status, headers: print(status, dict(headers).get("Location", "")))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("production")
    return make_production(folder, f"sqlite:///{folder}/db.sqlite3")


def test_a_safe_production_starts_and_answers(production: dict[str, str]) -> None:
    done = start("-c", ASK, **production)

    assert done.stdout == "200 OK \n"
    # The access log, and nothing else.
    assert re.fullmatch(r"\S+ \S+ INFO cms\.access: GET /admin/login/ 200 \d+ \d+\.\dms made\n", done.stderr)


def test_a_client_cannot_claim_https_where_no_proxy_vouches_for_it(production: dict[str, str]) -> None:
    done = start("-c", ASK, **{**production, "BEHIND_TLS_PROXY": "false"})

    assert done.stdout == "301 Moved Permanently https://api.example.org/admin/login/\n"


def test_an_unsafe_production_does_not_start_and_says_what_to_change(production: dict[str, str]) -> None:
    done = start("-c", "import cms.wsgi", **{**production, "ALLOWED_HOSTS": "*", "SECRET_KEY": "short"})

    assert done.returncode == 1
    first, *reasons = done.stderr.splitlines()
    assert first == "This production is not safe to start:"
    assert len(reasons) == 2
    assert "Set ALLOWED_HOSTS" in reasons[0]
    assert "Set SECRET_KEY" in reasons[1]


def test_debug_starts_on_a_laptop_only(production: dict[str, str], tmp_path: Path) -> None:
    refused = start("-c", "import cms.wsgi", **production, DEBUG="true")
    started = start("-c", "import cms.wsgi", **production, DEBUG="true", ON_LAPTOP="true")

    assert "Set DEBUG=false." in refused.stderr
    assert (started.returncode, started.stderr) == (0, "")


def test_the_laptop_defaults_do_not_reach_a_server() -> None:
    done = start("-c", "import cms.wsgi")

    assert done.returncode == 1
    assert "SECRET_KEY: Environment variable not set." in done.stderr
    assert "Traceback" not in done.stderr
