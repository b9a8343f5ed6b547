"""The three ways the register says no. Whoever asked decides how to show it."""


class No(Exception):  # noqa: N818
    """The base of every no. The words are English and are put into the reader's at the edge."""

    def __init__(self, words: str, *, field: str = "", **values: object) -> None:
        super().__init__(words.format(**values))
        self.words, self.field, self.values = words, field, values


class Missing(No):
    """There is no such record, or none that this person may see."""


class Forbidden(No):
    """This person may see it but not do that."""


class Refused(No):
    """A rule of the register is against it."""
