from collections.abc import Collection, Iterable
from html import escape

from bot.knowledge.catalogue import Aspect, Catalogue, Choice, Course, CourseFilter, Learner
from bot.ui.callbacks.catalogue import ChooseAspect, ChooseToCompare, OpenCatalogue, OpenCourse
from bot.ui.callbacks.menu import OpenHome
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import catalogue as texts
from bot.ui.texts import common
from bot.ui.views.common import HOME_BUTTON, page_row, way_back
from bot.ui.views.narrowing import in_columns
from bot.ui.views.own import follow_courses

_PER_PAGE = 7
_OPTIONS_PER_PAGE = 14


def catalogue(found: Catalogue, here: OpenCatalogue) -> Screen:
    """The courses under the filters; when there are none, the nearest filters that have some."""
    courses = found.found
    pages = max(1, -(-len(courses) // _PER_PAGE))
    here = here.turned(page=min(here.page, pages - 1))
    shown = courses[here.page * _PER_PAGE : (here.page + 1) * _PER_PAGE]
    return Screen(
        "\n\n".join((texts.TITLE, _head(found, shown))),
        (
            *(((each.name, OpenCourse(answer_id=each.answer_id).after(here)),) for each in shown),
            *_wider_rows(found, here),
            page_row(here, here.page, pages),
            *_learner_rows(here),
            *_aspect_rows(found, here),
            (follow_courses(here), (texts.COMPARE, ChooseToCompare().after(here))),
            way_back(here, OpenHome()),
        ),
    )


def aspect(found: Catalogue, here: ChooseAspect) -> Screen:
    """The values of one aspect; choosing one returns to the catalogue it was opened from.

    Where the other filters leave nothing to choose from, it says so and offers to drop them.
    """
    above = _narrowed(OpenCatalogue().beside(here), here.wanted)
    choices = found.choices(here.aspect)
    pages = max(1, -(-len(choices) // _OPTIONS_PER_PAGE))
    page = min(here.page, pages - 1)
    shown = choices[page * _OPTIONS_PER_PAGE : (page + 1) * _OPTIONS_PER_PAGE]
    anything = texts.ANY[here.aspect].capitalize()
    return Screen(
        f"<b>{texts.ASPECTS[here.aspect]}</b>\n\n{_hint(found, choices)}",
        (
            *in_columns((_label(each, here), _narrowed(above, each.filter)) for each in shown),
            () if choices else _reset_row(above),
            page_row(here.turned(page=page), page, pages),
            ((anything, _narrowed(above, here.wanted.having(here.aspect, 0))),),
            ((common.BACK, above), HOME_BUTTON),
        ),
    )


def _narrowed(here: OpenCatalogue, wanted: CourseFilter) -> OpenCatalogue:
    return here.turned(
        learner=wanted.learner, direction=wanted.direction, place=wanted.place, page=0
    )


def _hint(found: Catalogue, choices: Collection[Choice]) -> str:
    if choices:
        return texts.COUNTED
    return texts.NO_CHOICES if found.courses else texts.EMPTY


def _label(choice: Choice, here: ChooseAspect) -> str:
    mark = "✓ " if choice.filter == here.wanted else ""
    return f"{mark}{choice.name[0].upper()}{choice.name[1:]} ({choice.count})"


def _head(found: Catalogue, shown: Iterable[Course]) -> str:
    if not found.courses:
        return texts.EMPTY
    if not (total := len(found.found)):
        return texts.NOTHING
    lines = "\n".join(
        f"• <b>{escape(each.name, quote=False)}</b> — {_for(each.learners)}" for each in shown
    )
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
    """Pressing the one that is chosen lets everyone in again."""
    return in_columns(
        (
            f"✓ {label}" if here.learner is each else label,
            here.turned(learner=Learner.ANYONE if here.learner is each else each, page=0),
        )
        for each, label in texts.LEARNERS.items()
    )


def _aspect_rows(found: Catalogue, here: OpenCatalogue) -> Rows:
    chosen = {
        Aspect.DIRECTION: found.directions.get(here.direction),
        Aspect.PLACE: found.places.get(here.place),
    }
    row: list[Button] = [
        (texts.chosen(each, name) if name else texts.ASPECTS[each], _choice(here, each))
        for each, name in chosen.items()
    ]
    return (tuple(row), _reset_row(here))


def _reset_row(here: OpenCatalogue) -> tuple[Button, ...]:
    if here.wanted == CourseFilter():
        return ()
    return ((texts.RESET, _narrowed(here, CourseFilter())),)


def _choice(here: OpenCatalogue, wanted: Aspect) -> ChooseAspect:
    return ChooseAspect(**here.model_dump(exclude={"page"}), aspect=wanted).beside(here)
