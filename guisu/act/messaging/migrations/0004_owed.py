from django.conf import settings
from django.db import migrations, models

from guisu.ground.jobs.upgrades import hold_what_was_under_way


def as_owed(apps, schema_editor):
    errands = apps.get_model("messaging", "Errand")
    hold_what_was_under_way(errands, "calling")


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0003_reason_no_yes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='errand',
            name='errand_due',
        ),
        migrations.RenameField(
            model_name='errand',
            old_name='next_try_at',
            new_name='due_at',
        ),
        migrations.AlterField(
            model_name='errand',
            name='due_at',
            field=models.DateTimeField(help_text='Not before.', null=True),
        ),
        migrations.AddField(
            model_name='errand',
            name='expires_at',
            field=models.DateTimeField(help_text='Not begun any more from then on.', null=True),
        ),
        migrations.AddField(
            model_name='errand',
            name='first_tried_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='errand',
            name='held_until',
            field=models.DateTimeField(help_text='Somebody is at it until then.', null=True),
        ),
        migrations.AlterField(
            model_name='errand',
            name='code',
            field=models.CharField(blank=True, help_text="Why it stands as it does: one of the room's codes.", max_length=64),
        ),
        migrations.AlterField(
            model_name='errand',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done'), ('failed', 'Refused'), ('unknown', 'Not known whether it arrived'), ('dropped', 'Not needed any more'), ('expired', 'Too late')], default='waiting', max_length=8),
        ),
        migrations.AddIndex(
            model_name='errand',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'unknown'])), fields=['due_at'], name='errand_due'),
        ),
        migrations.RunPython(as_owed, migrations.RunPython.noop),
    ]
