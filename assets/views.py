"""Lists that somebody keeps as she has set them: her own, or shared with a site."""

from uuid import UUID

from sqlmodel import Field

from assets.rights import Guarded


class SavedView(Guarded, table=True):
    """An address with its filters under a name. With a site, whoever is at that site sees it."""

    person_id: UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=80)
    address: str = Field(max_length=2000)

    @property
    def label(self) -> str:
        return self.name
