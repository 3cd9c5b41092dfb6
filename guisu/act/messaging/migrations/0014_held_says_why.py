from django.db import migrations


def say_why(apps, _schema_editor):
    """What was held until now was too late."""
    apps.get_model("messaging", "Broadcast").objects.filter(state="held").update(held_for="late")


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0013_held_for_a_reason'),
    ]

    operations = [
        migrations.RunPython(say_why, migrations.RunPython.noop),
    ]
