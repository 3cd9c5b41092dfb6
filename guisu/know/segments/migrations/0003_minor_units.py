from django.db import migrations

from guisu.know.segments.rescaling import rescale


def amounts(apps, schema_editor):
    rescale(apps)


class Migration(migrations.Migration):
    # Each batch is its own transaction; a killed upgrade goes on where it was.
    atomic = False

    dependencies = [
        ("segments", "0002_editions"),
        ("commerce", "0003_minor_units"),
        ("jobs", "0003_upgrade_place"),
        ("staff", "0001_initial"),
    ]

    operations = [migrations.RunPython(amounts, migrations.RunPython.noop)]
