from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0014_held_says_why'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='broadcast',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), models.Q(('held_for', ''), _negated=True), _connector='OR'), name='held_broadcast_says_why'),
        ),
    ]
