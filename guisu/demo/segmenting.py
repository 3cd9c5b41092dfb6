"""The demonstration's segments, as its operators would make them."""

from datetime import datetime

from guisu.ground.staff.models import Staff
from guisu.ground.staff.selectors import scope_of
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition.windows import DaysAgo, LastDays
from guisu.know.segments.domain.lifecycle import Stage
from guisu.know.segments.families.behaviour import struct as behaviour
from guisu.know.segments.families.orders import struct as orders
from guisu.know.segments.families.profile import struct as profile
from guisu.know.segments.families.relations import struct as relations
from guisu.know.segments.families.value import struct as value
from guisu.know.segments.services import refreshing, segments, valuing, yardsticks

MILK = orders.OrderFilter(categories=("奶粉",))
VIEWED = c.Happening("商品浏览")
SEGMENTS: tuple[tuple[str, str, c.Condition], ...] = (
    (
        "奶粉该回购了",
        "近 90 天买过两次以上奶粉，最近 30 天没买：提醒补货。",
        c.All(
            (
                orders.Bought(c.Range(2), LastDays(90), MILK),
                c.Not(orders.Bought(window=LastDays(30), only=MILK)),
                relations.KnownBy(("phone", "external_userid")),
            )
        ),
    ),
    (
        "看过没下单",
        "最近 7 天看过商品 3 次以上，却没有下单：发券或请顾问回访。",
        c.All(
            (
                behaviour.Did(VIEWED, c.Range(3), LastDays(7)),
                c.Not(orders.Bought(window=LastDays(7))),
            )
        ),
    ),
    (
        "高价值老客",
        "RFM 的 F、M 都在 4 分以上：优先服务，请她们推荐。",
        value.InCell(frequency=(4, 5), monetary=(4, 5)),
    ),
    (
        "沉睡客户",
        "处在沉睡或已流失阶段，但从前消费过 500 元以上：专人召回。",
        c.All(
            (
                value.InStage((Stage.DORMANT.value, Stage.LOST.value)),
                orders.Spent(c.Range(500_00)),
            )
        ),
    ),
    (
        "新客未下单",
        "30 天内新来、还没有下过单：次日首单礼。",
        c.All((profile.Seen("first", LastDays(30)), orders.Bought(c.Range(None, 0)))),
    ),
    (
        "停止浏览",
        "前两个月常来看，最近 30 天不来了。",
        c.All((behaviour.Stopped(VIEWED, 30, 60), c.Not(orders.OrderedAt("last", DaysAgo(0, 29))))),
    ),
)


def make_segments(*, by: Staff, at: datetime) -> None:
    """Learn what the shop's customers are like, then make the segments and count them once.

    Everything must be loaded into the warehouse.
    """
    yardsticks.keep_learning(at=at)
    valuing.ask(scope_of(by), by=by, at=at)
    for name, description, condition in SEGMENTS:
        segments.create(name, condition, description=description, by=by, at=at)
    refreshing.refresh_due(at=at)
