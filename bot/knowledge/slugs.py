"""File names from Russian titles."""

import re

_LONGEST = 32
_LATIN = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziyklmnoprstufye", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}
    | {"ъ": "", "ь": ""}
)


def slug(title: str) -> str:
    """Latin letters, digits and hyphens: «Как получить грант?» is `kak-poluchit-grant`."""
    return (
        "-".join(re.findall(r"[a-z0-9]+", title.lower().translate(_LATIN)))[:_LONGEST].strip("-")
        or "answer"
    )
