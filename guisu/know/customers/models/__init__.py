"""Customers, who is the same person, what they agreed to, and how they are tagged.

A person may have several *rows*: one for each time they came as a stranger. Rows found to be one
person are joined by merges; `merged_into` points each at the row that stands for the person, its
root. What arrives (events, orders, consent, tags) stays with the row that it came to, so a merge
moves nothing and an un-merge gives everything back. Pages show roots and gather their rows.
"""

from guisu.know.customers.models.consents import Consent
from guisu.know.customers.models.erasures import ErasedIdentity, Erasure, ErasureKey, Mention
from guisu.know.customers.models.merges import Merge, MergeSuggestion
from guisu.know.customers.models.people import Customer, CustomerStore, Identity
from guisu.know.customers.models.tags import (
    BatchPeople,
    Tag,
    TagBatch,
    TagChange,
    Tagging,
    TagGroup,
    TagKind,
    Withheld,
)

__all__ = [
    "BatchPeople",
    "Consent",
    "Customer",
    "CustomerStore",
    "ErasedIdentity",
    "Erasure",
    "ErasureKey",
    "Identity",
    "Mention",
    "Merge",
    "MergeSuggestion",
    "Tag",
    "TagBatch",
    "TagChange",
    "TagGroup",
    "TagKind",
    "Tagging",
    "Withheld",
]
