"""An audience as buttons make it: every line must hold, and a line holds by any of its terms.

Every expression of and, or, not can be brought to this form, so lines and terms are enough.
"""

from zlib import crc32

from bot.broadcast.segments import AllOf, AnyOf, Not, Segment, from_json, to_json

NEW_LINE = -1

Lines = tuple[tuple[Segment, ...], ...]


def lines(audience: str) -> Lines:
    """No lines are everyone."""
    segment = from_json(audience)
    parts = segment.parts if isinstance(segment, AllOf) else (segment,)
    return tuple(part.parts if isinstance(part, AnyOf) else (part,) for part in parts)


def with_term(audience: str, line: int, term: Segment) -> str:
    """One more way for the line to hold, or with `NEW_LINE` one more line."""
    found = list(lines(audience))
    if line in range(len(found)):
        found[line] = (*found[line], term) if term not in found[line] else found[line]
    elif (term,) not in found:
        found.append((term,))
    return _joined(tuple(found))


def negated(audience: str, line: int, at: int) -> str:
    """The term turned into its opposite."""
    terms = lines(audience)[line]
    term = terms[at]
    turned = term.part if isinstance(term, Not) else Not(part=term)
    return _with_line(audience, line, (*terms[:at], turned, *terms[at + 1 :]))


def without_term(audience: str, line: int, at: int) -> str:
    terms = lines(audience)[line]
    return _with_line(audience, line, (*terms[:at], *terms[at + 1 :]))


def mark(audience: str) -> int:
    """Changes with the audience: a button made for another one is known by it."""
    return crc32(audience.encode()) % 10_000


def _with_line(audience: str, line: int, terms: tuple[Segment, ...]) -> str:
    found = lines(audience)
    return _joined((*found[:line], terms, *found[line + 1 :]))


def _joined(found: Lines) -> str:
    kept = tuple(AnyOf(parts=terms) for terms in found if terms)
    return to_json(AllOf(parts=kept)) if kept else ""
