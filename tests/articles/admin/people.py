"""Who knocks at the admin's doors."""

from django.contrib.auth.models import Group, User
from django.test import Client

# Signed in without being staff, and staff of no group, are somebody too.
STRANGER, MEMBER, GUEST, CHIEF = "stranger", "member", "guest", "chief"
GROUPS = ("Writer", "Editor", "Publisher")
EVERYBODY = (STRANGER, MEMBER, GUEST, *GROUPS, CHIEF)
PASSWORD = "long-and-right-1"


def make_person(name: str) -> User:
    """The one of this name, made when first asked for."""
    if known := User.objects.filter(username=name.lower()).first():
        return known
    is_chief, is_staff = name == CHIEF, name not in (STRANGER, MEMBER)
    user = User.objects.create_user(name.lower(), password=PASSWORD, is_staff=is_staff, is_superuser=is_chief)
    if name in GROUPS:
        user.groups.add(Group.objects.get(name=name))
    return user


def make_client(name: str, *, strict: bool = False) -> Client:
    """A browser in which this person is signed in; `strict` without the test client's pass for forgery checks."""
    client = Client(enforce_csrf_checks=strict, raise_request_exception=False)
    if name != STRANGER:
        client.force_login(make_person(name), "django.contrib.auth.backends.ModelBackend")
    return client
