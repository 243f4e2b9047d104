"""Screens of the menu, sections and answers."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlsplit

from bot.applications import texts as applications_texts
from bot.applications.buttons import OpenForm
from bot.courses import texts as courses_texts
from bot.courses.buttons import OpenCatalogue
from bot.errors import NotFoundError
from bot.events import texts as events_texts
from bot.events.buttons import OpenEvents
from bot.events.models import KindFilter
from bot.finder import texts as finder_texts
from bot.finder.buttons import OpenFinder
from bot.finder.models import FinderKind
from bot.history import texts as history_texts
from bot.history.buttons import OpenHistory, OpenSubject
from bot.knowledge import english_texts, texts
from bot.knowledge.buttons import (
    ChooseRole,
    OpenAnswer,
    OpenEnglish,
    OpenHelp,
    OpenHome,
    OpenMap,
    OpenSaved,
    OpenSection,
    OpenSections,
    SaveAnswer,
)
from bot.knowledge.markup import bind_words, cut_pages, to_html
from bot.knowledge.models import (
    Answer,
    ContentKind,
    English,
    HomeMenu,
    Introductions,
    Link,
    LinkButton,
    LinkPage,
    Section,
    shown_related,
)
from bot.people import texts as people_texts
from bot.people.buttons import OpenMine, OpenPrivacy, OpenSettings, SwitchLanguage
from bot.people.models import Language, Role
from bot.questions import texts as questions_texts
from bot.questions.buttons import OpenEditors, Vote
from bot.specialist import texts as specialist_texts
from bot.specialist.buttons import AskSpecialist, OpenSpecialist
from bot.ui import texts as ui_texts
from bot.ui.address import Address
from bot.ui.screen import (
    HOME_BUTTON,
    Button,
    CopyText,
    Rows,
    Screen,
    Share,
    Url,
    Venue,
    card_end,
    in_columns,
    in_rows,
    link_rows,
    page_row,
    question_of,
    way_back,
)
from bot.ui.texts import safe

KEPT = 512  # screens of each kind: making one costs more than the rest of a press


@lru_cache(maxsize=KEPT)
def answer(
    found: Answer, here: OpenAnswer, *, unknown_first: bool = False, passage: str = ""
) -> Screen:
    """One page of the card; a page past the end is the last one.

    It begins with what is unknown when that was asked for, with its sections when opened from one;
    `passage` is a folded sentence that is said at once.
    """
    words = found.details.english
    english = _in_english(found, words, here, unknown_first=unknown_first) if words else None
    pages = len(found.pages)
    page = min(here.page, pages - 1)
    here = here.changed(page=page)
    body = found.pages[page] if found.steps else texts.short_answer(found.pages[page], passage)
    return Screen(
        texts.card(
            found,
            body,
            unknown_first=unknown_first,
            in_section=here.passed(OpenSection.__prefix__),
        ),
        answer_rows(found, here, page_row(here, page, pages)),
        english,
    )


def _in_english(
    found: Answer, english: English, here: OpenAnswer, *, unknown_first: bool
) -> Screen:
    """The same card in English, with the related answers that exist in English."""
    pages = cut_pages(to_html(english.body))
    page = min(here.page, len(pages) - 1)
    here = here.changed(page=page)
    related = tuple(replace(each, label=each.english) for each in found.related if each.english)
    buttons = tuple(
        LinkButton(label=f"🌐 {urlsplit(each.url).netloc.removeprefix('www.')}", url=each.url)
        for each in found.details.buttons
    )
    details = found.details.model_copy(update={"buttons": buttons})
    translated = replace(found, title=english.title, related=related, details=details, steps=())
    return Screen(
        english_texts.card(found, texts.short_answer(pages[page]), unknown_first=unknown_first),
        answer_rows(translated, here, page_row(here, page, len(pages))),
    )


def answer_rows(found: Answer, here: OpenAnswer, turning: tuple[Button, ...] = ()) -> Rows:
    """Four rows; five where there are two or three rows of links. `turning` turns the pages.

    The more links, the fewer related answers: what leads on comes first. Numbered steps of the
    text are opened by their numbers, in the place of a related answer. Editors have one row more.
    """
    steps = in_rows(_steps(found, here))
    lists = () if steps else _lists(found.key, here)
    links = in_columns((*_links(found), *lists), columns=3)
    most = shown_related(len(links) + len(steps))
    related = link_rows(found.related[:most], here)
    asking = _ask(found, here)
    end = card_end(here, OpenSection(section_id=found.section_id), *asking)
    tools = (*_tools(found, here), *_votes(found, here), *_ask_icon(asking, end))
    return (turning, *steps, *links, *related, tools, _editors_row(found, here), end)


def _steps(found: Answer, here: OpenAnswer) -> list[Button]:
    return [
        (str(number), OpenAnswer(answer_id=step.id).after(here))
        for number, step in enumerate(found.steps, start=1)
        if step is not None
    ]


def venue(found: Answer) -> Venue:
    """Raises NotFoundError when the answer has no coordinates any more."""
    place = found.details.place
    if place is None or place.latitude is None or place.longitude is None:
        raise NotFoundError("place of answer", found.id)
    return Venue(place.latitude, place.longitude, place.name, place.address or place.name)


def _links(found: Answer) -> Iterator[Button]:
    for button in found.details.buttons:
        yield button.label, Url(button.url)
    place = found.details.place
    linked = {button.url for button in found.details.buttons}
    if place and place.website and place.website not in linked:
        yield texts.WEBSITE, Url(place.website)
    if place and place.latitude is not None and place.longitude is not None:
        yield texts.MAP, OpenMap(answer_id=found.id)
    if place and place.phone:
        yield texts.COPY_PHONE, CopyText(place.phone)
    if place and place.address:
        yield texts.COPY_ADDRESS, CopyText(place.address)


def _ask(found: Answer, here: OpenAnswer) -> tuple[Button, ...]:
    """A person to ask; they get the question that the card was the reply to."""
    if not found.can_ask:
        return ()
    asked = question_of(here)
    ask = AskSpecialist(question_id=asked.question_id) if asked else OpenSpecialist()
    return ((specialist_texts.SPECIALIST, ask.after(here)),)


def _ask_icon(asking: tuple[Button, ...], end: tuple[Button, ...]) -> tuple[Button, ...]:
    """The same person among the icons, where the last row has no room for them."""
    return tuple(
        (specialist_texts.ICON, target) for label, target in asking if (label, target) not in end
    )


def _tools(found: Answer, here: OpenAnswer) -> tuple[Button, ...]:
    save = SaveAnswer(answer_id=found.id, page=here.page, saved=not found.saved).beside(here)
    label = texts.UNSAVE if found.saved else texts.SAVE
    return ((label, save), (texts.SHARE, Share(found.key, found.title)))


def _votes(found: Answer, here: OpenAnswer) -> tuple[Button, ...]:
    """The person's own vote is ticked; pressing the other one changes it."""
    labels = {True: questions_texts.USEFUL, False: questions_texts.USELESS}
    return tuple(
        (
            ui_texts.ticked(label, chosen=found.useful is useful),
            Vote(answer_id=found.id, page=here.page, useful=useful).beside(here),
        )
        for useful, label in labels.items()
    )


def _editors_row(found: Answer, here: OpenAnswer) -> tuple[Button, ...]:
    if not found.can_edit:
        return ()
    kind, key = ContentKind.ANSWER, found.id
    return (
        (history_texts.EDIT, OpenSubject(kind=kind, subject_id=key).after(here)),
        (history_texts.HISTORY, OpenHistory(kind=kind, subject_id=key).after(here)),
    )


def greeting(found: Introductions) -> Screen:
    """What the bot says of itself to who starts it for the first time."""
    english = Screen(english_texts.welcome(found[Language.ENGLISH]))
    return Screen(texts.welcome(found[Language.RUSSIAN]), english=english)


def welcome() -> Screen:
    english = Screen(english_texts.WHERE_TO_START, ((HOME_BUTTON,), (_in_russian(),)))
    return Screen(texts.WHO_ARE_YOU, (*_roles(), ((texts.JUST_MENU, OpenHome()),)), english)


def _in_russian() -> Button:
    return people_texts.IN[Language.RUSSIAN], SwitchLanguage(language=Language.RUSSIAN)


STEPS = 3  # of the role, first in the menu
ENGLISH_STEPS = 2
FINDERS: dict[str, tuple[FinderKind, ...]] = {
    Role.BUSINESS: (FinderKind.SUPPORT,),
    Role.STUDENT: (FinderKind.TRAINING,),
}


@lru_cache(maxsize=KEPT)
def home(menu: HomeMenu) -> Screen:
    """The menu: the first steps of the role, what is the person's own, a human, everything."""
    here = OpenHome()
    return Screen(
        f"{texts.HOME_TITLE}\n\n{texts.HOME_HINT}",
        (
            *((each,) for each in _first_steps(menu, here)[: STEPS - menu.is_team]),
            (
                (events_texts.CALENDAR_SHORT, OpenEvents(kind=KindFilter.BY_ROLE).after(here)),
                (people_texts.MINE, OpenMine().after(here)),
            ),
            (
                (specialist_texts.SPECIALIST, OpenSpecialist().after(here)),
                (texts.SECTIONS, OpenSections().after(here)),
            ),
            (
                (texts.SETTINGS, OpenSettings().after(here)),
                *(((questions_texts.EDITORS, OpenEditors().after(here)),) if menu.is_team else ()),
            ),
        ),
        _home_in_english(menu, here),
    )


def _home_in_english(menu: HomeMenu, here: OpenHome) -> Screen:
    """The first answers in English, in place of the steps of a role; a form before them."""
    steps = [*_form(menu, here), *(row[0] for row in english_rows(menu.english, here))]
    team: tuple[Button, ...] = (
        ((questions_texts.EDITORS, OpenEditors().after(here)),) if menu.is_team else ()
    )
    return Screen(
        english_texts.HOME,
        (
            *((each,) for each in steps[: ENGLISH_STEPS - menu.is_team]),
            ((english_texts.ALL_ANSWERS, OpenEnglish().after(here)),),
            (
                (events_texts.CALENDAR_SHORT, OpenEvents(kind=KindFilter.BY_ROLE).after(here)),
                (people_texts.MINE, OpenMine().after(here)),
            ),
            (
                (specialist_texts.SPECIALIST, OpenSpecialist().after(here)),
                (texts.SETTINGS, OpenSettings().after(here)),
            ),
            (_in_russian(), *team),
        ),
    )


def english_rows(links: Iterable[Link], here: Address) -> Rows:
    return link_rows((replace(each, label=each.english) for each in links), here)


def english(found: LinkPage, here: OpenEnglish) -> Screen:
    """The answers in English, for whoever reads them."""
    here = here.changed(page=found.page)
    rows = (
        *english_rows(found.links, here),
        page_row(here, found.page, found.pages),
        ((english_texts.SECTIONS, OpenSections().after(here)),),
        way_back(here, OpenHome()),
    )
    return Screen(english_texts.LIST, rows, Screen(english_texts.LIST, rows))


def _form(menu: HomeMenu, here: OpenHome) -> list[Button]:
    """An unfinished form comes before everything else."""
    if not menu.form:
        return []
    event_id, event = menu.form
    return [(applications_texts.go_on(event), OpenForm(event_id=event_id).after(here))]


def _first_steps(menu: HomeMenu, here: OpenHome) -> list[Button]:
    finders = FINDERS.get(menu.role or "", tuple(FinderKind))
    steps = [(finder_texts.TITLES[each], OpenFinder(kind=each).after(here)) for each in finders]
    return [*_form(menu, here), *steps, *(row[0] for row in link_rows(menu.entries, here))]


def sections(links: Iterable[Link], here: OpenSections) -> Screen:
    help_row = ((texts.HELP, OpenHelp().after(here)),)
    return Screen(
        f"<b>{texts.SECTIONS}</b>\n\n{texts.SECTIONS_HINT}",
        (*link_rows(links, here), help_row, way_back(here, OpenHome())),
    )


@lru_cache(maxsize=KEPT)
def section(found: Section, here: OpenSection) -> Screen:
    above = [safe(each) for each in found.trail[:-1]]
    title = safe(found.label)
    content = found.content
    here = here.changed(page=content.page)
    trail = f"{ui_texts.TRAIL.join(above)}\n" if above else ""
    return Screen(
        bind_words(f"{trail}<b>{found.emoji} {title}</b>\n\n{safe(found.description)}"),
        (
            *link_rows(content.links, here),
            page_row(here, content.page, content.pages),
            *in_columns(_lists(found.key, here)),
            way_back(here, OpenHome()),
        ),
    )


def saved(found: LinkPage, here: OpenSaved) -> Screen:
    here = here.changed(page=found.page)
    return Screen(
        texts.SAVED_TITLE if found.links else f"{texts.SAVED_TITLE}\n\n{texts.SAVED_EMPTY}",
        (
            *link_rows(found.links, here),
            page_row(here, found.page, found.pages),
            way_back(here, OpenMine()),
        ),
    )


def _lists(key: str, here: Address) -> tuple[Button, ...]:
    """The calendar under answers about exhibitions, the catalogue under those about training."""
    match key.split("/"):
        case ["exhibitions", *_]:
            return ((events_texts.CALENDAR, OpenEvents().after(here)),)
        case ["training", *_]:
            dates = OpenEvents(kind=KindFilter.STUDY).after(here)
            return (
                (courses_texts.CATALOGUE, OpenCatalogue().after(here)),
                (events_texts.STUDY_DATES, dates),
            )
    return ()


def help_(here: Address) -> Screen:
    ask = (specialist_texts.SPECIALIST, OpenSpecialist().after(here))
    privacy = (texts.PRIVACY, OpenPrivacy().after(here))
    return Screen(texts.HELP_TEXT, ((ask,), (privacy,), way_back(here, OpenHome())))


def _roles() -> Rows:
    return (
        ((texts.BUSINESS, ChooseRole(role=Role.BUSINESS)),),
        ((texts.STUDENT, ChooseRole(role=Role.STUDENT)),),
    )
