"""By what an erased person would be recognised, without a word of who it was."""

from django.db import models
from django.db.models import Q

from guisu.ground.staff.models import Staff
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


class Erasure(models.Model):
    """What became of everything that mentioned an erased person elsewhere.

    `sealed_words`: all that the person was known by, sealed; emptied as soon as everything was
    searched for it. `removed`: how many rows of each table were blanked by themselves.
    """

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="erasure")
    erased_at = models.DateTimeField()
    erased_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    sealed_words = models.TextField()
    removed = models.JSONField(default=dict)
    searched_at = models.DateTimeField(null=True)
    stores_wiped_at = models.DateTimeField(null=True)
    warehouse_wiped_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"of {self.customer_id}, {self.erased_at:%Y-%m-%d}"


class Mention(models.Model):
    """A row that others wrote and that mentions the person; a person decides what becomes of it.

    `instead`: what its columns would be without them, and `digest` tells whether they still are
    what was found then. Both are emptied with the decision.
    """

    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="mentions")
    table = models.CharField(max_length=80)
    row = models.BigIntegerField()
    instead = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    blanked_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True, help_text="Somebody decided that it may stay.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["erasure", "table", "row"], name="row_mentions_somebody_erased_once"
            ),
            models.CheckConstraint(
                condition=Q(blanked_at=None) | Q(left_at=None), name="mention_is_blanked_or_left"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"

    @property
    def is_open(self) -> bool:
        return self.blanked_at is None and self.left_at is None
