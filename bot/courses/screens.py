"""The catalogue of training centres and programmes, its filters, cards and comparison."""

from collections.abc import Collection, Iterable

from bot.courses import texts
from bot.courses.buttons import (
    ChooseAspect,
    ChooseToCompare,
    OpenCatalogue,
    OpenComparison,
    OpenCourse,
)
from bot.courses.models import Aspect, Catalogue, Choice, Course, CourseFilter, Learner
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import OpenAnswer, OpenHome, OpenMap
from bot.knowledge.markup import bind_words
from bot.paging import page_of
from bot.reminders import texts as reminders_texts
from bot.reminders.buttons import FollowCourses
from bot.ui import texts as ui_texts
from bot.ui.screen import (
    HOME_BUTTON,
    Button,
    CopyText,
    Rows,
    Screen,
    Share,
    in_columns,
    page_row,
    way_back,
)
from bot.ui.texts import capital, paragraphs, safe, ticked

_PER_PAGE = 7
_CHOICES_PER_PAGE = 14


def _follow_courses(here: OpenCatalogue) -> Button:
    numbers = here.model_dump(include={"learner", "direction", "place"})
    return reminders_texts.FOLLOW, FollowCourses(**numbers).beside(here)


def course(found: Course, here: OpenCourse) -> Screen:
    """A line for each known fact; one line that lists the unknown ones."""
    facts = _facts(found)
    head = f"{texts.CATALOGUE}\n{_bold(found.name)}\n{texts.KINDS[found.programme.kind]}"
    lines = [f"{label}: {safe(words)}" for label, words in facts.items() if words]
    unknown = texts.unknown(label for label, words in facts.items() if not words)
    parts = (head, "\n".join(lines), unknown, knowledge_texts.footer(found.details, found.checked))
    text = bind_words(paragraphs(*parts))
    whole: Button = (texts.WHOLE, OpenAnswer(answer_id=found.answer_id).after(here))
    compare: Button = (texts.COMPARE_WITH, ChooseToCompare(first=found.answer_id).after(here))
    share: Button = (knowledge_texts.SHARE, Share(found.key, found.name))
    rows = ((whole,), *_place_rows(found, here), (compare,), (share,))
    return Screen(text, (*rows, way_back(here, OpenCatalogue())))


def choose_to_compare(courses: Iterable[Course], here: ChooseToCompare) -> Screen:
    """The first press chooses the first course, the second one opens the comparison."""
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
    text = texts.second(safe(first.name)) if first else texts.FIRST
    return Screen(text, (*((button,) for button in buttons), way_back(here, OpenCatalogue())))


def comparison(left: Course, right: Course, here: OpenComparison) -> Screen:
    """Fact by fact, one under the other: two columns would not fit a phone.

    Facts unknown of both courses are listed in one line at the end.
    """
    first, second = _facts(left), _facts(right)
    blocks = [
        f"<b>{label}</b>\n"
        f"{texts.LEFT} {_or_unknown(first[label])}\n"
        f"{texts.RIGHT} {_or_unknown(second[label])}"
        for label in first
        if first[label] or second[label]
    ]
    unknown_labels = (each for each in first if not first[each] and not second[each])
    unknown = texts.unknown(unknown_labels, of_both=True)
    names = f"{texts.LEFT} {_bold(left.name)}\n{texts.RIGHT} {_bold(right.name)}"
    open_left = OpenCourse(answer_id=left.answer_id).after(here)
    open_right = OpenCourse(answer_id=right.answer_id).after(here)
    again = ChooseToCompare(first=left.answer_id).beside(here)
    return Screen(
        bind_words(paragraphs(names, *blocks, unknown)),
        (
            ((f"{texts.LEFT} {left.name}", open_left),),
            ((f"{texts.RIGHT} {right.name}", open_right),),
            ((texts.COMPARE_WITH, again),),
            way_back(here, OpenCatalogue()),
        ),
    )


def _facts(found: Course) -> dict[str, str | None]:
    """Words by label; None for a fact that no source tells."""
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
    """A map when the coordinates are known, an address to copy when there is one."""
    place, row = found.place, list[Button]()
    if place and place.latitude is not None and place.longitude is not None:
        row.append((knowledge_texts.MAP, OpenMap(answer_id=found.answer_id).after(here)))
    if place and place.address:
        row.append((knowledge_texts.COPY_ADDRESS, CopyText(place.address)))
    return (tuple(row),)


def _or_unknown(words: str | None) -> str:
    return safe(words or texts.UNKNOWN)


def _bold(name: str) -> str:
    return f"<b>{safe(name)}</b>"


def catalogue(found: Catalogue, here: OpenCatalogue) -> Screen:
    """The filtered courses; when there are none, the nearest filters that find any."""
    shown, page, pages = page_of(found.found, here.page, _PER_PAGE)
    here = here.changed(page=page)
    return Screen(
        "\n\n".join((texts.TITLE, _head(found, shown))),
        (
            *(((each.name, OpenCourse(answer_id=each.answer_id).after(here)),) for each in shown),
            *_wider_rows(found, here),
            page_row(here, page, pages),
            *_learner_rows(here),
            *_aspect_rows(found, here),
            (_follow_courses(here), (texts.COMPARE, ChooseToCompare().after(here))),
            way_back(here, OpenHome()),
        ),
    )


def aspect(found: Catalogue, here: ChooseAspect) -> Screen:
    """The values of one aspect; choosing one returns to the catalogue it was opened from.

    When the other filters leave no value, the screen says so and offers to reset them.
    """
    above = _narrowed(OpenCatalogue().beside(here), here.wanted)
    choices = found.choices(here.aspect)
    shown, page, pages = page_of(choices, here.page, _CHOICES_PER_PAGE)
    anything = texts.ANY[here.aspect].capitalize()
    return Screen(
        f"<b>{texts.ASPECTS[here.aspect]}</b>\n\n{_hint(found, choices)}",
        (
            *in_columns((_label(each, here), _narrowed(above, each.filter)) for each in shown),
            () if choices else _reset_row(above),
            page_row(here.changed(page=page), page, pages),
            ((anything, _narrowed(above, here.wanted.having(here.aspect, 0))),),
            ((ui_texts.BACK, above), HOME_BUTTON),
        ),
    )


def _narrowed(here: OpenCatalogue, wanted: CourseFilter) -> OpenCatalogue:
    return here.changed(
        learner=wanted.learner, direction=wanted.direction, place=wanted.place, page=0
    )


def _hint(found: Catalogue, choices: Collection[Choice]) -> str:
    if choices:
        return texts.COUNTED
    return texts.NO_CHOICES if found.courses else texts.EMPTY


def _label(choice: Choice, here: ChooseAspect) -> str:
    label = f"{capital(choice.name)} ({choice.count})"
    return ticked(label, chosen=choice.filter == here.wanted)


def _head(found: Catalogue, shown: Iterable[Course]) -> str:
    if not found.courses:
        return texts.EMPTY
    if not (total := len(found.found)):
        return texts.NOTHING
    lines = "\n".join(f"• <b>{safe(each.name)}</b> — {_for(each.learners)}" for each in shown)
    hint = "" if found.filter.learner else f"\n\n{texts.HINT}"
    return f"{texts.found(total)}\n\n{lines}{hint}"


def _for(learners: tuple[Learner, ...]) -> str:
    return ", ".join(texts.FOR[each] for each in learners)


def _wider_rows(found: Catalogue, here: OpenCatalogue) -> Rows:
    if found.found:
        return ()
    return tuple(
        ((texts.wider(dropped, found.count(wanted)), _narrowed(here, wanted)),)
        for dropped in found.wider()
        if (wanted := found.without(dropped))
    )


def _learner_rows(here: OpenCatalogue) -> Rows:
    """Pressing the chosen one removes the filter."""
    return in_columns(
        (
            ticked(label, chosen=here.learner is each),
            here.changed(learner=Learner.ANYONE if here.learner is each else each, page=0),
        )
        for each, label in texts.LEARNERS.items()
    )


def _aspect_rows(found: Catalogue, here: OpenCatalogue) -> Rows:
    chosen = {
        Aspect.DIRECTION: found.directions.get(here.direction),
        Aspect.PLACE: found.places.get(here.place),
    }
    row: list[Button] = [
        (texts.filter_button(each, name) if name else texts.ASPECTS[each], _choice(here, each))
        for each, name in chosen.items()
    ]
    return (tuple(row), _reset_row(here))


def _reset_row(here: OpenCatalogue) -> tuple[Button, ...]:
    if here.wanted == CourseFilter():
        return ()
    return ((texts.RESET, _narrowed(here, CourseFilter())),)


def _choice(here: OpenCatalogue, wanted: Aspect) -> ChooseAspect:
    return ChooseAspect(**here.model_dump(exclude={"page"}), aspect=wanted).beside(here)
