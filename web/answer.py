"""How an answer goes back to a program: JSON, problems by RFC 9457, pages of a list."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Header, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from assets.errors import Refused
from assets.listing import PageOf
from assets.money import Currency, Money
from assets.once import Outcome

PROBLEM = "application/problem+json"
LONGEST_VERSION = 9

# A day that a program writes. Nothing here is older or later, and no calendar ends on the way.
Day = Annotated[date, Field(ge=date(1900, 1, 1), lt=date(2200, 1, 1))]


class Amount(BaseModel):
    """An amount of money, as text so that no digit is lost."""

    model_config = ConfigDict(extra="forbid")

    amount: Decimal
    currency: Currency

    @property
    def money(self) -> Money:
        return Money.read(str(self.amount), self.currency)


class AnswerFor:
    """What is said to one program."""

    def __init__(self, request: Request) -> None:
        self.request = request

    def item(self, item: dict[str, Any], status: int = 200, location: str = "") -> Response:
        """One thing. After a change its outcome is kept for a repeat of the same request."""
        outcome: Outcome | None = getattr(self.request.state, "outcome", None)
        if outcome is not None:
            outcome.status, outcome.location, outcome.body = status, location, item
        headers = {"Location": location} if location else None
        return JSONResponse(item, status_code=status, headers=headers)

    def page(self, page: PageOf, items: list[dict[str, Any]], count: int | None = None) -> Response:
        """A page of a list, with the address of the next one."""
        answer: dict[str, Any] = {"items": items, "next": self._next(page.following)}
        if count is not None:
            answer["count"] = count
        return JSONResponse(answer)

    def _next(self, mark: str | None) -> str | None:
        if mark is None:
            return None
        said = self.request.query_params.multi_items()
        asked = [each for each in said if each[0] not in {"after", "before"}]
        return f"{self.request.url.path}?{urlencode([*asked, ('after', mark)])}"


def problem(status: int, title: str, errors: dict[str, str] | None = None) -> Response:
    """What went wrong, as problem JSON, with what is wrong about each field."""
    said: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    if errors:
        said["errors"] = [{"field": name, "detail": detail} for name, detail in errors.items()]
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None  # noqa: PLR2004
    return JSONResponse(said, status_code=status, media_type=PROBLEM, headers=headers)


async def _answer(request: Request) -> AnswerFor:
    return AnswerFor(request)


Answer = Annotated[AnswerFor, Depends(_answer)]


async def _expected(if_match: Annotated[str | None, Header()] = None) -> int | None:
    if if_match is None:
        return None
    text = if_match.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdecimal() or len(text) > LONGEST_VERSION:
        raise Refused("If-Match takes the version of the item, such as 3.")
    return int(text)


# The version in which a program has read what its address names, if it says one.
Expected = Annotated[int | None, Depends(_expected)]
