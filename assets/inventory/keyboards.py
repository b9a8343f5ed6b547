"""Scanners that type: what one meant whose keys a Hungarian or Romanian keyboard has taken over.

Nearly all of them press the keys of an American keyboard. Where this machine is set to another
one, each key writes what stands on it there.
"""

from collections.abc import Iterator

# All keys without Shift, and then with it.
_AMERICAN = (
    "`1234567890-=qwertyuiop[]asdfghjkl;'\\zxcvbnm,./"
    '~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"|ZXCVBNM<>?'
)
_KEYBOARDS = (
    "0123456789öüóqwertzuiopőúasdfghjkléáűyxcvbnm,.-§'\"+!%/=()ÖÜÓQWERTZUIOPŐÚASDFGHJKLÉÁŰYXCVBNM?:_",
    "„1234567890-=qwertyuiopăîasdfghjklșțâzxcvbnm,./”!@#$%^&*()_+QWERTYUIOPĂÎASDFGHJKLȘȚÂZXCVBNM;:?",
    "]1234567890+'qwertzuiopăîasdfghjklșțâyxcvbnm,.-[!\"#¤%&/()=?*QWERTZUIOPĂÎASDFGHJKLȘȚÂYXCVBNM;:_",
)
_CEDILLAS = str.maketrans("şţŞŢ", "șțȘȚ")
_MEANT = [str.maketrans(keys, _AMERICAN) for keys in _KEYBOARDS]


def meant(text: str) -> Iterator[str]:
    """What a scanner may have read that wrote this text, where it differs from the text."""
    typed = text.translate(_CEDILLAS)
    for keys in _MEANT:
        said = typed.translate(keys)
        if said != text and said.isascii():
            yield said
