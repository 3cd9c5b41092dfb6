from django.db import migrations


def told(apps, schema_editor):
    """What was kept as a sentence stays readable: as the error of a trouble without a code."""
    Reading = apps.get_model("sync", "Reading")
    for row in Reading.objects.exclude(troubles=[]).only("troubles").iterator():
        row.troubles = [
            {"code": "", "of": "", "error": each} if isinstance(each, str) else each
            for each in row.troubles
        ]
        row.save(update_fields=["troubles"])


class Migration(migrations.Migration):

    dependencies = [("sync", "0002_tags_given_here")]

    operations = [
        migrations.RenameField("reading", "problems", "troubles"),
        migrations.RunPython(told, migrations.RunPython.noop),
    ]
