"""How people call themselves in WeChat, and how a shop calls its groups."""

import random

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
GIVEN = (
    "思雨 梓涵 静怡 欣怡 雅琪 晓燕 丽娜 佳宁 梦瑶 雪梅 文静 婷婷 若曦 可馨 诗涵 嘉怡 海燕 春梅 "
    "志强 浩然 俊杰 宇航 明轩 国栋 伟 芳 敏 静 丽 磊 洋 艳 娟 涛 杰 慧 莉 倩 颖 琳 璐 妍"
).split()
PET = (
    "糖糖 豆豆 果果 米粒 小满 安安 乐乐 团子 汤圆 可乐 布丁 一一 朵朵 甜甜 小鱼 石头 嘟嘟 妞妞 "
    "小米 桃子 芒果 年年 丸子 球球 多多 辰辰 糯米 沐沐 十一 元宝"
).split()
MOOD = (
    "小雨 晴天 向日葵 慢慢来 小确幸 岁月静好 云朵 薄荷 拾光 星星 半夏 大橙子 木木 阿青 小七 南风 "
    "一只喵 海盐 鹿鹿 茉莉 静待花开 Coco Lily 阳光 橘子汽水 夏天"
).split()
SELLING = ("{pet}妈 兼职", "A海外代购{given}", "AA贷款{given}", "A{given}推拿", "A{given}优选")
GROUPS = (
    "0-1岁宝妈群", "1-3岁成长群", "孕妈交流群", "辅食打卡群", "奶粉回购群", "纸尿裤团购群", "会员福利群",
    "绘本共读群", "新手妈妈互助群", "二胎妈妈群", "亲子活动群", "新品试用群", "秒杀福利群", "睡眠互助群",
)  # fmt: skip


def person(dice: random.Random) -> str:
    """A name as somebody sets it: a child's pet name with 妈, a mood, or their own."""
    way = dice.random()
    if way < 0.4:  # noqa: PLR2004 - the shares are these four lines
        return dice.choice(PET) + dice.choice(
            ("妈", "妈妈", "麻麻", "妈咪", "爸", "妈妈🌸", "家的妈")
        )
    if way < 0.65:  # noqa: PLR2004
        return dice.choice(MOOD) + dice.choice(("", "", "", "🌸", "°", "~"))
    if way < 0.7:  # noqa: PLR2004
        return dice.choice(("小", "阿", "大")) + dice.choice(GIVEN)[-1]
    return dice.choice(SURNAMES) + dice.choice(GIVEN)


def seller(dice: random.Random) -> str:
    """A name that stands first in every list."""
    pattern = dice.choice(SELLING)
    return pattern.format(pet=dice.choice(PET), given=dice.choice(GIVEN))


def group(number: int, shop: str) -> str:
    """The name of a shop's group; numbered once the names are used up."""
    round_, which = divmod(number, len(GROUPS))
    return f"{shop}{GROUPS[which]}{round_ + 1 if round_ else ''}"
