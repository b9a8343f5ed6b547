"""The mark of a grant as it is printed: the row, with the bytes of its logo."""

from assets import files
from assets.procurement.marks import GrantMark
from assets.settings import Settings
from labels.fields import Mark


def printed(grant: GrantMark, settings: Settings) -> Mark:
    """The mark with its logo at hand. Raises Missing when the file is gone."""
    return Mark(
        digest=grant.digest,
        width=grant.width,
        height=grant.height,
        emblem_share=grant.emblem_share,
        statement=grant.statement,
        png=files.kept(settings, grant.digest).read_bytes(),
    )
