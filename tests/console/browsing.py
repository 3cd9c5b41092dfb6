"""Django's client, signed in as one of the people of tests/make.py."""

from django.test import Client

from guisu.ground.staff.models import Staff


def browser(staff: Staff | None = None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if staff is not None:
        staff.language = "en"
        staff.save(update_fields=["language"])
        client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client
