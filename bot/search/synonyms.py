"""Words and phrases that mean the same, from the editors' file `data/synonyms.yaml`."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Self

import yaml

from bot.knowledge.files import parse_yaml
from bot.search.text import STOP_WORDS, stem, words

FILE = Path(__file__).parents[2] / "data" / "synonyms.yaml"
BROKEN = (yaml.YAMLError, ValueError, TypeError, AttributeError)  # raised for a broken file

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
    def load(cls, path: Path = FILE) -> Self:
        """Read the editors' file; without one there are no synonyms.

        Raises one of `BROKEN` for a broken file: `problems` says what is wrong with it.
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


def problems(path: Path = FILE) -> list[str]:
    """Return what is wrong with the editors' file, a Russian sentence for each problem."""
    try:
        content = parse_yaml(path.read_bytes())
        pairs = list(_groups(content))
    except FileNotFoundError:
        return []
    except BROKEN as error:
        return [f"{path.name}: не удаётся прочитать: {' '.join(str(error).split())}"]
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
