"""The bytes of pictures and files that messages name by their digests."""

from django.db import models


class Enclosure(models.Model):
    """A picture or file, kept once: providers forget their own copies after days."""

    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the content.")
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
