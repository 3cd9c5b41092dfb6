"""Conditions on relations in words."""

from typing import assert_never

from django.utils.translation import gettext as _

from guisu.know.customers.models import Consent, Identity
from guisu.know.segments.families.relations import struct as s
from guisu.know.segments.reading.names import Mentioned, Names, either
from guisu.know.segments.selectors.vocabulary import STORES, TAGS


def mentioned(leaf: s.Own) -> Mentioned:
    match leaf:
        case s.Tagged(tags):
            return [(TAGS, tags)]
        case s.KnownAt(stores):
            return [(STORES, stores)]
        case _:
            return []


def sentence(leaf: s.Own, names: Names) -> str:
    match leaf:
        case s.KnownBy(channels):
            labels = dict(Identity.Channel.choices)
            shown = either(str(labels.get(each, each)) for each in channels)
            return _("can be reached or known by %(channels)s") % {"channels": shown}
        case s.KnownAt(stores):
            return _("known to store %(names)s") % {"names": names.called(STORES, stores)}
        case s.Tagged(tags):
            return _("tagged %(names)s") % {"names": names.called(TAGS, tags)}
        case s.Untagged():
            return _("has no tag at all")
        case s.Agreed(channel, purpose):
            told = {
                "channel": dict(Consent.Channel.choices).get(channel, channel),
                "purpose": dict(Consent.Purpose.choices).get(purpose, purpose),
            }
            return _("agrees to %(purpose)s by %(channel)s") % told
        case _:
            assert_never(leaf)
