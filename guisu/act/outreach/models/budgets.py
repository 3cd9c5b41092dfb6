"""What has been spent of what a provider lets through."""

from django.db import models


class Spending(models.Model):
    """Calls of one `port.Budget` since `began_at`: the one count of all processes."""

    key = models.CharField(primary_key=True, max_length=255)
    began_at = models.DateTimeField()
    calls = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}: {self.calls}"
