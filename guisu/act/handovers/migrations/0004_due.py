from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('handovers', '0003_owed'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='handover', name='handover_to_look_at'),
        migrations.RenameField(model_name='handover', old_name='next_look_at', new_name='due_at'),
        migrations.AlterField(
            model_name='handover',
            name='due_at',
            field=models.DateTimeField(help_text='Not before.', null=True),
        ),
        migrations.AddField(
            model_name='handover',
            name='held_until',
            field=models.DateTimeField(help_text='Somebody is at it until then.', null=True),
        ),
        migrations.AddField(
            model_name='handover',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='handover',
            index=models.Index(fields=['due_at'], condition=Q(due_at__isnull=False), name='handover_to_look_at'),
        ),
    ]
