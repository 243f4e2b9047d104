"""How well a card holds its terms: how often, by the weights and lengths of its fields (BM25F).

The index keeps what is told here, so that a question need not count.
"""

from collections.abc import Sequence

from bot.search.documents import Document
from bot.search.synonyms import Synonyms
from bot.search.text import STOP_WORDS, stem, words

# Of title, phrasings, keywords and body, as `texts` gives them.
WEIGHTS = (3.0, 1.5, 2.0, 1.0)
B = 0.75  # how much a long field is held against its words
_SAMPLE = 200
Lengths = tuple[float, ...]


def texts(document: Document) -> tuple[str, str, str, str]:
    return (
        document.title,
        "\n".join(document.phrasings),
        "\n".join(document.keywords),
        document.body,
    )


def average_lengths(documents: Sequence[Document]) -> Lengths:
    """Count the telling words in each field of the average card that has it, in a sample."""
    some = [texts(each) for each in documents[:: len(documents) // _SAMPLE + 1]]
    fields = [[_length(fields[at]) for fields in some if fields[at]] for at in range(len(WEIGHTS))]
    return tuple(sum(field) / len(field) if field else 1.0 for field in fields)


def weigh(fields: Sequence[str], average: Lengths, synonyms: Synonyms) -> dict[str, float]:
    """Weigh stems and concepts; in a field longer than the average each of them tells less."""
    found: dict[str, float] = {}
    for text, weight, usual in zip(fields, WEIGHTS, average, strict=True):
        lines = [words(line) for line in text.splitlines()]
        stems = [stem(word) for line in lines for word in line if word not in STOP_WORDS]
        concepts = [concept for line in lines for _, _, concept in synonyms.concepts(line)]
        each = weight / (1 - B + B * len(stems) / usual)
        for token in (*stems, *concepts):
            found[token] = found.get(token, 0.0) + each
    return found


def _length(text: str) -> int:
    """At least one: the average is divided by."""
    return max(1, sum(word not in STOP_WORDS for word in words(text)))
