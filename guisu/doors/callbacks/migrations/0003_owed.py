from django.db import migrations, models
from django.db.models import Q

from guisu.ground.jobs.upgrades import rename_states

STATES = [('waiting', 'Waiting'), ('done', 'Done'), ('failed', 'Refused'), ('unknown', 'Not known whether it arrived'), ('dropped', 'Not needed any more'), ('expired', 'Too late')]


def as_owed(apps, schema_editor):
    rename_states(apps.get_model("callbacks", "Callback"), {"parked": "failed"})


class Migration(migrations.Migration):

    dependencies = [
        ('callbacks', '0002_callback_happened_at'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='callback', name='callback_due'),
        migrations.RenameField(model_name='callback', old_name='next_try_at', new_name='due_at'),
        migrations.AlterField(
            model_name='callback',
            name='due_at',
            field=models.DateTimeField(help_text='Not before.', null=True),
        ),
        migrations.AlterField(
            model_name='callback',
            name='state',
            field=models.CharField(choices=STATES, default='waiting', max_length=8),
        ),
        migrations.AddField(
            model_name='callback',
            name='held_until',
            field=models.DateTimeField(help_text='Somebody is at it until then.', null=True),
        ),
        migrations.AddField(
            model_name='callback',
            name='first_tried_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='callback',
            name='expires_at',
            field=models.DateTimeField(help_text='Not begun any more from then on.', null=True),
        ),
        migrations.AddField(
            model_name='callback',
            name='code',
            field=models.CharField(blank=True, default='', help_text="Why it stands as it does: one of the room's codes.", max_length=64),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='callback',
            index=models.Index(fields=['due_at', 'id'], condition=Q(state='waiting'), name='callback_due'),
        ),
        migrations.RunPython(as_owed, migrations.RunPython.noop),
    ]
