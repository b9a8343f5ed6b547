"""Logos that are printed: the picture as it came, or the drawing of a PDF as one picture.

The emblem in it is printed 10 mm high at 600 dots an inch, and nothing of it is drawn anew.
"""

import math
from dataclasses import dataclass

from assets import contents, pictures
from assets.errors import Refused
from assets.words import N_

DOTS = 1200  # an inch of a drawing
MOST_PIXELS = 16_000_000  # all of them are unpacked for each print
DRAWN = 15_900_000  # of a large drawing, whose sides are rounded up
LEAST_HEIGHT = math.ceil(10 / 25.4 * 600)  # of the emblem, in pixels
PROPORTION = 1.5  # how wide the emblem is, as a multiple of its height
ENDING = b"IEND\xaeB`\x82"

NEITHER = N_("A logo is sent as PNG or as PDF.")
MORE = N_("It holds more than a picture. Save it anew as PNG and send that.")
TOO_LARGE = N_("It has too many pixels. Up to 16 million are printed.")


@dataclass(frozen=True)
class Logo:
    """A picture as PNG, and how many pixels it has."""

    content: bytes
    width: int
    height: int

    def must_carry(self, emblem_share: float) -> None:
        """Raise Refused unless an emblem of this share of its height is in it, large enough."""
        if not 0 < emblem_share <= 1:
            raise Refused("A share is more than 0 and at most 100 per cent.", field="emblem_share")
        height = math.floor(self.height * emblem_share)
        if height < LEAST_HEIGHT:
            raise Refused(
                "The emblem would have {height} pixels from top to bottom; to be printed sharply "
                "it needs {least}. Ask the programme for a larger PNG, or for the PDF.",
                height=height,
                least=LEAST_HEIGHT,
                field="file",
            )
        if height * PROPORTION > self.width + 1:
            raise Refused(
                "The emblem is half as wide again as it is high: so high it would not fit into "
                "this picture.",
                field="emblem_share",
            )


def read(content: bytes) -> Logo:
    """The logo in a file that somebody sends. Raises Refused, with the reason, for others."""
    try:
        kind = contents.type_of(content, "")
        if kind == contents.PDF:
            content = pictures.drawing_of_pdf(content, DOTS, DRAWN)
        elif kind != contents.PNG:
            raise Refused(NEITHER)  # noqa: TRY301
        return _looked_at(content)
    except Refused as no:
        no.field = "file"
        raise


def _looked_at(content: bytes) -> Logo:
    """The picture, once it is known to be whole and nothing but a picture."""
    if not content.endswith(ENDING):
        raise Refused(MORE)
    return Logo(content, *pictures.size(content, MOST_PIXELS, refused=TOO_LARGE))
