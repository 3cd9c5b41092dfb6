"""Lists of deliveries by state and by reason do not walk over all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outreach", "0004_priority")]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["state", "id"], name="delivery_by_state"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("code", ""), _negated=True),
                fields=["code", "id"],
                name="delivery_by_reason",
            ),
        ),
    ]
