"""The statistics screen."""

from datetime import timedelta

from bot.specialist.texts import REASONS, waiting
from bot.stats import texts
from bot.stats.buttons import OpenStats, SendCharts
from bot.stats.models import DialogueFigures, PeopleFigures, RankedItem, StatsReport
from bot.ui.screen import Button, Screen, way_back
from bot.ui.texts import paragraphs


def stats(report: StatsReport, here: OpenStats) -> Screen:
    parts = (
        f"{texts.heading(report.days)}\n<i>{texts.NOT_COUNTED}</i>",
        _people(report.people),
        _subscriptions(report),
        _questions(report),
        _work(report),
        _dialogues(report.dialogues),
        _top(texts.TOP_ANSWERS, report.top_answers),
        _top(texts.TOP_MISSES, report.top_misses),
    )
    return Screen(
        paragraphs(*parts),
        (
            tuple(_period(days, here) for days in texts.PERIODS),
            ((texts.CHARTS, SendCharts(days=here.days)),),
            way_back(here),
        ),
    )


def _period(days: int, here: OpenStats) -> Button:
    label = texts.period(days)
    return f"· {label} ·" if days == here.days else label, here.changed(days=days)


def _people(people: PeopleFigures) -> str:
    return _lines(
        texts.PEOPLE,
        ("всего", people.total),
        ("новых", people.new),
        ("обращались", people.active),
        ("предпринимателей", people.business),
        ("студентов", people.student),
        ("остановили бота", people.blocked),
    )


def _subscriptions(report: StatsReport) -> str:
    found = report.subscriptions
    return _lines(
        texts.SUBSCRIPTIONS,
        ("сохранённых выставок", texts.of_people(found.saved_events, found.event_savers)),
        ("оповещений о новом", texts.of_people(found.alerts, found.alert_owners)),
        ("отписались от тем рассылок", report.people.unsubscribed),
    )


def _questions(report: StatsReport) -> str:
    if not report.questions:
        return f"{texts.QUESTIONS}\n{texts.NO_QUESTIONS}"
    return _lines(
        texts.QUESTIONS,
        ("задано", report.questions),
        ("получили ответ", texts.share(report.share_answered)),
        ("ответ сразу", report.answered),
        ("предложен выбор", report.choices),
        ("из них выбрали", report.taken),
        ("не нашлось", report.nothing),
    )


def _work(report: StatsReport) -> str:
    return _lines(
        texts.WORK,
        ("полезно 👍", report.votes.useful),
        ("не помогло 👎", report.votes.useless),
        ("рассылок", report.sent.broadcasts),
        ("доставлено сообщений", report.sent.delivered),
    )


def _dialogues(found: DialogueFigures) -> str:
    """Empty where nobody has been answered and nobody waits."""
    if not (found.answered or found.waiting or found.reasons):
        return ""
    usual = (
        waiting(timedelta(seconds=found.median_seconds)) if found.answered else texts.NO_USUAL_TIME
    )
    return _lines(
        texts.DIALOGUES,
        ("ответили людям", found.answered),
        ("обычно ждали (рабочее время)", usual),
        ("ждут ответа", found.waiting),
        *(
            (f"закрыто: {words.lower()}", found.reasons[reason])
            for reason, words in REASONS.items()
            if reason in found.reasons
        ),
    )


def _lines(title: str, *lines: tuple[str, int | str]) -> str:
    shown = (
        f"{label}: <b>{texts.number(value) if isinstance(value, int) else value}</b>"
        for label, value in lines
    )
    return "\n".join((title, *shown))


def _top(title: str, ranked: tuple[RankedItem, ...]) -> str:
    if not ranked:
        return ""
    return "\n".join((title, *(texts.ranked(one.text, one.times) for one in ranked)))
