"""Dotted paths of tasks become names that outlive a move: `guisu.sync.tasks.read` -> `sync.read`."""

import re

from django.db import migrations, models

DOTTED = re.compile(r"guisu\.(?:\w+\.)?(\w+)\.tasks\.(\w+)")


def shorten(apps, schema_editor):
    Job = apps.get_model("jobs", "Job")
    for job in Job.objects.filter(task__startswith="guisu.").only("task", "key").iterator():
        Job.objects.filter(pk=job.pk).update(
            task=DOTTED.sub(r"\1.\2", job.task), key=DOTTED.sub(r"\1.\2", job.key)
        )
    PeriodicRun = apps.get_model("jobs", "PeriodicRun")
    for run in PeriodicRun.objects.filter(name__startswith="guisu."):
        PeriodicRun.objects.get_or_create(
            name=DOTTED.sub(r"\1.\2", run.name), defaults={"slot_at": run.slot_at}
        )
        run.delete()


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.RunPython(shorten, migrations.RunPython.noop),
        migrations.AlterField(
            "job",
            "task",
            models.CharField(max_length=200, help_text="`label.function`, as naming.py says."),
        ),
    ]
