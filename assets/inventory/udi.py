"""Device identifiers (UDI-DI), as makers print them on a label."""

import re

from biip.checksums import gs1_standard_check_digit

from assets.errors import Refused

GTIN_LENGTHS = (8, 12, 13, 14)


def identifier(text: str) -> str:
    """A UDI-DI as it is kept: one of GS1 by its fourteen figures, any other as it is written.

    Raises Refused for one of GS1 that has too few figures, or whose check digit is wrong.
    """
    written = re.sub(r"\s", "", text).removeprefix("(01)")
    if not written.isascii() or not written.isdigit():
        return written
    if len(written) not in GTIN_LENGTHS:
        raise Refused(
            "A UDI-DI in figures has 14 of them, not {count}.", count=len(written), field="udi_di"
        )
    digit = gs1_standard_check_digit(written[:-1])
    if digit != int(written[-1]):
        raise Refused(
            "{udi} cannot be right: after these figures the last one must be {digit}.",
            udi=written,
            digit=digit,
            field="udi_di",
        )
    return written.zfill(max(GTIN_LENGTHS))
