"""A receiver may be left out because nothing is sent to them, or because it was stopped."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0007_due'),
    ]

    operations = [
        migrations.AlterField(
            model_name='recipient',
            name='reason',
            field=models.CharField(blank=True, choices=[('nobody', 'No colleague here is in contact'), ('refused', 'Does not want marketing on WeCom'), ('no_yes', 'Has not agreed to marketing on WeCom'), ('cap', 'Heard of us as often as the rules allow'), ('had_it', 'Is the same person as another receiver'), ('quota', 'Got as many messages as the quota allows'), ('barred', 'Nothing is sent to this address'), ('stopped', 'It was stopped before')], max_length=8),
        ),
    ]
