"""Which words are known: those of the content, of everyday Russian, and the editors' synonyms."""

import hashlib
import math
import sqlite3
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Self, TypeVar

import yaml

from bot.knowledge.yaml_text import parse_yaml, yaml_reason
from bot.search.text import SPOKEN, STOP_WORDS, sound_key, stem, words

SYNONYMS_FILE = Path(__file__).parents[2] / "data" / "synonyms.yaml"
# What a broken file raises.
BROKEN_SYNONYMS = (yaml.YAMLError, TypeError, OSError)

Phrase = tuple[str, ...]  # stems


class Synonyms:
    """Groups of synonyms. Each group is a concept, named after its first member: «=китай»."""

    def __init__(self, groups: Sequence[Sequence[str]] = (), digest: str = "") -> None:
        self.digest = digest  # of the file; the index is rebuilt when it changes
        self.known = frozenset(
            word for group in groups for member in group for word in words(member)
        )
        self._concepts: dict[Phrase, tuple[str, ...]] = {}
        self._by_first: dict[str, list[Phrase]] = {}
        for group in groups:
            for phrase in {_phrase(member) for member in group}:
                self._add(phrase, "=" + "".join(words(group[0])))

    @classmethod
    def load(cls, path: Path = SYNONYMS_FILE) -> Self:
        """Read the editors' file; without one there are no synonyms.

        Raises one of `BROKEN_SYNONYMS` for a broken file: see `synonym_problems`.
        """
        if not path.exists():
            return cls()
        return cls._parse_yaml(path.read_bytes())

    @classmethod
    @lru_cache(maxsize=2)  # the file is read at every change of the content: 0.1 s to parse
    def _parse_yaml(cls, content: bytes) -> Self:
        groups = [group for _, group in _groups(parse_yaml(content))]
        return cls(groups, hashlib.sha256(content).hexdigest()[:16])

    def concepts(self, typed: Sequence[str]) -> list[tuple[int, int, str]]:
        """Return where members of groups stand in normalised words: (start, end, concept)."""
        found: list[tuple[int, int, str]] = []
        stems = tuple(map(_stem, typed))
        for start, first in enumerate(stems):
            for phrase in self._by_first.get(first, ()):
                end = start + len(phrase)
                if stems[start:end] == phrase:
                    found.extend((start, end, concept) for concept in self._concepts[phrase])
        return found

    def _add(self, phrase: Phrase, concept: str) -> None:
        if phrase not in self._concepts:
            self._by_first.setdefault(phrase[0], []).append(phrase)
        self._concepts[phrase] = (*self._concepts.get(phrase, ()), concept)


def synonym_problems(path: Path = SYNONYMS_FILE) -> list[str]:
    """Return what is wrong with the editors' file, a Russian sentence for each problem."""
    try:
        content = parse_yaml(path.read_bytes())
        pairs = list(_groups(content))
    except FileNotFoundError:
        return []
    except yaml.YAMLError as error:
        return [f"{path.name}: {yaml_reason(error)}"]
    except (TypeError, OSError) as error:
        return [f"{path.name}: не удаётся прочитать: {error}"]
    seen: dict[frozenset[Phrase], str] = {}
    return [
        f"{path.name}, {theme}, {group[:1]}: {problem}"
        for theme, group in pairs
        for problem in _problems_of_group(group, seen)
    ]


def _groups(content: object) -> Iterator[tuple[str, list[str]]]:
    if content is None:
        return
    if not isinstance(content, dict):
        raise TypeError("наверху должны быть темы, а в каждой — список групп")
    for theme, groups in content.items():
        for group in groups or ():
            if not isinstance(group, list):
                raise TypeError(f"{theme}: «{group}» — не список слов в квадратных скобках")
            yield str(theme), [str(member) for member in group]


def _problems_of_group(group: list[str], seen: dict[frozenset[Phrase], str]) -> Iterator[str]:
    phrases = [_phrase(member) for member in group]
    if len(group) < 2:  # noqa: PLR2004
        yield "в группе должно быть хотя бы два слова или выражения"
    for member, phrase in zip(group, phrases, strict=True):
        if all(part in STOP_WORDS for part in words(member)):
            yield f"«{member}» — служебное слово, поиск его не видит"
        if phrases.count(phrase) > 1 and phrases.index(phrase) == group.index(member):
            yield f"«{member}» повторяется: формы одного слова писать не нужно"
    whole = frozenset(phrases)
    if whole in seen:
        yield "такая группа уже есть"
    seen[whole] = group[0] if group else ""


def _phrase(member: str) -> Phrase:
    return tuple(map(_stem, words(member))) or ("",)


def _stem(word: str) -> str:
    """Return the stem, marked for a stop word: «за» must not match «заём», whose stem is «за»."""
    return f"{word}." if word in STOP_WORDS else stem(word)


_SHORTEST_FORM = 4  # shorter words share their stem with unrelated ones
_SHORTEST_RELATED = 5  # shorter stems share their beginning with unrelated ones
_RELATED = 0.6  # of two stems, the least shared beginning of relatives
_REMEMBERED = 2_000  # terms
_Key = TypeVar("_Key")


class Vocabulary:
    """The words and terms of the index at the moment when the vocabulary is made."""

    def __init__(
        self, connection: sqlite3.Connection, terms: Mapping[str, int], synonyms: Synonyms
    ) -> None:
        """`terms` has the number of cards with each stem and each concept of the synonyms."""
        self._connection = connection
        (self.cards,) = connection.execute("SELECT count(*) FROM cards").fetchone()
        self.terms = terms
        self.words: dict[str, int] = dict(connection.execute("SELECT word, cards FROM words"))
        self._spoken = synonyms.known | SPOKEN
        self._stems = sorted(term for term in terms if not term.startswith("="))
        self._cached_idf = lru_cache(_REMEMBERED)(self._idf)
        self._cached_relatives = lru_cache(_REMEMBERED)(self._relatives)

    def knows(self, word: str) -> bool:
        """Return whether the content or a synonym has this normalised word or a form of it."""
        return (
            word.isdecimal()
            or word in self.words
            or word in self._spoken
            or (len(word) >= _SHORTEST_FORM and stem(word) in self.terms)
        )

    def idf(self, term: str) -> float:
        """Return how much a term tells: about 0 when every card has it, 1 when a single one has."""
        return self._cached_idf(term)

    def relatives(self, term: str) -> tuple[tuple[str, float], ...]:
        """Return stems that share most of their letters («экспорт», «экспортн»), and how many."""
        return self._cached_relatives(term)

    def by_sound(self, key: str) -> str:
        """Return the most common Cyrillic word with this `sound_key`, or an empty string."""
        return self._by_sound.get(key, "")

    def similar(self, word: str, edits: int) -> Iterator[str]:
        """Return the words within so many edits of `word`, among others.

        Words with two edits at the first letter are left out: looking for them takes too long.
        """
        for length in range(len(word) - edits, len(word) + edits + 1):
            yield from self._by_first.get((length, word[0]), ())
        for second in {word[0:2], word[1:3], word[2:4]}:
            yield from (other for other in self._by_second.get(second, ()) if other[0] != word[0])

    def _idf(self, term: str) -> float:
        cards = self.terms.get(term, 0)
        return math.log(1 + (self.cards - cards + 0.5) / (cards + 0.5)) / math.log(
            2 + 2 * self.cards
        )

    def _relatives(self, term: str) -> tuple[tuple[str, float], ...]:
        if len(term) < _SHORTEST_RELATED or term.isdecimal():
            return ()
        others = (other for other in self._with_beginning_of(term) if other != term)
        shares = ((other, _shared_share(term, other)) for other in others)
        return tuple((other, share) for other, share in shares if share >= _RELATED)

    def _with_beginning_of(self, term: str) -> Iterator[str]:
        beginning = term[: max(4, len(term) * 3 // 5)]
        for at in range(bisect_left(self._stems, beginning), len(self._stems)):
            if not self._stems[at].startswith(beginning):
                return
            yield self._stems[at]

    @cached_property
    def _by_sound(self) -> dict[str, str]:
        """Read with the first transliterated question: many bots never get one."""
        known = self._connection.execute(
            "SELECT sound, word FROM words WHERE sound <> '' ORDER BY cards, word"
        )
        spoken = {sound_key(word): word for word in sorted(self._spoken) if word >= "а"}
        return spoken | dict(known.fetchall())

    @cached_property
    def _by_first(self) -> dict[tuple[int, str], list[str]]:
        return _grouped(self._correctable, lambda word: (len(word), word[0]))

    @cached_property
    def _by_second(self) -> dict[str, list[str]]:
        return _grouped(self._correctable, lambda word: word[1:3])

    @cached_property
    def _correctable(self) -> list[str]:
        """Words long enough to be recognised when a letter is wrong."""
        return sorted(
            word for word in self.words.keys() | self._spoken if len(word) >= _SHORTEST_FORM - 1
        )


def _shared_share(one: str, other: str) -> float:
    """Return the length of the shared beginning as a share of the longer word."""
    shared = next(
        (index for index, (mine, its) in enumerate(zip(one, other, strict=False)) if mine != its),
        min(len(one), len(other)),
    )
    return shared / max(len(one), len(other))


def _grouped(words: Iterable[str], key: Callable[[str], _Key]) -> dict[_Key, list[str]]:
    found: defaultdict[_Key, list[str]] = defaultdict(list)
    for word in words:
        found[key(word)].append(word)
    return dict(found)
