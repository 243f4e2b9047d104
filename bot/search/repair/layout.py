"""Russian typed on an English keyboard layout, and the other way round."""

_ENGLISH = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_ENGLISH_SHIFTED = '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>/?@#$^&'
_RUSSIAN_SHIFTED = 'ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ.,"№;:?'

_TO_RUSSIAN = str.maketrans(_ENGLISH + _ENGLISH_SHIFTED, _RUSSIAN + _RUSSIAN_SHIFTED)
_TO_ENGLISH = str.maketrans(_RUSSIAN + _RUSSIAN_SHIFTED, _ENGLISH + _ENGLISH_SHIFTED)


def as_russian(piece: str) -> str:
    """Read «ghbdtn» as «привет»."""
    return piece.translate(_TO_RUSSIAN)


def as_english(piece: str) -> str:
    """Read «пшеуч» as «gitex»."""
    return piece.translate(_TO_ENGLISH)
