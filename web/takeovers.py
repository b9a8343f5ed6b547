"""The page that asks into what something goes, and says what goes along before it does."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from web.forms import Form
from web.page import PageFor


class Into(BaseModel):
    """Where it goes."""

    into: str = Field(min_length=1, max_length=3000)
    version: int | None = None


@dataclass(frozen=True)
class Question:
    """What such a page says, in the reader's words."""

    title: str
    name: str
    help: str
    verb: str
    back: str
    suggestions: str
    version: int


def looked_at(
    page: PageFor, into: str, asked: Question, follows: Callable[[str], Iterable[str]]
) -> Response:
    """The question; once it is answered, what would follow, and the button that does it."""
    form: Form[Into] = Form({"into": into})
    consequences: list[str] = []
    if into:
        try:
            consequences = list(follows(into))
        except (Refused, Missing) as no:
            form.refuse(no)
    return shown(page, form, asked, consequences)


def shown(
    page: PageFor, form: Form[Into], asked: Question, consequences: Sequence[str] = ()
) -> Response:
    return page.render(
        "inventory/takeover.html",
        block="form",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        form=form,
        asked=asked,
        consequences=consequences,
    )
