"""How many examples Hypothesis tries where one takes long."""

from hypothesis import settings


def at_most(count: int) -> settings:
    """Lower the profile's number of examples to ``count``; a decorator."""
    return settings(max_examples=min(count, settings().max_examples))
