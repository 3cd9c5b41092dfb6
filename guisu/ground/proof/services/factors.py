"""Setting up a second factor, asking for it, and taking it away."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from guisu.ground.channels import safe
from guisu.ground.database import editions
from guisu.ground.proof import domain, selectors
from guisu.ground.proof.domain import NoFactorYet, OwnFactorFirst, TooManyCodes, WrongCode
from guisu.ground.proof.models import RecoveryCode, SecondFactor
from guisu.ground.staff import services as staff_services
from guisu.ground.staff.domain import Post
from guisu.ground.staff.models import Installation, Staff


@transaction.atomic
def begin(staff: Staff) -> str:
    """The secret for the person's app, the same one until it is confirmed. Holds nothing yet."""
    factor = SecondFactor.objects.select_for_update().filter(staff=staff).first()
    if factor is None:
        factor, _ = SecondFactor.objects.get_or_create(
            staff=staff, defaults={"secret": safe.sealed(domain.new_secret())}
        )
    elif factor.confirmed_at is not None:
        return ""
    return safe.opened(factor.secret)


@transaction.atomic
def confirm(staff: Staff, code: str, *, at: datetime) -> list[str]:
    """Have the factor hold from now on; returns the recovery codes, which are not kept.

    All sessions of the person end. Raises `WrongCode`, also where it holds already.
    """
    factor = SecondFactor.objects.select_for_update().filter(staff=staff).first()
    if factor is None or factor.confirmed_at is not None:
        raise WrongCode
    step = domain.step_of(safe.opened(factor.secret), code, at=at)
    if step is None:
        raise WrongCode
    factor.confirmed_at, factor.last_step = at, step
    factor.save(update_fields=["confirmed_at", "last_step"])
    staff_services.end_sessions(staff)
    staff_services.audit("staff.factor_set", subject=f"staff:{staff.pk}", by=staff, at=at)
    return _codes_anew(staff)


@transaction.atomic
def renew_codes(staff: Staff, *, at: datetime) -> list[str]:
    """New recovery codes; those before open nothing any more. Raises `NoFactorYet`."""
    if not selectors.has_factor(staff):
        raise NoFactorYet
    staff_services.audit("staff.codes_renewed", subject=f"staff:{staff.pk}", by=staff, at=at)
    return _codes_anew(staff)


def check(staff: Staff, code: str, *, at: datetime, is_known: bool) -> None:
    """Take one code of the app or one recovery code, each once.

    Raises `WrongCode`, and `TooManyCodes` for devices that are not known (`is_known`) once too
    many were wrong: whoever guesses cannot lock the person's own devices out.
    """
    factor = SecondFactor.objects.filter(staff=staff, confirmed_at__isnull=False).first()
    if factor is None:
        raise WrongCode
    if not is_known and _failures(factor, at) >= domain.MOST_FAILURES:
        raise TooManyCodes
    if not (_is_spent(factor, code, at) or _is_recovery(staff, code, at)):
        if not is_known:
            _count_failure(factor.pk, at)
        raise WrongCode
    SecondFactor.objects.filter(pk=factor.pk).update(failures=0, failures_since=None)


@transaction.atomic
def reset(staff: Staff, *, by: Staff | None, at: datetime) -> bool:
    """Take factor and recovery codes away and end all sessions; False: there was nothing."""
    gone, _ = SecondFactor.objects.filter(staff=staff).delete()
    gone_codes, _ = RecoveryCode.objects.filter(staff=staff).delete()
    if not gone and not gone_codes:
        return False
    staff_services.end_sessions(staff)
    staff_services.audit("staff.factor_reset", subject=f"staff:{staff.pk}", by=by, at=at)
    return True


@transaction.atomic
def require(posts: Iterable[Post], *, by: Staff, at: datetime, seen: int | None = None) -> None:
    """Have these posts need a second factor: whoever has none sets it up at their next click.

    `seen` as `editions.turn` takes it. Raises `OwnFactorFirst`, `Stale`.
    """
    wanted = sorted(post.value for post in posts)
    if by.post in wanted and not selectors.has_factor(by):
        raise OwnFactorFirst
    installation = Installation.objects.select_for_update().get(pk=1)
    editions.turn(installation, seen)
    before = installation.second_factor_posts
    if before == wanted:
        return
    installation.second_factor_posts = wanted
    installation.save(update_fields=["second_factor_posts", "edition"])
    staff_services.audit(
        "settings.factor_required",
        subject="installation",
        by=by,
        at=at,
        before={"posts": before},
        after={"posts": wanted},
    )


@transaction.atomic
def reseal() -> int:
    """Seal every secret with the newest key; how many. Raises `SecretUnreadable`."""
    factors = list(SecondFactor.objects.select_for_update())
    for factor in factors:
        factor.secret = safe.resealed(factor.secret)
        factor.save(update_fields=["secret"])
    return len(factors)


def _is_spent(factor: SecondFactor, code: str, at: datetime) -> bool:
    """Take the app's code, if it is right and newer than the last one. Of two at once one may."""
    step = domain.step_of(safe.opened(factor.secret), code, at=at)
    if step is None:
        return False
    newer = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step)
    return bool(newer.update(last_step=step))


def _is_recovery(staff: Staff, code: str, at: datetime) -> bool:
    unused = RecoveryCode.objects.filter(staff=staff, digest=domain.digest(code), used_at=None)
    if not unused.update(used_at=at):
        return False
    staff_services.audit("staff.code_used", subject=f"staff:{staff.pk}", by=staff, at=at)
    return True


def _codes_anew(staff: Staff) -> list[str]:
    codes = domain.new_recovery_codes()
    RecoveryCode.objects.filter(staff=staff).delete()
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(staff=staff, digest=domain.digest(code)) for code in codes]
    )
    return codes


def _failures(factor: SecondFactor, at: datetime) -> int:
    since = factor.failures_since
    return factor.failures if since and at - since < domain.FAILURES_WITHIN else 0


@transaction.atomic
def _count_failure(pk: int, at: datetime) -> None:
    factor = SecondFactor.objects.select_for_update().get(pk=pk)
    counted = _failures(factor, at)
    if not counted:
        factor.failures_since = at
    factor.failures = counted + 1
    factor.save(update_fields=["failures", "failures_since"])
