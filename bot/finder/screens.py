"""Screens of the guided choice: a question, all answers, the plan."""

from collections.abc import Iterator

from bot.courses.buttons import OpenCatalogue, OpenComparison
from bot.events import texts as events_texts
from bot.events.buttons import OpenEvent
from bot.events.models import Event
from bot.finder import texts
from bot.finder.buttons import OpenFinder, ReviewAnswers, SavePlan, SendPlan
from bot.finder.models import DONT_KNOW, FinderKind, FinderRules, Plan, PlanCard
from bot.knowledge.buttons import OpenAnswer
from bot.knowledge.markup import bind_words
from bot.ui import texts as ui_texts
from bot.ui.address import Address
from bot.ui.screen import HOME_BUTTON, Button, Rows, Screen, in_columns, in_rows, way_back
from bot.ui.texts import paragraphs, safe, ticked


def question(rules: FinderRules, here: OpenFinder) -> Screen:
    """One question; the answers given so far stand above it.

    A question that is asked once more has the present answer ticked.
    """
    at = here.asked
    asked = tuple(rules.questions.values())[at]
    present = here.answers[at : at + 1]
    said = _said_lines(rules, here.answers, skip=at)
    head = f"<b>{texts.TITLES[here.kind]}</b>\n{texts.step(at + 1, len(rules.questions))}"
    hint = "" if here.answers else texts.HINTS[here.kind]
    labels = [(each.code, each.label) for each in asked.options.values()]
    options = (
        (ticked(label, chosen=code == present), _answered(here, at, code))
        for code, label in (*labels, (DONT_KNOW, asked.unknown))
    )
    parts = (head, hint, "\n".join(said), f"<b>{safe(asked.ask)}</b>")
    text = bind_words(paragraphs(*parts))
    return Screen(text, (*in_columns(options), _question_end(here)))


def review(rules: FinderRules, here: ReviewAnswers) -> Screen:
    """Every answer as a button; a new answer changes that one alone."""
    plan = OpenFinder(kind=here.kind, answers=here.answers).beside(here)
    said = _said(rules, here.answers)
    buttons = [
        (((f"{name}: {words}"), plan.changed(ask=number)),)
        for number, (name, words) in enumerate(said, 1)
    ]
    text = f"<b>{texts.TITLES[here.kind]}</b>\n\n{texts.CHANGE_HINT}"
    keep: Button = (texts.KEEP_ANSWERS, plan)
    return Screen(text, (*buttons, (keep,), (HOME_BUTTON,)))


def plan(found: Plan, rules: FinderRules, here: OpenFinder) -> Screen:
    """The cards with the reason for each, the organisation, exhibitions; buttons by number."""
    targets: list[Address] = []
    blocks = list(_blocks(found, targets))
    said = (words for _, words in _said(rules, here.answers))
    summary = " · ".join(words for words in said if words != texts.NOT_KNOWN)
    head = f"<b>{texts.PLANS[here.kind]}</b>" + (f"\n<i>{safe(summary)}</i>" if summary else "")
    numbers = [(str(number), target.after(here)) for number, target in enumerate(targets, 1)]
    return Screen(
        bind_words("\n\n".join((head, *blocks))),
        (*in_rows(numbers), *_compare_rows(found, here), *_plan_end(found, here)),
    )


def letter(rules: FinderRules, kind: FinderKind, answers: str) -> str:
    """The answers as a question to a specialist."""
    lines = (texts.said_plainly(name, words) for name, words in _said(rules, answers))
    return "\n".join((texts.LETTERS[kind], *lines))


def _answered(here: OpenFinder, at: int, code: str) -> OpenFinder:
    answers = here.answers[:at] + code + here.answers[at + 1 :]
    return OpenFinder(kind=here.kind, answers=answers).beside(here)


def _question_end(here: OpenFinder) -> tuple[Button, ...]:
    """Back to the question before; of one that is asked once more, to the answers."""
    if not here.answers:
        return way_back(here)
    review: Button = (texts.ANSWERS, _review(here))
    if here.asked_again:
        return ((ui_texts.BACK, _review(here)), HOME_BUTTON)
    return ((ui_texts.BACK, _before(here)), review, HOME_BUTTON)


def _before(here: OpenFinder) -> OpenFinder:
    """The question before the present one, or before the plan."""
    answers = here.answers[:-1]
    return OpenFinder(kind=here.kind, answers=answers, ask=0 if answers else 1).beside(here)


def _review(here: OpenFinder) -> ReviewAnswers:
    return ReviewAnswers(kind=here.kind, answers=here.answers).beside(here)


def _said(rules: FinderRules, answers: str) -> Iterator[tuple[str, str]]:
    """The names of the answered questions, and the answers."""
    for asked, code in zip(rules.questions.values(), answers, strict=False):
        option = asked.option(code)
        yield asked.name, option.said if option else texts.NOT_KNOWN


def _said_lines(rules: FinderRules, answers: str, skip: int) -> list[str]:
    said = enumerate(_said(rules, answers))
    return [texts.said(*map(safe, each)) for at, each in said if at != skip]


def _blocks(found: Plan, targets: list[Address]) -> Iterator[str]:
    """The parts of the text; what each number of it opens is added to `targets`."""
    yield "\n".join(_card(each, targets) for each in found.cards)
    if found.organisation:
        yield f"{texts.ORGANISATION}\n{_card(found.organisation, targets)}"
    if found.events:
        head = texts.EXHIBITIONS_ELSEWHERE if found.elsewhere else texts.EXHIBITIONS
        yield "\n".join((head, *(_event(each, targets) for each in found.events)))


def _card(card: PlanCard, targets: list[Address]) -> str:
    targets.append(OpenAnswer(answer_id=card.link.id))
    return texts.numbered(len(targets), safe(card.link.label), safe(card.why))


def _event(event: Event, targets: list[Address]) -> str:
    targets.append(OpenEvent(event_id=event.id))
    words = f"{events_texts.short_dates(event)}, {event.city or event.country}"
    return texts.numbered(len(targets), safe(event.label), safe(words))


def _compare_rows(found: Plan, here: OpenFinder) -> Rows:
    """Of training: compare the first two that can be, and the whole catalogue."""
    if here.kind is not FinderKind.TRAINING:
        return ()
    whole: Button = (texts.ALL_COURSES, OpenCatalogue().after(here))
    if len(found.courses) < 2:  # noqa: PLR2004 - two are compared
        return ((whole,),)
    left, right = found.courses[:2]
    compare: Button = (texts.COMPARE, OpenComparison(left=left, right=right).after(here))
    return ((compare, whole),)


def _plan_end(found: Plan, here: OpenFinder) -> Rows:
    given = {"kind": here.kind, "answers": here.answers}
    save: Button = (
        texts.SAVED if found.saved else texts.SAVE,
        SavePlan(**given, saved=not found.saved).beside(here),
    )
    change: Button = (texts.ANSWERS, _review(here))
    send: Button = (texts.SEND, SendPlan(**given).after(here))
    return ((save, change), (send,), ((ui_texts.BACK, _before(here)), HOME_BUTTON))
