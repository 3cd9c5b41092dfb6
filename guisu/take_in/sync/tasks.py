"""Shells for the worker: the periodic reading of the whole, and telling WeCom of a tag."""

from django.utils import timezone
from django_tasks import task

from guisu.take_in.sync.models import CorpTag
from guisu.take_in.sync.services import marking, reading


@task
def read_everything() -> int:
    """Have every connection read; the loop `sync` does it."""
    return reading.ask_for_all(at=timezone.now())


@task
def tell_tagged(corp_tag_id: int) -> int:
    """Owe WeCom a tag of everybody who was given it here."""
    corp_tag = CorpTag.objects.select_related("connection").get(pk=corp_tag_id)
    return marking.tell_tagged(corp_tag, at=timezone.now())
