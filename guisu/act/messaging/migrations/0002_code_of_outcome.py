from django.db import migrations, models

from guisu.ground.channels.upgrades import fill_codes

KNOWN = {
    "It is not known whether WeCom took it.": "nobody_knows",
    "Nobody is left to send it to.": "nobody_left",
    "WeCom could not make the moment.": "not_made",
}


def codes_from_texts(apps, schema_editor):
    fill_codes(apps.get_model("messaging", "Errand"), KNOWN)


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='errand',
            name='code',
            field=models.CharField(blank=True, help_text="Why: the provider's number, or a word of ours.", max_length=40),
        ),
        migrations.AlterField(
            model_name='errand',
            name='error',
            field=models.CharField(blank=True, help_text='As told; decides nothing.', max_length=200),
        ),
        migrations.RunPython(codes_from_texts, migrations.RunPython.noop),
    ]
