"""What somebody does who followed the tutorial, run in a process of its own in a copy of the project that has the new
type. Prints what was seen, as JSON."""

import json
import sys

import django
from django.conf import settings
from django.test import Client


def run() -> dict[str, object]:
    from django.contrib.auth.models import Group, User

    from articles.models import Role, Skill, Term  # type: ignore[attr-defined]
    from cms.publishing.capturing import capture
    from cms.publishing.publishing import publish, retract

    assert settings.CHECK_ANSWERS
    reader = Client(SERVER_NAME="localhost")

    def read(path: str, /, **query: str) -> dict[str, object]:
        response = reader.get(f"/api/v1/{path}", query)
        assert response.status_code == 200, (path, response.status_code, response.content)
        answer: dict[str, object] = response.json()
        return answer

    skill = Skill.objects.create(slug="vectors", name="Vectors", category="data", description="Numbers in a row.")
    role = Role.objects.create(slug="librarian", name="Librarian", summary="Keeps books.")
    for entry in (skill, role):
        capture(entry)
        publish(entry)

    # A term is written in the admin, that nobody registered, and published by its button's page.
    editor = User.objects.create_user("editor", password="x", is_staff=True)
    editor.groups.add(Group.objects.get(name="Publisher"))
    desk = Client(SERVER_NAME="localhost")
    desk.force_login(editor)
    text = "What a [keeper](role:librarian) looks **up**."
    form = {"name": "Embedding", "slug": "embedding", "text": text, "skill": str(skill.pk), "_save": "Save"}
    written = desk.post("/admin/articles/term/add/", form)
    term = Term.objects.get()
    seen: dict[str, object] = {
        "written": written.status_code,
        "form": desk.get(f"/admin/articles/term/{term.pk}/change/").status_code,
        "draft": reader.get("/api/v1/terms/embedding/").status_code,
    }
    publish(term)

    seen["list"] = read("terms/")
    seen["detail"] = read("terms/embedding/")
    seen["search"] = read("search/", q="embedding")["results"]
    seen["search by skill"] = read("search/", q="vectors", type="term")["results"]
    seen["changes"] = read("changes/")["results"]
    seen["resolved"] = read("resolve/", path="/terms/embedding")
    seen["root"] = read("")["links"]
    seen["linked from"] = _linked_from(Role, read)
    seen["openapi"] = read("schema/")
    retract(role)
    seen["after"] = read("terms/embedding/")
    seen["permissions"] = {
        group.name: sorted(group.permissions.filter(codename__endswith="_term").values_list("codename", flat=True))
        for group in Group.objects.all()
    }
    return seen


def _linked_from(model: type, read: object) -> str:
    """A text of another type that links to the new one."""
    from cms.publishing.capturing import capture
    from cms.publishing.publishing import publish

    other = model.objects.create(  # type: ignore[attr-defined]
        slug="reader", name="Reader", summary="Reads.", description="Knows an [embedding](term:embedding)."
    )
    capture(other)
    publish(other)
    role = read("roles/reader/")  # type: ignore[operator]
    return str(role["description"]["html"])


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(run(), default=str))
