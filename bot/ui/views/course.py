from collections.abc import Iterable
from html import escape

from bot.knowledge.catalogue import Course
from bot.ui.callbacks.catalogue import (
    ChooseToCompare,
    OpenCatalogue,
    OpenComparison,
    OpenCourse,
)
from bot.ui.callbacks.menu import OpenAnswer, OpenMap
from bot.ui.screen import Button, Copy, Rows, Screen, Share
from bot.ui.texts import answer as answer_texts
from bot.ui.texts import catalogue as texts
from bot.ui.views.answer import footer
from bot.ui.views.common import way_back


def course(found: Course, here: OpenCourse) -> Screen:
    """What sources tell, a line for each fact; what none of them tells, in one line."""
    facts = _facts(found)
    head = f"{texts.CATALOGUE}\n{_bold(found.name)}\n{texts.KINDS[found.programme.kind]}"
    lines = [f"{label}: {_said(said)}" for label, said in facts.items() if said]
    unknown = texts.unknown(label for label, said in facts.items() if not said)
    parts = (head, "\n".join(lines), unknown, footer(found.sources, found.checked))
    text = "\n\n".join(filter(None, parts))
    whole: Button = (texts.WHOLE, OpenAnswer(answer_id=found.answer_id).after(here))
    compare: Button = (texts.COMPARE_WITH, ChooseToCompare(first=found.answer_id).after(here))
    share: Button = (answer_texts.SHARE, Share(found.key, found.name))
    rows = ((whole,), *_place_rows(found, here), (compare,), (share,))
    return Screen(text, (*rows, way_back(here, OpenCatalogue())))


def choose_to_compare(courses: Iterable[Course], here: ChooseToCompare) -> Screen:
    """The first choice leads to the second, the second to the comparison."""
    named = {each.answer_id: each for each in courses}
    first = named.pop(here.first, None)
    buttons = [
        (
            each.name,
            OpenComparison(left=here.first, right=each.answer_id).beside(here)
            if first
            else ChooseToCompare(first=each.answer_id).beside(here),
        )
        for each in named.values()
    ]
    text = texts.second(escape(first.name, quote=False)) if first else texts.FIRST
    return Screen(text, (*((button,) for button in buttons), way_back(here, OpenCatalogue())))


def comparison(left: Course, right: Course, here: OpenComparison) -> Screen:
    """Fact by fact, one under the other: two columns would not fit a phone.

    Of what is not known of either, one line at the end.
    """
    mine, other = _facts(left), _facts(right)
    blocks = [
        f"<b>{label}</b>\n{texts.LEFT} {_said(mine[label])}\n{texts.RIGHT} {_said(other[label])}"
        for label in mine
        if mine[label] or other[label]
    ]
    unknown = texts.unknown_of_both(each for each in mine if not mine[each] and not other[each])
    names = f"{texts.LEFT} {_bold(left.name)}\n{texts.RIGHT} {_bold(right.name)}"
    open_left = OpenCourse(answer_id=left.answer_id).after(here)
    open_right = OpenCourse(answer_id=right.answer_id).after(here)
    again = ChooseToCompare(first=left.answer_id).beside(here)
    return Screen(
        "\n\n".join(filter(None, (names, *blocks, unknown))),
        (
            ((f"{texts.LEFT} {left.name}", open_left),),
            ((f"{texts.RIGHT} {right.name}", open_right),),
            ((texts.COMPARE_WITH, again),),
            way_back(here, OpenCatalogue()),
        ),
    )


def _facts(found: Course) -> dict[str, str | None]:
    """Label to words, or None where no source tells."""
    shown, place = found.programme, found.place
    return {
        texts.AUDIENCE: ", ".join(texts.FOR[each] for each in found.learners),
        texts.DIRECTIONS: ", ".join(shown.directions),
        texts.LENGTH: shown.length,
        texts.CAPACITY: shown.capacity,
        texts.COST: shown.cost,
        texts.PLACE: (place.address or place.name) if place else None,
        texts.ENROL: shown.enrol,
    }


def _place_rows(found: Course, here: OpenCourse) -> Rows:
    """A map only where coordinates are known, an address to copy only where there is one."""
    place, row = found.place, list[Button]()
    if place and place.latitude is not None and place.longitude is not None:
        row.append((answer_texts.MAP, OpenMap(answer_id=found.answer_id).after(here)))
    if place and place.address:
        row.append((answer_texts.COPY_ADDRESS, Copy(place.address)))
    return (tuple(row),)


def _said(words: str | None) -> str:
    return escape(words or texts.UNKNOWN, quote=False)


def _bold(name: str) -> str:
    return f"<b>{escape(name, quote=False)}</b>"
