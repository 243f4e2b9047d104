"""The words of an answer and of the menu in English; where they are shown, see `bot.ui.english`."""

from collections.abc import Iterable
from datetime import date
from html import escape

from bot.knowledge.markup import bind_words
from bot.knowledge.models import Answer, Details, Freshness, Introduction, Source
from bot.knowledge.texts import around_quotations, introduced
from bot.ui import texts as ui_texts
from bot.ui.texts import safe

WHERE_TO_START = (
    "The main answers are in English, all the others in Russian. You can switch to Russian now or "
    "later in the settings."
)
HOME = "<b>Menu</b>\n\nAsk in your own words, or choose where to start."
ALL_ANSWERS = "📚 All answers in English"
LIST = (
    f"<b>{ALL_ANSWERS}</b>\n\nAsk about anything else too: I look through the Russian answers as "
    "well."
)
SECTIONS = "All sections, in Russian"
HELP = (
    "<b>❓ Help</b>\n\n"
    "• Ask in your own words, in English or in Russian.\n"
    "• The menu: /menu, exhibitions (in Russian): /calendar\n"
    "• What you saved: /my, your language and notifications: /settings\n"
    "• A person answers your question: /specialist\n"
    "• What I keep about you, and how to delete it: /privacy\n\n"
    "I am a program: I only say what is in my base with a source. What I do not know I say, and "
    "pass your question to a person."
)
OUTDATED = "⚠️ The Russian text has changed since this translation: ask a specialist to be sure."
REVIEW_DUE = "🕓 This is due for a check: compare it with the source."
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def welcome(found: Introduction) -> str:
    return introduced(f"Hello! {found.about}", "Just ask", found.examples)


def day(when: date) -> str:
    """«5 December 2025»."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def month(written: str) -> str:
    """«December 2025» for 2025-12; 2025 as it is."""
    year, _, number = written.partition("-")
    return f"{_MONTHS[int(number) - 1]} {year}" if number else year


def card(found: Answer, body: str, *, unknown_first: bool = False) -> str:
    """The text of a card, as `bot.knowledge.texts.card`; its sources are in Russian."""
    english = found.details.english
    head = f"<b>{safe(english.title if english else found.title)}</b>"
    lacking = unknown(english.unknown if english else ())
    first, last = (lacking, "") if unknown_first else ("", lacking)
    parts = (first, head, _freshness(found), body, _place(found))
    return bind_words(around_quotations(*parts, _footer(found.details, found.checked, last)))


def unknown(items: Iterable[str]) -> str:
    words = ", ".join(items)
    return f"❔ Not known yet: {safe(words)}." if words else ""


def _freshness(found: Answer) -> str:
    match found.freshness:
        case Freshness.EXPIRED if found.valid_until:
            return f"🗄 Valid until {day(found.valid_until)}: not any more, only for reference."
        case Freshness.NOT_YET if found.valid_from:
            return f"⏳ Valid from {day(found.valid_from)}."
        case Freshness.REVIEW_DUE:
            return REVIEW_DUE
    return OUTDATED if found.outdated_english else ""


def _place(found: Answer) -> str:
    phone = found.details.place.phone if found.details.place else None
    return f"☎️ {safe(phone)}" if phone else ""


def _footer(details: Details, checked: date | None, lacking: str) -> str:
    as_of = f"As of {month(details.as_of)}" if details.as_of else ""
    age = ", ".join(filter(None, (as_of, f"checked {day(checked)}" if checked else "")))
    sources = f"Sources, in Russian: {'; '.join(map(_source, details.sources))}"
    listed = ". ".join(filter(None, (age, sources)))
    return ui_texts.folded("\n".join(filter(None, (lacking, listed))))


def _source(source: Source) -> str:
    """With its year: what else is written of its date may be words in Russian."""
    title = safe(source.title)
    if source.url:
        title = f'<a href="{escape(source.url)}">{title}</a>'
    year = next((each for each in (source.date or "").split("-") if each.isdecimal()), "")
    return f"{title}, {year}" if year else title
