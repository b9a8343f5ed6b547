"""What people do on every journey."""

import re

import pytest

from assets import demo

# The way is the same without scripts.
EITHER = pytest.mark.parametrize(
    "scripts", [True, False], ids=["scripts", "no-scripts"], indirect=True
)


def sign_in(page, email):
    """Sign in, and read English from then on."""
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(demo.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/$"))
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="My day", level=1).wait_for()


def find(page, words):
    """Look for something in the box on top, as one does with a keyboard."""
    page.locator("#find").fill(words)
    page.locator("#find").press("Enter")
    page.wait_for_url(re.compile("search="))
