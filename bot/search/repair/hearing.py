"""Words written as they are heard: «учицца», «чево»."""

import re

from bot.search.repair.russian import is_russian
from bot.search.vocabulary import Vocabulary

_HEARD = (
    (re.compile("ц+а$"), ("ться", "тся")),
    (re.compile("ово$"), ("ого",)),
    (re.compile("ево$"), ("его",)),
)


def as_spelled(word: str, vocabulary: Vocabulary) -> str:
    """Return the word that is said so, or an empty string; it is one that anybody knows."""
    for sound, spellings in _HEARD:
        for spelling in spellings:
            spelled = sound.sub(spelling, word)
            if spelled != word and (vocabulary.knows(spelled) or is_russian(spelled)):
                return spelled
    return ""
