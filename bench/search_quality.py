"""How often the right card is first and among the first three: clean and damaged questions."""

import random
from collections.abc import Callable, Mapping, Sequence

from bench import damage
from bench.search_peers import Engine
from bench.search_sets import LabelledQuestion

Damage = Callable[[str, random.Random], str]
WAYS: dict[str, Damage] = {
    "clean": lambda text, _: text,
    "two typos": lambda text, chance: damage.typo(text, chance, slips=2),
    "layout": damage.layout,
    "translit": damage.translit,
    "glued": damage.glued,
}


def figures(
    engine: Engine, questions: Sequence[LabelledQuestion], ways: Mapping[str, Damage]
) -> dict[str, str]:
    """Return "hit@1/hit@3" by way of damage; every engine gets the same damaged questions."""
    return {
        way: "/".join(f"{share:.3f}" for share in _shares(engine, questions, spoil))
        for way, spoil in ways.items()
    }


def _shares(
    engine: Engine, questions: Sequence[LabelledQuestion], spoil: Damage
) -> tuple[float, float]:
    chance = random.Random(8)
    places = [_place(engine, each, spoil(each.question, chance)) for each in questions]
    return (
        sum(place == 1 for place in places) / len(places),
        sum(0 < place <= 3 for place in places) / len(places),
    )


def _place(engine: Engine, labelled: LabelledQuestion, question: str) -> int:
    keys = engine.ask(question, 3)
    return keys.index(labelled.key) + 1 if labelled.key in keys else 0
