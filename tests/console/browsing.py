"""Django's client, signed in as one of the people of tests/make.py."""

from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from guisu.ground.staff.models import Staff
from tests import make


def browser(staff: Staff | None = None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if staff is not None:
        staff.language = "en"
        staff.save(update_fields=["language"])
        client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def ended(staff: Staff) -> Client:
    """A browser in which `staff` had signed in, and whose session has ended."""
    client = browser()
    told = {"username": staff.username, "password": make.PASSWORD}
    client.post(reverse("console:sign-in"), told)
    Session.objects.all().delete()
    return client
