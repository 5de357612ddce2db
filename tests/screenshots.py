"""Draws the pictures of README: `make screenshots`. A fresh installation with the seed, seen by a headless Chromium."""

import io
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.cms.frontend.servers import wait_for
from tests.cms.starting import ROOT, make_environment, start

WIDTH, HEIGHT = 1280, 800
COMPARISON = "/articles/mlops-engineer-vs-ml-engineer"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        variables = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DEBUG": "true",
            "PORT": str(port),
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
            "LOG_LEVEL": "ERROR",
            "ACCESS_LOG": "false",
        }
        said = start("manage.py", "setup", **variables)
        password = re.findall(r"password +(\S+)", said.stdout)[0]
        with subprocess.Popen(
            [sys.executable, "-m", "cms.laptop"], cwd=ROOT, env=make_environment(**variables), stdout=subprocess.DEVNULL
        ) as server:
            try:
                address = f"http://127.0.0.1:{port}"
                wait_for(f"{address}/api/v1/", server)
                draw(address, password)
            finally:
                server.terminate()


def draw(address: str, password: str) -> None:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = opened(browser)
        page.goto(f"{address}{COMPARISON}", wait_until="networkidle")
        keep(page, ROOT / "docs" / "site.png")
        page = opened(browser)
        page.goto(f"{address}/admin/articles/article/")
        page.fill("#id_username", "admin")
        page.fill("#id_password", password)
        page.click("input[type=submit]")
        page.click('#result_list a:has-text("MLOps Engineer vs ML")')
        page.wait_for_url("**/change/")
        page.wait_for_load_state("networkidle")
        keep(page, ROOT / "docs" / "admin.png")
        browser.close()


def opened(browser: Browser) -> Page:
    return browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")


def keep(page: Page, path: Path) -> None:
    """As a PNG of 256 colours: a third of the bytes, and nobody sees it."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    sys.stdout.write(f"Written: {path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
