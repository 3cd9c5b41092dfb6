from django.db import migrations

from guisu.know.commerce.first_seen import repair


def first_seen(apps, schema_editor):
    repair(apps)


class Migration(migrations.Migration):
    # Each batch is its own transaction; a killed upgrade goes on where it was.
    atomic = False

    dependencies = [
        ("commerce", "0003_minor_units"),
        ("customers", "0003_identity_of_account"),
        ("jobs", "0003_upgrade_place"),
        ("warehouse", "0001_initial"),
    ]

    operations = [migrations.RunPython(first_seen, migrations.RunPython.noop)]
