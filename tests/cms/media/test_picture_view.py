import io
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from cms.media.intake import StoredPicture, take_in
from cms.media.models import Image
from cms.media.picture_view import picture_urls
from tests.cms.media.pictures import make_file, make_picture
from tests.tables import table

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]
urlpatterns = picture_urls()
FOLDER = "images/0123456789abcdef0123456789abcdef"


def in_library(file: io.BytesIO) -> StoredPicture:
    """A picture that the library has."""
    picture = take_in(file)
    Image.objects.create(title="A picture", slug=f"picture-{Image.objects.count()}", **picture.fields())
    return picture


def make_stored_file(media_root: Path, name: str, content: bytes = b"secret") -> None:
    path = media_root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_every_stored_picture_is_served_as_what_it_is(client: Client, media_root: Path) -> None:
    picture = in_library(io.BytesIO(make_file(make_picture(400, 300))))
    for rendition in picture.renditions:
        response = client.get(f"/media/{rendition['name']}")
        assert response.status_code == 200
        assert response["Content-Type"] == rendition["type"]
        assert response["Content-Length"] == str(rendition["bytes"])
        assert response.getvalue() == (media_root / rendition["name"]).read_bytes()
    assert client.get(f"/media/{picture.name}")["Content-Type"] == "image/jpeg"


def test_a_picture_is_kept_for_ever_and_can_be_nothing_but_a_picture(client: Client) -> None:
    name = in_library(io.BytesIO(make_file())).name
    expected = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Disposition": "inline",
        "Content-Security-Policy": "default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "ETag": f'"{name}"',
    }
    whole = client.get(f"/media/{name}")
    unchanged = client.get(f"/media/{name}", headers={"If-None-Match": f'"{name}"'})
    for response in (whole, unchanged):
        assert {header: response[header] for header in expected} == expected
        assert "Set-Cookie" not in response
        assert "Vary" not in response


@table("matching", ['"{name}"', 'W/"{name}"', '"other", "{name}"', "*"])
def test_a_picture_that_the_client_has_is_304(client: Client, matching: str) -> None:
    name = in_library(io.BytesIO(make_file())).name
    response = client.get(f"/media/{name}", headers={"If-None-Match": matching.format(name=name)})
    assert (response.status_code, response.content) == (304, b"")
    assert client.get(f"/media/{name}", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_failed_condition_is_not_kept_by_caches(client: Client) -> None:
    name = in_library(io.BytesIO(make_file())).name
    response = client.get(f"/media/{name}", headers={"If-Match": '"other"'})
    assert response.status_code == 412
    assert "Cache-Control" not in response


def test_head_answers_without_a_body(client: Client, media_root: Path) -> None:
    name = in_library(io.BytesIO(make_file())).name
    response = client.head(f"/media/{name}")
    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Length"] == str((media_root / name).stat().st_size)
    assert response["Content-Type"] == "image/jpeg"


@table("method", ["post", "put", "patch", "delete", "options"])
def test_other_methods_are_405(method: str) -> None:
    name = in_library(io.BytesIO(make_file())).name
    response = getattr(Client(enforce_csrf_checks=True), method)(f"/media/{name}")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


@pytest.fixture
def stored(media_root: Path) -> None:
    """What lies in the folder and is no picture, or lies where none does."""
    for name in ("original.jpg", "page.html", "drawing.svg", "deeper/original.jpg"):
        make_stored_file(media_root, f"{FOLDER}/{name}")
    make_stored_file(media_root, "secret.jpg")
    make_stored_file(media_root, "images/secret.jpg")
    make_stored_file(media_root.parent, "secret.jpg")


@table(
    "path",
    [
        "",
        "images",
        "images/",
        FOLDER,
        f"{FOLDER}/",
        f"{FOLDER}/absent.jpg",
        f"{FOLDER}/page.html",
        f"{FOLDER}/drawing.svg",
        f"{FOLDER}/original.JPG",
        f"{FOLDER}/original.jpg/",
        f"{FOLDER}/original.jpg%00",
        f"{FOLDER}/original.jpg%0A",
        f"{FOLDER}/original.jpg%00.png",
        f"{FOLDER}/%2e%2e/original.jpg",
        f"{FOLDER}//original.jpg",
        f"{FOLDER}/deeper/original.jpg",
        "secret.jpg",
        "images/secret.jpg",
        "images/../secret.jpg",
        "../secret.jpg",
        "%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        "images/..%5c..%5csecret.jpg",
        "images/%F0%9F%92%A9/original.jpg",
        "images/" + "a" * 5000 + "/original.jpg",
    ],
)
@table("headers", [{}, {"If-None-Match": "*"}])
@pytest.mark.usefixtures("stored")
def test_everything_else_is_404(client: Client, path: str, headers: dict[str, str]) -> None:
    response = client.get(f"/media/{path}", headers=headers)
    assert response.status_code == 404
    assert b"secret" not in response.content or b"secret" in path.encode()
    assert "immutable" not in response.get("Cache-Control", "")


def test_a_folder_named_like_a_picture_is_404(client: Client, media_root: Path) -> None:
    (media_root / FOLDER / "original.jpg").mkdir(parents=True)
    for method in (client.get, client.head):
        assert method(f"/media/{FOLDER}/original.jpg").status_code == 404


@table(
    ("media_url", "routes"),
    [
        ("/media/", ["media/<path:name>"]),
        ("/a/b/", ["a/b/<path:name>"]),
        ("https://cdn.example.org/m/", []),
        ("//cdn/", []),
    ],
)
def test_pictures_are_served_only_where_their_address_is_here(
    settings: Settings, media_url: str, routes: list[str]
) -> None:
    settings.MEDIA_URL = media_url
    assert [str(url.pattern) for url in picture_urls()] == routes
