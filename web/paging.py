"""Which page of a list is asked for, and the addresses of the same list changed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from assets.errors import Missing
from assets.listing import Cut, PageOf

PAGE = 50

Words = TypeVar("Words", bound=BaseModel)
One = TypeVar("One")
# One of some choices. An empty word, as the form of a list sends it, asks for none.
Perhaps = Annotated[One | None, BeforeValidator(lambda said: said or None)]


def one_of(names: Iterable[str], before: str = "") -> str:
    """What a word must look like that is one of these names, or not said."""
    return f"^({before}({'|'.join(names)}))?$"


class Paged(BaseModel):
    """What a list is asked for, as it stands in the address; each list adds its own words.

    Programs are told of what is not among them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: int = PAGE
    after: str = ""
    before: str = ""

    @property
    def cut(self) -> Cut:
        return Cut(self.limit, self.after, self.before)

    def address(self, path: str, **changes: Any) -> str:
        """The address of the same list, changed so; a new filter begins at the first page."""
        changed = self.model_dump() | {"after": "", "before": ""} | changes
        said = [each for each in changed.items() if each[1] and each != ("limit", PAGE)]
        return f"{path}?{urlencode(said, doseq=True)}" if said else path

    def carried(self, *asked: str) -> list[tuple[str, str]]:
        """What a form of this list sends along, beside what it asks itself."""
        said = parse_qsl(self.address("").removeprefix("?"))
        return [(name, value) for name, value in said if name not in asked]

    def neighbours(self, path: str, page: PageOf) -> tuple[str, str]:
        """The addresses of the page before and of the page after; empty where there is none."""
        before = self.address(path, before=page.preceding) if page.preceding else ""
        return before, self.address(path, after=page.following) if page.following else ""

    def chosen(self, choices: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, str]:
        """What is chosen of these, in words."""
        return {
            name: dict(options).get(getattr(self, name), "") for name, options in choices.items()
        }

    def chips(self, path: str, said: Mapping[str, str]) -> list[tuple[str, str]]:
        """Each filter that is said, with the address of the list without it."""
        return [(words, self.address(path, **{name: ""})) for name, words in said.items() if words]


def from_address(words: type[Words], *, wholly: bool = False) -> Any:
    """A dependency that reads the address of a page. What it does not understand is not said.

    `wholly` is for what is done to all that a list finds: there a filter that is not understood
    would let in too much, and so is Missing.
    """

    async def read(request: Request) -> Words:
        said = request.query_params
        many = {name for name, field in words.model_fields.items() if field.annotation == list[str]}
        values = {name: said.getlist(name) if name in many else said[name] for name in said}
        try:
            return words.model_validate(values)
        except ValidationError as wrong:
            missed = {each["loc"][0] for each in wrong.errors()}
            if wholly and missed & words.model_fields.keys():
                raise Missing("There is no such page.") from None
            return words.model_validate({name: values[name] for name in values.keys() - missed})

    return Depends(read)
