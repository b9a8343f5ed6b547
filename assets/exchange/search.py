"""Finding everything: one search over all that a person may see, whatever table it stands in."""

from uuid import UUID

from sqlalchemy import Index, PrimaryKeyConstraint
from sqlmodel import Field, SQLModel

from assets.database import BYTEWISE


class FoundBy(SQLModel, table=True):
    """One word that a record other than an asset is found by, folded."""

    __tablename__ = "found_by"
    __table_args__ = (
        PrimaryKeyConstraint("kind", "key", "word"),
        Index("ix_found_by_word_kind_key", "word", "kind", "key"),
        {"sqlite_with_rowid": False},
    )

    kind: str = Field(max_length=30)
    key: UUID
    word: str = Field(sa_type=BYTEWISE)


class Spelling(SQLModel, table=True):
    """A word with one letter left out, and the word: whoever mistypes one meets here."""

    __tablename__ = "spelling"
    __table_args__ = (
        PrimaryKeyConstraint("without", "word"),
        {"sqlite_with_rowid": False},
    )

    without: str = Field(sa_type=BYTEWISE)
    word: str = Field(sa_type=BYTEWISE)
