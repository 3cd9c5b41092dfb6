"""What a message says stands in its content alone, and pictures among what messages enclose."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("messaging", "0010_contents")]

    operations = [
        migrations.RemoveField(model_name="broadcast", name="text"),
        migrations.RemoveField(model_name="broadcast", name="attachments"),
        migrations.DeleteModel(name="Picture"),
    ]
