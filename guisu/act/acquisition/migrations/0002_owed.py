from django.db import migrations, models
from django.db.models import Q

from guisu.ground.channels.upgrades import fill_codes
from guisu.ground.jobs.upgrades import hold_what_was_under_way, rename_states


def as_owed(apps, schema_editor):
    greetings = apps.get_model("acquisition", "Greeting")
    hold_what_was_under_way(greetings, "sending")
    rename_states(greetings, {"sent": "done"})
    greetings.objects.filter(state="late").update(state="expired", code="late")
    for spared in ("no_code", "spared"):
        greetings.objects.filter(state=spared).update(state="dropped", code=spared)
    greetings.objects.filter(state="unknown").update(code="nobody_knows")
    fill_codes(greetings, {"no words for this way": "no_words"})


class Migration(migrations.Migration):

    dependencies = [
        ('acquisition', '0001_initial'),
        ('channels', '0003_sealed_settings'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='greeting', name='greeting_due'),
        migrations.RemoveConstraint(model_name='greeting', name='greeted_once_a_code'),
        migrations.RenameField(model_name='greeting', old_name='code', new_name='welcome_code'),
        migrations.RenameField(model_name='greeting', old_name='next_try_at', new_name='due_at'),
        migrations.RenameField(model_name='greeting', old_name='ends_at', new_name='expires_at'),
        migrations.AlterField(
            model_name='greeting',
            name='due_at',
            field=models.DateTimeField(help_text='Not before.', null=True),
        ),
        migrations.AlterField(
            model_name='greeting',
            name='expires_at',
            field=models.DateTimeField(help_text='Not begun any more from then on.', null=True),
        ),
        migrations.AddField(
            model_name='greeting',
            name='first_tried_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='greeting',
            name='held_until',
            field=models.DateTimeField(help_text='Somebody is at it until then.', null=True),
        ),
        migrations.AddField(
            model_name='greeting',
            name='code',
            field=models.CharField(blank=True, default='', help_text="Why it stands as it does: one of the room's codes.", max_length=64),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='greeting',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done'), ('failed', 'Refused'), ('unknown', 'Not known whether it arrived'), ('dropped', 'Not needed any more'), ('expired', 'Too late')], default='waiting', max_length=8),
        ),
        migrations.AddIndex(
            model_name='greeting',
            index=models.Index(fields=['due_at'], condition=Q(state='waiting'), name='greeting_due'),
        ),
        migrations.AddConstraint(
            model_name='greeting',
            constraint=models.UniqueConstraint(fields=['connection', 'welcome_code'], name='greeted_once_a_code'),
        ),
        migrations.RunPython(as_owed, migrations.RunPython.noop),
    ]
