"""What conditions on events are filled in by."""

from django.utils.translation import gettext_lazy as _

from guisu.know.segments.families.behaviour import struct as s
from guisu.know.segments.pieces import ENDS, TIMES, WHEN, Entry, Event, Menu, Number, OneOf, When

EVENT = Event("event", _("event"))

MENU = Menu(
    _("Behaviour"),
    place=20,
    entries=(
        Entry("did", _("Did something"), s.Did, (EVENT, WHEN, TIMES)),
        Entry(
            "did_at",
            _("Did it first or last"),
            s.DidAt,
            (EVENT, OneOf("which", _("which"), ENDS), When(optional=False)),
        ),
        Entry(
            "did_then",
            _("Did one, then the other"),
            s.DidThen,
            (
                Event("first", _("first")),
                Event("then", _("then")),
                Number("within_hours", _("within hours")),
                WHEN,
            ),
        ),
        Entry(
            "did_regularly",
            _("Does it regularly"),
            s.DidRegularly,
            (
                EVENT,
                Number("at_least", _("in at least")),
                Number("periods", _("of the last stretches")),
                Number("every_days", _("of days")),
            ),
        ),
        Entry(
            "stopped",
            _("Stopped doing it"),
            s.Stopped,
            (
                EVENT,
                Number("quiet_days", _("not in the last days")),
                Number("before_days", _("but in the days before these")),
            ),
        ),
        Entry(
            "resumed",
            _("Does it again"),
            s.Resumed,
            (
                EVENT,
                Number("within_days", _("in the last days")),
                Number("quiet_days", _("after so many days without")),
            ),
        ),
    ),
)
