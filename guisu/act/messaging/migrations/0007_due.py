from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0006_reasons_cap_and_had_it'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='task', name='task_to_look_at'),
        migrations.RenameField(model_name='task', old_name='look_at', new_name='due_at'),
        migrations.AlterField(
            model_name='task',
            name='due_at',
            field=models.DateTimeField(help_text='Not before.', null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='held_until',
            field=models.DateTimeField(help_text='Somebody is at it until then.', null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['due_at'], condition=Q(due_at__isnull=False), name='task_to_look_at'),
        ),
    ]
