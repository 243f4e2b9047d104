"""How often the right card comes first, and among the first three: clean and spoilt."""

import random
from collections.abc import Callable, Mapping, Sequence

from bench import damage
from bench.search_peers import Engine
from bench.search_sets import Asked

Spoil = Callable[[str, random.Random], str]
WAYS: dict[str, Spoil] = {
    "clean": lambda text, _: text,
    "two typos": lambda text, chance: damage.typo(text, chance, slips=2),
    "layout": damage.layout,
    "translit": damage.translit,
    "glued": damage.glued,
}


def figures(engine: Engine, asked: Sequence[Asked], ways: Mapping[str, Spoil]) -> dict[str, str]:
    """Return "hit@1/hit@3" by the way the questions were spoilt, the same for every engine."""
    return {
        way: "/".join(f"{share:.3f}" for share in shares(engine, asked, spoil))
        for way, spoil in ways.items()
    }


def shares(engine: Engine, asked: Sequence[Asked], spoil: Spoil) -> tuple[float, float]:
    chance = random.Random(8)
    places = [_place(engine, each, spoil(each.question, chance)) for each in asked]
    return (
        sum(place == 1 for place in places) / len(places),
        sum(0 < place <= 3 for place in places) / len(places),
    )


def _place(engine: Engine, asked: Asked, question: str) -> int:
    keys = engine.ask(question, 3)
    return keys.index(asked.key) + 1 if asked.key in keys else 0
