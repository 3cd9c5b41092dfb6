"""The product with one more address, that takes its time."""

from guisu.config.settings import *  # noqa: F403, TID251 - settings are what this is

ROOT_URLCONF = "tests.config.slow_urls"
