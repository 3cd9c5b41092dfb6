"""Messages of which nobody knows whether they arrived are found without a walk over all."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0006_editions'),
        ('stafftasks', '0004_notice_content'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('state', 'unknown')), fields=['first_tried_at'], name='notice_unknown'),
        ),
    ]
