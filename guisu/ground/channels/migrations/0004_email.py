from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0003_sealed_settings")]

    operations = [
        migrations.AlterField(
            model_name="connection",
            name="provider",
            field=models.CharField(
                choices=[("wecom", "WeCom"), ("smtp", "E-mail by SMTP")],
                default="wecom",
                max_length=16,
            ),
        ),
    ]
