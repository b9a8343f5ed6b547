"""Which page of a list is asked for, and the addresses of the same list changed."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict

from assets.listing import Cut, PageOf

PAGE = 50


class Paged(BaseModel):
    """What a list is asked for, as it stands in the address; each list adds its own words."""

    model_config = ConfigDict(frozen=True)

    limit: int = PAGE
    after: str = ""
    before: str = ""

    @property
    def cut(self) -> Cut:
        return Cut(self.limit, self.after, self.before)

    def address(self, path: str, **changes: Any) -> str:
        """The address of the same list, changed so; a new filter begins at the first page."""
        changed = self.model_copy(update={"after": "", "before": ""} | changes)
        said = [
            (name, value)
            for name, value in changed.model_dump().items()
            if value and (name, value) != ("limit", PAGE)
        ]
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
