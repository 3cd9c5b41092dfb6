"""Reading customers: who may be seen, by any name they go by. Tags have a module of their own."""

from guisu.know.customers.selectors.erasures import certificate, erasure_of
from guisu.know.customers.selectors.listed import MOST_LISTED, roots_of
from guisu.know.customers.selectors.people import (
    consents_now,
    consents_of,
    identities_of,
    is_kept_nameless,
    merges_of,
    own_fields,
    owners_of,
    people,
    person,
    refusing,
    rows_of,
    rows_of_all,
    seen_rows,
    settled_by,
    suggestion,
    suggestions,
    words,
)
from guisu.know.customers.selectors.searching import begins_with, going_by, search, searched

__all__ = [
    "MOST_LISTED",
    "begins_with",
    "certificate",
    "consents_now",
    "consents_of",
    "erasure_of",
    "going_by",
    "identities_of",
    "is_kept_nameless",
    "merges_of",
    "own_fields",
    "owners_of",
    "people",
    "person",
    "refusing",
    "roots_of",
    "rows_of",
    "rows_of_all",
    "search",
    "searched",
    "seen_rows",
    "settled_by",
    "suggestion",
    "suggestions",
    "words",
]
