"""Pictures and files of messages belong to all that speak."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outreach", "0008_editions")]

    operations = [
        migrations.CreateModel(
            name="Enclosure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256 of the content.", max_length=64, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("content", models.BinaryField()),
                ("kept_at", models.DateTimeField()),
            ],
        ),
    ]
