"""Tags, stores, channels, consent."""

from datetime import timedelta

from hypothesis import strategies as st

from guisu.know.customers import dimension as customers
from guisu.know.segments.definition.conditions import Leaf
from guisu.know.segments.families.relations import struct as s
from guisu.know.segments.families.relations.facts import Relations
from guisu.know.segments.reference.people import Person
from tests.segments.making import AS_OF, Rows, some
from tests.segments.spec.profile import STANDING

ASKED_CONSENTS = (("sms", "marketing"), ("email", "service"))

leaves: st.SearchStrategy[Leaf] = st.one_of(
    st.builds(s.KnownBy, some("phone", "external_userid", "email")),
    st.builds(s.KnownAt, some(1, 2, 3)),
    st.builds(s.Tagged, some(1, 2, 3)),
    st.just(s.Untagged()),
    st.builds(lambda pair: s.Agreed(*pair), st.sampled_from(ASKED_CONSENTS)),
)
facts = st.builds(
    Relations,
    channels=st.frozensets(st.sampled_from(["phone", "external_userid"])),
    stores=st.frozensets(st.sampled_from([1, 2])),
    tags=st.frozensets(st.sampled_from([1, 2, 3])),
    agreed=st.frozensets(st.sampled_from(ASKED_CONSENTS)),
)
TABLES = (
    customers.CUSTOMER_STORES,
    customers.IDENTITIES,
    customers.CONSENTS,
    customers.TAGGINGS,
)
EXAMPLES = STANDING


def fill(rows: Rows, person: Person) -> None:
    known = person.of(Relations)
    for channel in known.channels:
        rows.of(person, customers.IDENTITIES, channel=channel)
    for store in known.stores:
        rows.of(person, customers.CUSTOMER_STORES, store_id=store, since=AS_OF)
    for tag in known.tags:
        rows.of(person, customers.TAGGINGS, tag_id=tag, given_at=AS_OF, by_rule=False)
    for number, (channel, purpose) in enumerate((*ASKED_CONSENTS, *ASKED_CONSENTS)):
        # An older word says the opposite; a later one, not known yet, too.
        is_last = number >= len(ASKED_CONSENTS)
        says = ((channel, purpose) in known.agreed) == is_last
        for consent_id, granted, at in (
            (number, says, AS_OF if is_last else AS_OF - timedelta(seconds=1)),
            (90 + number, not says, AS_OF + timedelta(seconds=1)),
        ):
            word = {"channel": channel, "purpose": purpose, "granted": granted, "given_at": at}
            rows.of(person, customers.CONSENTS, consent_id=consent_id, **word)


def fill_shop(rows: Rows) -> None:
    """Nothing belongs to nobody."""
