"""Sentences with gaps: `{word}` takes one of a list, `[a|b|]` one of what stands there."""

import random
import re
from collections.abc import Sequence

from practice.people.talk.words import WORDS

GAP = re.compile(r"\{(\w+)\}|\[([^\[\]]*)\]")
TAILS = ("", "", "", "~", "！", "。", "哈哈", "😂", "呀", "哦", "🌹", "😊", "👍", "…", "～")
QUESTION_TAILS = ("？", "？", "?", "", "呀", "呢", "??", "，急", "，谢谢", "🙏")
DEPTH = 4


def fill(sentence: str, dice: random.Random) -> str:
    """The sentence with its gaps filled, and the gaps in what filled them."""
    for _ in range(DEPTH):
        sentence, found = GAP.subn(lambda gap: _chosen(gap, dice), sentence)
        if not found:
            break
    return sentence


def said(sentences: Sequence[str], dice: random.Random) -> str:
    """One of them as somebody types it in a group."""
    return fill(dice.choice(sentences), dice)


def chatted(sentences: Sequence[str], voice: int, dice: random.Random) -> str:
    """As `said`, ended as this person ends their sentences half of the time."""
    text = said(sentences, dice)
    if text[-1] in "？?！~。哈":
        return text
    return text + TAILS[(voice if dice.random() < 0.5 else dice.randrange(97)) % len(TAILS)]  # noqa: PLR2004


def asked(sentences: Sequence[str], voice: int, dice: random.Random) -> str:
    """A question; not everybody types the mark."""
    return said(sentences, dice) + QUESTION_TAILS[(voice + dice.randrange(3)) % len(QUESTION_TAILS)]


def _chosen(gap: re.Match[str], dice: random.Random) -> str:
    word, choice = gap.group(1), str(gap.group(2))
    return dice.choice(WORDS[word] if word else choice.split("|"))
