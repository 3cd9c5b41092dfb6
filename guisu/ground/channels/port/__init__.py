"""What a room says to a provider and hears from it, whichever provider it is. No framework.

`carriers.carrier_of` gives the carrier of a connection; all that it takes and answers stands here.
"""

from guisu.ground.channels.port.carrying import (
    Budget,
    Carrier,
    Fate,
    IsKnown,
    Limits,
    Parcel,
    Problem,
    Receipt,
    Step,
    Taken,
    nobodys,
)
from guisu.ground.channels.port.confirming import (
    Arrival,
    Confirmation,
    Made,
    Reached,
    Response,
)
from guisu.ground.channels.port.content import Card, Content, File, Link, Message, Part, Picture
from guisu.ground.channels.port.errors import (
    NOBODY_KNOWS,
    ChannelError,
    CredentialsRefused,
    NoSuchAddress,
    OutcomeUnknown,
    Rejected,
    TryLater,
)
from guisu.ground.channels.port.health import Advice, AdviceByCheck, Finding, State
from guisu.ground.channels.port.settings import Settings

__all__ = [
    "NOBODY_KNOWS",
    "Advice",
    "AdviceByCheck",
    "Arrival",
    "Budget",
    "Card",
    "Carrier",
    "ChannelError",
    "Confirmation",
    "Content",
    "CredentialsRefused",
    "Fate",
    "File",
    "Finding",
    "IsKnown",
    "Limits",
    "Link",
    "Made",
    "Message",
    "NoSuchAddress",
    "OutcomeUnknown",
    "Parcel",
    "Part",
    "Picture",
    "Problem",
    "Reached",
    "Receipt",
    "Rejected",
    "Response",
    "Settings",
    "State",
    "Step",
    "Taken",
    "TryLater",
    "nobodys",
]
