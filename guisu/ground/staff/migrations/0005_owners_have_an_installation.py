"""An owner who came by the shell, before any set-up, has an installation too."""

from django.db import migrations


def found(apps, editor):
    staff = apps.get_model("staff", "Staff")
    installation = apps.get_model("staff", "Installation")
    if staff.objects.filter(post="owner").exists():
        installation.objects.get_or_create(pk=1, defaults={"name": "Guisu"})


class Migration(migrations.Migration):

    dependencies = [
        ("staff", "0004_editions"),
    ]

    operations = [migrations.RunPython(found, migrations.RunPython.noop)]
