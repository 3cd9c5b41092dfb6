"""Room for what a message says, as a content that any carrier can be asked to render."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0008_reasons_barred_and_stopped")]

    operations = [
        migrations.AddField(
            model_name="broadcast",
            name="says",
            field=models.JSONField(default=dict),
        ),
    ]
