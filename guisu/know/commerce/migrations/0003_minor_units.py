from django.db import migrations

from guisu.know.commerce.rescaling import rescale


def amounts(apps, schema_editor):
    rescale(apps)


class Migration(migrations.Migration):
    # Each batch is its own transaction; a killed upgrade goes on where it was.
    atomic = False

    dependencies = [
        ("commerce", "0002_editions"),
        ("customers", "0001_initial"),
        ("events", "0001_initial"),
        ("jobs", "0003_upgrade_place"),
        ("staff", "0001_initial"),
        ("warehouse", "0001_initial"),
    ]

    operations = [migrations.RunPython(amounts, migrations.RunPython.noop)]
