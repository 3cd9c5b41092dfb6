"""How many examples a property takes: the profile's number, or a share of it where each is dear."""

from hypothesis import settings


def a_share(part: int) -> settings:
    """One example where the profile has `part`; a nightly run still tries many."""
    profile = settings.get_profile(settings.get_current_profile_name())
    return settings(max_examples=max(profile.max_examples // part, 1))
