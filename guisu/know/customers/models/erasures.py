"""By what an erased person would be recognised, without a word of who it was."""

from django.db import models
from django.db.models import Q

from guisu.know.customers.models.people import Customer


class ErasedIdentity(models.Model):
    """Keyed digest of an erased person's identity: what still arrives under it stays nameless."""

    digest = models.CharField(max_length=64, primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    erased_at = models.DateTimeField()
    lifted_at = models.DateTimeField(
        null=True, help_text="When the person came back of their own will."
    )

    def __str__(self) -> str:
        return f"{self.digest[:8]}… of {self.customer_id}"


class ErasureKey(models.Model):
    """The key of those digests: made at the first erasure, the same for ever.

    It is a row and not derived from the signing key, so that changing that key (which ends
    sessions) does not forget who was erased, and so that every machine and every restored backup
    has it. Whoever holds the database can test a guessed phone number against a digest and learn
    that its owner was erased, and nothing else.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    key = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_erasure_key")]

    def __str__(self) -> str:
        return f"made {self.made_at:%Y-%m-%d}"
