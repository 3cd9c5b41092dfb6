"""People, clicks and a segment for pages of figures: run in the product's environment.

Prints the number of the segment.
"""

# ruff: noqa: E402 - Django is set up before models are imported
import django

django.setup()

from tests.console.test_behaviour import a_shop, adders

if __name__ == "__main__":
    a_shop()
    print(adders().pk)
