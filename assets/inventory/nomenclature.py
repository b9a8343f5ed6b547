"""The European Medical Device Nomenclature, as the Commission's spreadsheet brings it."""

from sqlmodel import Field

from assets.database import Row


class EmdnTerm(Row, table=True):
    """One code of the nomenclature and its term in English."""

    code: str = Field(unique=True, max_length=20)
    term: str = Field(max_length=400)
    folded: str = Field(default="", max_length=400)
