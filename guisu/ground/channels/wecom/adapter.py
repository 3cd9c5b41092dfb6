"""WeCom as the rooms above see it."""

from guisu.ground.channels.carriers import Adapter, Way
from guisu.ground.channels.wecom.advice import ADVICE
from guisu.ground.channels.wecom.asking import GroupsCarrier, MassCarrier, MomentCarrier
from guisu.ground.channels.wecom.carrying import AppCarrier, WelcomeCarrier
from guisu.ground.channels.wecom.doctor import examine
from guisu.ground.channels.wecom.door import WeComDoor
from guisu.ground.channels.wecom.limits import A_MINUTE
from guisu.ground.channels.wecom.settings import WeComSettings

ADAPTER = Adapter(
    settings=WeComSettings,
    examine=examine,
    advice=ADVICE,
    calls_a_minute=A_MINUTE,
    carriers={
        Way.APP: AppCarrier,
        Way.WELCOME: WelcomeCarrier,
        Way.MASS: MassCarrier,
        Way.GROUPS: GroupsCarrier,
        Way.MOMENT: MomentCarrier,
    },
    door=WeComDoor(),
)
