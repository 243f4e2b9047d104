"""Replies to questions: in the private chat, in groups, in inline mode."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape

from aiogram.types import InlineQueryResultArticle, InlineQueryResultUnion, InputTextMessageContent

from bot.conversation import texts
from bot.conversation.models import Card, EventList, QuestionReply, Reaction
from bot.events import screens as events_screens
from bot.events import texts as events_texts
from bot.events.buttons import OpenEvent, OpenEvents
from bot.events.models import EventCard
from bot.knowledge import english_texts
from bot.knowledge import screens as knowledge_screens
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import Confidence, OpenAnswer, OpenFound, OpenHome
from bot.knowledge.markup import (
    cut_pages,
    first_sentence,
    first_words,
    to_html,
    to_plain,
    unbound,
)
from bot.knowledge.models import Answer
from bot.people import texts as people_texts
from bot.people.buttons import SwitchLanguage
from bot.people.models import Language
from bot.questions.buttons import AskAlone
from bot.search.models import Hit, SearchOutcome, SearchResult
from bot.search.question import language_of
from bot.search.small_talk import COURTESIES, SmallTalk, small_talk
from bot.specialist import texts as specialist_texts
from bot.specialist.buttons import AskSpecialist, OpenSpecialist, SendToSpecialist
from bot.ui import texts as ui_texts
from bot.ui.address import Address
from bot.ui.english import TEXTS
from bot.ui.screen import HOME_BUTTON, Button, DeepLink, Rows, Screen, deep_link, notice, way_back
from bot.ui.show import NO_PREVIEW

DOUBTFUL = 0.5  # the confidence under which a list says that it has no exact answer
SURE = 0.8  # the confidence from which nothing else is offered beside a card
PREVIEW_CHARACTERS = 120
LINES = 17  # of a list with its head, without the empty ones: a phone shows all of them
LINE_CHARACTERS = 36
SHORT_LIST = 3  # cards
LABEL_CHARACTERS = 28  # of a button, beside its sign


@dataclass(frozen=True, slots=True)
class CardSummary:
    """A card as it is shown outside the private chat.

    `key` is the key of its deep link, `text` the first page.
    """

    key: str
    title: str
    preview: str
    text: str


def target(hit: Hit) -> Address:
    """The screen that a search hit opens."""
    return OpenEvent(event_id=hit.id) if hit.kind == "event" else OpenAnswer(answer_id=hit.id)


def card(found: Card, above: Address, *, unknown_first: bool = False, passage: str = "") -> Screen:
    """The card, opened from the screen `above`.

    It begins with what is unknown when that was asked for, then with the `passage` that was.
    """
    match found:
        case Answer():
            here = OpenAnswer(answer_id=found.id).after(above)
            return knowledge_screens.answer(
                found, here, unknown_first=unknown_first, passage=passage
            )
        case EventCard():
            return events_screens.event(found, OpenEvent(event_id=found.event.id).after(above))


def summary(found: Card, *, unknown_first: bool = False, passage: str = "") -> CardSummary:
    match found:
        case Answer():
            page = knowledge_texts.short_answer(found.pages[0], passage)
            text = knowledge_texts.card(found, page, unknown_first=unknown_first)
            return CardSummary(found.key, found.title, _plain(found), text)
        case EventCard(event=event):
            return CardSummary(event.link, event.name, _plain(found), events_texts.card(event))


def _plain(found: Card) -> str:
    """What a preview begins with."""
    match found:
        case Answer():
            return to_plain(found.pages[0])
        case EventCard(event=event):
            said = ". ".join(filter(None, (events_texts.when(event), events_texts.place(event))))
            return f"{said[:1].upper()}{said[1:]}"


def summary_in_english(found: Card) -> CardSummary | None:
    """None where the card is in Russian only."""
    if not isinstance(found, Answer) or found.details.english is None:
        return None
    english = found.details.english
    page = cut_pages(to_html(english.body))[0]
    text = english_texts.card(found, knowledge_texts.short_answer(page))
    return CardSummary(found.key, english.title, to_plain(page), text)


def plain_text(found: Card, *, unknown_first: bool = False) -> str:
    """The whole card as plain text, with spaces of one kind."""
    match found:
        case Answer():
            html = knowledge_texts.card(
                found, found.html, unknown_first=unknown_first, in_section=True
            )
        case EventCard():
            html = events_texts.card(found.event, in_calendar=True)
    return unbound(to_plain(html))


def reply(answered: QuestionReply) -> Screen:
    """A card, a list of choices, or an honest «nothing found»."""
    return _in_language_of_question(answered, _reply(answered))


def _in_language_of_question(answered: QuestionReply, screen: Screen) -> Screen:
    """Who asks in English is shown English, who asks in Russian the Russian card."""
    match language_of(answered.asked.text):
        case "en":
            return replace(screen, to_english=True)
        case "ru" if answered.card is not None:
            return replace(screen, english=None)
    return screen


def _reply(answered: QuestionReply) -> Screen:
    question, found = _question(answered), answered.found
    if (special := _of_conversation(answered)) is not None:
        return special
    if answered.card is not None:
        unknown_first = answered.subject is None and found.hits[0].asks_unknown
        opened = card(
            answered.card, question, unknown_first=unknown_first, passage=answered.passage
        )
        return _above_card(answered, opened, _second(answered, question))
    if found.small_talk is not None:
        return _small_talk(found.small_talk)
    if not any(map(str.isalnum, found.question)):
        return notice(_to_signs(found.question))
    # The way back from a card leads through this list, from the list to the menu.
    return choices(answered, question.after(OpenHome()))


def _small_talk(talk: SmallTalk) -> Screen:
    """A short word; who was let down may turn to a person at once."""
    word = texts.SMALL_TALK[talk]
    if talk is not SmallTalk.ABUSE:
        return notice(word)
    return Screen(word, (((specialist_texts.ASK, OpenSpecialist()),), (HOME_BUTTON,)))


def _second(answered: QuestionReply, above: OpenFound) -> Rows:
    """A button with the words of the second of two questions."""
    if not answered.second:
        return ()
    label = first_words(answered.second[:1].upper() + answered.second[1:], LABEL_CHARACTERS)
    return (((f"2️⃣ {label}", target(answered.found.hits[1]).after(above)),),)


def _above_card(answered: QuestionReply, opened: Screen, second: Rows) -> Screen:
    """The card with what the question was taken for, and the button of a second question."""
    english = opened.english
    if english is not None:
        text = _lines(_taken_in_english(answered), english.text)
        english = Screen(text, (*second, *english.rows))
    text = _lines(_taken_for(answered), opened.text)
    return Screen(text, (*second, *opened.rows), english)


def _question(answered: QuestionReply) -> OpenFound:
    confidence = Confidence.SURE if answered.found.confidence >= SURE else Confidence.UNSURE
    if answered.subject is not None:
        confidence = Confidence.FOLLOW_UP
    return OpenFound(question_id=answered.question_id, confidence=confidence)


def too_long() -> Screen:
    """The message is a letter rather than a question; a specialist would read it."""
    return Screen(texts.TOO_LONG, (((specialist_texts.ASK, OpenSpecialist()),), (HOME_BUTTON,)))


def not_text(message_id: int) -> Screen:
    """Said to a voice message, a picture, a file: a specialist takes them."""
    send = SendToSpecialist(message_id=message_id)
    return Screen(texts.NOT_TEXT, (((specialist_texts.ASK, send), HOME_BUTTON),))


def _of_conversation(answered: QuestionReply) -> Screen | None:
    """A list of exhibitions, or a reaction; None for what cards answer."""
    if answered.events is not None:
        return _listed_events(answered.events, answered.question_id)
    if answered.reaction is Reaction.ACCEPTS:
        asking = _ask_specialist(OpenFound(question_id=answered.question_id))
        return Screen(texts.OFFER, ((asking,), (HOME_BUTTON,)))
    if answered.reaction is not None:
        refuses = answered.reaction is Reaction.REFUSES
        return notice(texts.AS_YOU_LIKE if refuses else _to_signs(answered.found.question))
    return None


def _to_signs(said: str) -> str:
    """A line for «👍» and the like; who sends «?» does not know how to ask."""
    return texts.ASK if "?" in said else texts.SEEN


def _taken_for(answered: QuestionReply) -> str:
    """What the question was taken for, where it was repaired or is a follow-up; else empty."""
    found, subject = answered.found, answered.subject
    if subject is not None:
        return texts.about(subject.hit.title, found.question)
    if answered.second:
        return texts.TWO_QUESTIONS
    return texts.understood(found.understood) if found.understood else ""


def _taken_in_english(answered: QuestionReply) -> str:
    found, subject = answered.found, answered.subject
    if subject is not None:
        return texts.about_in_english(subject.english or subject.hit.title, found.question)
    return texts.understood_in_english(found.understood) if found.understood else ""


def _listed_events(listed: EventList, question_id: int) -> Screen:
    """The calendar with the filters that were said; above it, that nothing fits exactly.

    Where a part of them is of the list before, it says what it understood and offers the way out.
    """
    shown = events_screens.calendar(listed.page, OpenEvents())
    nearest, nothing = listed.nearest, ""
    if not listed.fits:
        after = texts.nearest(nearest.name, events_texts.when(nearest)) if nearest else ""
        nothing = f"{texts.nothing_in(listed.words)} {after}".rstrip()
    understood = texts.understood(listed.words) if listed.refines and listed.fits else ""
    alone: Button = (ui_texts.NOT_ABOUT, AskAlone(question_id=question_id))
    rows = (*shown.rows[:-1], (alone, *shown.rows[-1])) if listed.refines else shown.rows
    return Screen(_lines(understood, nothing, shown.text), rows)


def in_english() -> Screen:
    ask: Button = (specialist_texts.ASK, OpenSpecialist())
    switch: Button = (people_texts.IN[Language.ENGLISH], SwitchLanguage(language=Language.ENGLISH))
    return Screen(texts.IN_ENGLISH, ((switch,), (ask,), (HOME_BUTTON,)))


def too_long_in_group() -> Screen:
    return Screen(texts.TOO_LONG_IN_GROUP)


def choices(answered: QuestionReply, here: OpenFound) -> Screen:
    """The beginnings of the cards that were found, with a number on the button of each."""
    found = answered.found
    numbered = len(found.hits) > 1
    pairs = zip(found.hits, answered.cards, strict=True)
    listed = [(hit.label if _is_long(found) else hit.title, preview(each)) for hit, each in pairs]
    buttons: tuple[Button, ...] = tuple(
        (str(number) if numbered else hit.label, target(hit).after(here))
        for number, hit in enumerate(found.hits, 1)
    )
    way_out: tuple[Button, ...] = ()
    if answered.subject is not None:
        way_out = ((ui_texts.NOT_ABOUT, AskAlone(question_id=answered.question_id)),)
    rows = (buttons, (_ask_specialist(here),), (*way_out, *way_back(here)))
    head = _lines(_taken_for(answered), _head(answered))
    return Screen(_listed(head, listed), rows, _choices_in_english(answered, rows))


def _is_long(found: SearchResult) -> bool:
    """A longer list has short titles: there is room for what the cards say."""
    return len(found.hits) > SHORT_LIST


def _listed(head: str, cards: Sequence[tuple[str, str]]) -> str:
    """The titles of the cards, with as much of the first sentence of each as a phone shows."""
    titles = (title for title, _ in cards)
    taken = sum(-(-len(line) // LINE_CHARACTERS) for line in (*to_plain(head).split("\n"), *titles))
    lines = max(1, (LINES - taken) // max(len(cards), 1))
    return _lines(
        head,
        *(
            texts.choice(number, title, first_words(said, lines * LINE_CHARACTERS))
            for number, (title, said) in enumerate(cards, start=len(cards) > 1)
        ),
    )


def _choices_in_english(answered: QuestionReply, rows: Rows) -> Screen:
    """Cards that exist in English are listed in it, the others by their Russian titles."""
    pairs = zip(answered.found.hits, answered.cards, strict=True)
    is_short = not _is_long(answered.found)
    listed = [_words_in_english(hit, each, whole=is_short) for hit, each in pairs]
    head = _lines(_taken_in_english(answered), _head_in_english(answered))
    return Screen(_listed(head, listed), rows)


def _words_in_english(hit: Hit, found: Card | None, *, whole: bool) -> tuple[str, str]:
    english = found.details.english if isinstance(found, Answer) else None
    if english is None:
        return hit.title if whole else hit.label, texts.ONLY_IN_RUSSIAN
    title = english.title if whole else english.label
    return title, _preview_in_english(english.body)


@lru_cache(maxsize=100)  # lists of what was found have one in both languages
def _preview_in_english(body: str) -> str:
    return first_sentence(to_plain(to_html(body)), PREVIEW_CHARACTERS)


def _head_in_english(answered: QuestionReply) -> str:
    hits = answered.found.hits
    if answered.unheld:
        return texts.UNHELD_IN_ENGLISH
    if answered.found.outcome is SearchOutcome.NOTHING:
        nearest = texts.NEAREST_IN_ENGLISH if hits else ""
        return _lines(texts.NOTHING_IN_ENGLISH, nearest)
    return texts.DOUBTFUL_IN_ENGLISH if _is_doubtful(answered) else texts.CHOICES_IN_ENGLISH


def _head(answered: QuestionReply) -> str:
    hits = answered.found.hits
    if answered.unheld:
        return texts.UNHELD
    if answered.found.outcome is SearchOutcome.NOTHING:
        return f"{texts.NOTHING}\n\n<b>{texts.NEAREST}</b>" if hits else texts.NOTHING
    return f"<b>{texts.DOUBTFUL if _is_doubtful(answered) else texts.CHOICES}</b>"


def _is_doubtful(answered: QuestionReply) -> bool:
    """Whether no card of a list may be right; what is about the subject is not doubted."""
    return answered.subject is None and answered.found.confidence < DOUBTFUL


def preview(found: Card | None) -> str:
    """The first sentence of a card; empty when it is gone."""
    return first_sentence(_plain(found), PREVIEW_CHARACTERS) if found else ""


def in_group(answered: QuestionReply, username: str) -> Screen:
    """A short reply with links to the private chat: others in the group could press buttons."""
    screen = _in_group(answered, username)
    english = _in_group_in_english(answered, screen, username)
    shown = replace(screen, english=english)
    asked = answered.asked.text
    if language_of(asked) is None and small_talk(asked) in COURTESIES:
        return replace(shown, to_english=True)
    return _in_language_of_question(answered, shown)


def _in_group_in_english(answered: QuestionReply, russian: Screen, username: str) -> Screen:
    found = answered.found
    about = _taken_in_english(answered) if answered.subject else ""
    if answered.card is not None and (shown := summary_in_english(answered.card)):
        text = _lines(about, shown.text, _second_link(answered, username))
    elif found.small_talk is not None:
        word = TEXTS[texts.SMALL_TALK[found.small_talk]]
        text = _lines(word, texts.ask_in_group_in_english(username))
    elif russian.text == texts.NOTHING_IN_GROUP:
        text = texts.NOTHING_IN_GROUP_IN_ENGLISH
    elif answered.cards:
        text = _lines(about, _head_in_english(answered), *_linked_in_english(answered, username))
    else:
        text = _lines(f"<i>{texts.IN_RUSSIAN}</i>", russian.text)
    return Screen(text, russian.rows)


def _linked_in_english(answered: QuestionReply, username: str) -> Iterator[str]:
    for hit, found in zip(answered.found.hits, answered.cards, strict=True):
        title, said = _words_in_english(hit, found, whole=True)
        yield texts.choice_in_group(link(hit.key, title, username), said)


def _second_link(answered: QuestionReply, username: str) -> str:
    """To the card of the second of two questions, under its words."""
    second = answered.second
    return link(answered.found.hits[1].key, second, username) if second else ""


def _in_group(answered: QuestionReply, username: str) -> Screen:
    found = answered.found
    row: tuple[Button, ...] = ((texts.OPEN_BOT, DeepLink("")),)
    if answered.events is not None:
        names = (f"• {each}" for each in _names(answered.events, username))
        row = ((texts.OPEN_PRIVATE, DeepLink("events")),)
        return Screen("\n".join((texts.EVENTS_IN_GROUP, *names)), (row,))
    about = _taken_for(answered) if answered.subject else ""
    if answered.card is not None:
        shown = summary(
            answered.card, unknown_first=found.hits[0].asks_unknown, passage=answered.passage
        )
        row = ((texts.OPEN_PRIVATE, DeepLink(found.hits[0].key)),)
        return Screen(_lines(about, shown.text, _second_link(answered, username)), (row,))
    if found.small_talk is not None:
        said = texts.SMALL_TALK[found.small_talk]
        return Screen(f"{said}\n\n{texts.ask_in_group(username)}", (row,))
    if found.outcome is SearchOutcome.NOTHING:
        return Screen(texts.NOTHING_IN_GROUP, (row,))
    listed = (
        texts.choice_in_group(link(each.key, each.title, username), preview(card))
        for each, card in zip(found.hits, answered.cards, strict=True)
    )
    return Screen(_lines(about, _head(answered), *listed), (row,))


def introduction(username: str) -> Screen:
    return Screen(texts.ask_in_group(username), (((texts.OPEN_BOT, DeepLink("")),),))


def link(key: str, words: str, username: str) -> str:
    """A link to the private chat with the bot, at this card."""
    return f'<a href="{deep_link(username, key)}">{escape(words, quote=False)}</a>'


def _names(listed: EventList, username: str) -> Iterable[str]:
    for each in listed.page.events:
        when = escape(events_texts.when(each), quote=False)
        yield f"{link(each.link, each.name, username)}: {when}"


def _ask_specialist(here: OpenFound) -> Button:
    """The bot has no sure answer here, so it offers a human."""
    return specialist_texts.ASK, AskSpecialist(question_id=here.question_id).after(here)


def _lines(*lines: str) -> str:
    return "\n\n".join(filter(None, lines))


def results(
    cards: Iterable[Card], username: str, language: Language
) -> list[InlineQueryResultUnion]:
    """Inline results: each sends the card, with a button that opens it in the private chat."""
    if language is Language.ENGLISH:
        label = texts.OPEN_PRIVATE_IN_ENGLISH
        return [_article(_shown_in_english(card), label, username) for card in cards]
    return [_article(summary(card), texts.OPEN_PRIVATE, username) for card in cards]


def inline_language(query: str, reads: Language) -> Language:
    """That of the question; where it does not tell, that of the person."""
    typed = language_of(query)
    return Language(typed) if typed else reads


def _shown_in_english(found: Card) -> CardSummary:
    if english := summary_in_english(found):
        return english
    russian = summary(found)
    return replace(russian, preview=f"{texts.ONLY_IN_RUSSIAN} {russian.preview}")


def _article(shown: CardSummary, label: str, username: str) -> InlineQueryResultArticle:
    screen = Screen(shown.text, (((label, DeepLink(shown.key)),),))
    return InlineQueryResultArticle(
        id=shown.key,
        title=shown.title,
        description=first_words(shown.preview, PREVIEW_CHARACTERS),
        input_message_content=InputTextMessageContent(
            message_text=screen.text, link_preview_options=NO_PREVIEW
        ),
        reply_markup=screen.keyboard(username),
    )
