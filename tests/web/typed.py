"""A command as somebody types it, and what it says."""


class Said:
    """What a command said, and how it ended."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def __repr__(self):
        return f"{self.status}: {self.out} {self.err}"


def refused(said):
    """The one line in which a command says why not."""
    assert said.status == 1, said
    assert said.err.count("\n") == 1, said.err
    return said.err.strip()
