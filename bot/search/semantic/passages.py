"""A card's body cut into passages: one vector of a long text blurs what its parts say."""

import re

_LETTERS = 300  # measured beside 400, 500 and whole bodies: docs/performance.md
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


def passages(body: str) -> list[str]:
    """Return whole sentences, some 300 letters at a time; at least one passage, maybe empty.

    A passage begins with the last sentence of the one before, where that is short: it often says
    what the next sentence is about.
    """
    found = [[""]]
    for sentence in filter(None, _SENTENCE.split(body)):
        last = found[-1]
        if len(" ".join(last)) + len(sentence) > _LETTERS and last != [""]:
            found.append([last[-1]] if len(last[-1]) < _LETTERS / 2 else [])
        found[-1].append(sentence)
    return [" ".join(each).strip() for each in found]
