"""Screens of the person's side and of the staff's side of a dialogue."""

from collections.abc import Sequence
from datetime import datetime

from bot.editing.buttons import OpenDraft
from bot.knowledge.markup import to_plain
from bot.questions.masks import hides
from bot.search.models import Hit
from bot.specialist import texts
from bot.specialist.buttons import (
    ChooseReply,
    CloseDialogue,
    DraftReply,
    DropEnquiry,
    InsertCard,
    OfferCards,
    OpenDesk,
    OpenDialogue,
    ReopenDialogue,
    SendCard,
    SendEnquiry,
    SetReason,
    TakeDialogue,
    WriteToSpecialist,
)
from bot.specialist.models import (
    ALL_REPLIES,
    Dialogue,
    Enquiry,
    ReplyDraft,
    StaffAvailability,
    StaffReply,
)
from bot.ui.address import Address
from bot.ui.screen import (
    HOME_ANEW,
    HOME_BUTTON,
    Button,
    Rows,
    Screen,
    Url,
    in_columns,
    notice,
    way_back,
)
from bot.ui.texts import BACK, paragraphs

_SUPERGROUP = 10**12  # in the id of a supergroup, before its own number
MOST_DUE = 10  # dialogues of one reminder


def specialist(staff: StaffAvailability, dialogue: Dialogue | None, here: Address) -> Screen:
    if not staff.has_staff:
        return notice(texts.NOBODY)
    is_open = dialogue is not None and dialogue.is_open
    rows = (
        ((texts.WRITE_MORE if is_open else texts.WRITE, WriteToSpecialist()),),
        way_back(here),
    )
    return Screen(
        paragraphs(texts.TITLE, texts.WHO, _hours(staff), texts.HOW_TO_GO_ON if is_open else ""),
        rows,
        Screen(paragraphs(texts.WHO_IN_ENGLISH, texts.GO_ON_IN_ENGLISH if is_open else ""), rows),
    )


def invitation(dialogue: Dialogue | None) -> str:
    """The text of the message that the person is to reply to."""
    is_open = dialogue is not None and dialogue.is_open
    return texts.INVITATION_TO_GO_ON if is_open else texts.INVITATION


def confirmation(enquiry: Enquiry, staff: StaffAvailability, here: Address) -> Screen:
    """Exactly what will be sent, to whom, and when they answer."""
    if not staff.has_staff:
        return notice(texts.NOBODY)
    asked = _asked(enquiry, texts.WITH_MESSAGE)
    rows = (
        ((texts.SEND, SendEnquiry(enquiry_id=enquiry.id)),),
        ((texts.WRITE_ANOTHER, WriteToSpecialist()),),
        ((texts.DROP, DropEnquiry(enquiry_id=enquiry.id)),),
        way_back(here),
    )
    return Screen(
        paragraphs(texts.TITLE, f"{texts.WILL_SEND}\n{asked}", texts.CHECK, _hours(staff)),
        rows,
        Screen(paragraphs(texts.CHECK_IN_ENGLISH, asked), rows),
    )


def sent(enquiry: Enquiry, staff: StaffAvailability) -> Screen:
    asked = _asked(enquiry, texts.WITH_MESSAGE)
    rows = (((texts.WRITE_MORE, WriteToSpecialist()),), (HOME_ANEW,))
    return Screen(
        paragraphs(texts.SENT_TITLE, asked, texts.SENT, _hours(staff)),
        rows,
        Screen(paragraphs(texts.SENT_IN_ENGLISH, asked), rows),
    )


def card(dialogue: Dialogue, enquiry: Enquiry, *, in_topic: bool) -> Screen:
    """The enquiry as the staff see it, with the buttons for all that they can do.

    It says how to answer where it stands: in the dialogue's own topic, or among others.
    """
    state = texts.how_to_answer(in_topic=in_topic)
    if not dialogue.is_open:
        state = texts.closed_mark(dialogue.reason)
    return Screen(
        paragraphs(
            texts.card_title(dialogue.id, dialogue.name),
            _asked(enquiry, texts.CARD_HIDES),
            texts.read_before(enquiry.card) if enquiry.card else "",
            texts.taker(dialogue.taker) if dialogue.taker else "",
            state,
        ),
        _actions(dialogue, enquiry),
    )


def _actions(dialogue: Dialogue, enquiry: Enquiry) -> Rows:
    place = {"dialogue_id": dialogue.id, "enquiry_id": enquiry.id}
    make: Button = (texts.MAKE_ANSWER, ChooseReply(**place))
    if dialogue.is_open:
        insert: Button = (texts.INSERT, OfferCards(**place))
        close: Button = (texts.CLOSE, CloseDialogue(**place))
        if dialogue.taker:
            change: Button = (texts.CHANGE_TAKER, TakeDialogue(change=True, **place))
            return ((insert,), (change,), (close,), (make,))
        return ((insert,), ((texts.TAKE, TakeDialogue(**place)), close), (make,))
    reasons = tuple(
        ((label, SetReason(reason=reason, **place)),) for reason, label in texts.REASONS.items()
    )
    reopen: Button = (texts.REOPEN, ReopenDialogue(**place))
    return (*(() if dialogue.reason else reasons), (make,), (reopen,))


def desk(
    waiting: Sequence[Dialogue], answered: Sequence[Dialogue], now: datetime, here: OpenDesk
) -> Screen:
    """The open dialogues: who waits longest first, then those that were answered."""
    blocks = (
        (texts.DESK_WAITING, [_desk_line(one, now) for one in waiting]),
        (texts.DESK_ANSWERED, [_desk_line(one, now) for one in answered]),
    )
    shown = ["\n".join((title, *lines)) for title, lines in blocks if lines]
    return Screen(
        paragraphs(texts.DESK, *(shown or [texts.DESK_EMPTY])),
        (
            *((_to_dialogue(one, now),) for one in (*waiting, *answered)),
            ((texts.REFRESH, here),),
        ),
    )


def reminder(due: Sequence[Dialogue], now: datetime) -> Screen:
    """What the staff are told of people who wait too long."""
    lines = [_desk_line(one, now) for one in due[:MOST_DUE]]
    return Screen(
        "\n".join((texts.REMINDER, *lines)),
        (
            *((_to_dialogue(one, now),) for one in due[:MOST_DUE]),
            ((texts.DESK_BUTTON, OpenDesk()),),
        ),
    )


def _desk_line(found: Dialogue, now: datetime) -> str:
    return texts.desk_line(found.id, found.name, _waits(found, now), found.taker)


def _to_dialogue(found: Dialogue, now: datetime) -> Button:
    """To its topic in the group; where it has none, its card is sent here."""
    label = texts.desk_item(found.id, found.name, _waits(found, now))
    if found.chat_id is None or found.topic_id is None:
        return label, SendCard(dialogue_id=found.id)
    return label, Url(f"https://t.me/c/{-found.chat_id - _SUPERGROUP}/{found.topic_id}")


def _waits(found: Dialogue, now: datetime) -> str:
    return texts.waiting(now - found.waiting_since) if found.waiting_since else ""


def offer_cards(hits: Sequence[Hit], here: OfferCards) -> Screen:
    """Cards of the knowledge base to choose from; `here` is the dialogue."""
    place = {"dialogue_id": here.dialogue_id, "enquiry_id": here.enquiry_id}
    rows = tuple(((hit.label, InsertCard(answer_id=hit.id, **place)),) for hit in hits)
    words = texts.CHOOSE_CARD if rows else texts.NO_CARD
    return Screen(words, (*rows, ((BACK, OpenDialogue(**place)),)))


def preview_card(text: str, here: InsertCard) -> Screen:
    """What the person would get."""
    place = {"dialogue_id": here.dialogue_id, "enquiry_id": here.enquiry_id}
    sure = InsertCard(answer_id=here.answer_id, sure=True, **place)
    return Screen(text, (((texts.SEND_CARD, sure),), ((BACK, OfferCards(**place)),)))


def choose_reply(replies: Sequence[StaffReply], here: ChooseReply) -> Screen:
    place = {"dialogue_id": here.dialogue_id, "enquiry_id": here.enquiry_id}
    shown = [texts.reply(number, to_plain(each.words)) for number, each in enumerate(replies, 1)]
    each_one = (
        (texts.reply_button(number), DraftReply(letter_id=each.id, **place))
        for number, each in enumerate(replies, 1)
    )
    every: Button = (texts.EVERY_REPLY, DraftReply(letter_id=ALL_REPLIES, **place))
    back: Button = (BACK, OpenDialogue(**place))
    return Screen(
        paragraphs(texts.CHOOSE_REPLY, *shown),
        (*in_columns(each_one, 2), (every,) if len(replies) > 1 else (), (back,)),
    )


def draft_made(made: ReplyDraft, dialogue_id: int, by: str) -> Screen:
    """The notice to the editors."""
    rows = (((texts.OPEN_DRAFT, OpenDraft(draft_id=made.draft_id)),),)
    return Screen(texts.draft_made(made, dialogue_id, by), rows)


def head(text: str) -> Screen:
    """What stands above a specialist's answer to the question `text`."""
    return Screen(texts.head(text), english=Screen(texts.head_in_english(text)))


def letter() -> Screen:
    """Only the buttons are used: they stand under a specialist's letter."""
    return Screen("", (((texts.ANSWER, WriteToSpecialist()),), (HOME_ANEW,)))


def closed() -> Screen:
    return Screen(texts.CLOSED, (((texts.WRITE_MORE, WriteToSpecialist()),), (HOME_BUTTON,)))


def _asked(enquiry: Enquiry, hidden: str) -> str:
    """The stored text and a note on attachments; `hidden` is the note for a masked text."""
    if not enquiry.text:
        return texts.ONLY_ATTACHMENT
    more = hidden if hides(enquiry.text) else texts.WITH_ATTACHMENT
    return "\n".join((texts.quote(enquiry.text), *([more] if enquiry.parts else ())))


def _hours(staff: StaffAvailability) -> str:
    return texts.hours(staff.hours, staff.opens, staff.opens_in)
