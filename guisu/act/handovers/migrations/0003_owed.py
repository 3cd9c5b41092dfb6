from django.db import migrations, models

from guisu.ground.jobs.upgrades import hold_what_was_under_way, rename_states


def as_owed(apps, schema_editor):
    parts = apps.get_model("handovers", "Part")
    hold_what_was_under_way(parts, "sending")
    rename_states(parts, {"sent": "done"})


class Migration(migrations.Migration):

    dependencies = [
        ('handovers', '0002_code_of_outcome'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='part',
            name='part_due',
        ),
        migrations.RenameField(
            model_name='part',
            old_name='next_try_at',
            new_name='due_at',
        ),
        migrations.AlterField(
            model_name='part',
            name='due_at',
            field=models.DateTimeField(help_text='Not before.', null=True),
        ),
        migrations.AddField(
            model_name='part',
            name='expires_at',
            field=models.DateTimeField(help_text='Not begun any more from then on.', null=True),
        ),
        migrations.AddField(
            model_name='part',
            name='held_until',
            field=models.DateTimeField(help_text='Somebody is at it until then.', null=True),
        ),
        migrations.AlterField(
            model_name='part',
            name='code',
            field=models.CharField(blank=True, help_text="Why it stands as it does: one of the room's codes.", max_length=64),
        ),
        migrations.AlterField(
            model_name='part',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done'), ('failed', 'Refused'), ('unknown', 'Not known whether it arrived'), ('dropped', 'Not needed any more'), ('expired', 'Too late')], default='waiting', max_length=8),
        ),
        migrations.AddIndex(
            model_name='part',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='part_due'),
        ),
        migrations.RunPython(as_owed, migrations.RunPython.noop),
    ]
