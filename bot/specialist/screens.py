"""Screens of the person's side and of the staff's side of a dialogue."""

from collections.abc import Sequence

from bot.editing.buttons import OpenDraft
from bot.knowledge.markup import to_plain
from bot.questions.masks import hides
from bot.specialist import texts
from bot.specialist.buttons import (
    ChooseReply,
    CloseDialogue,
    DraftReply,
    DropEnquiry,
    OpenDialogue,
    ReopenDialogue,
    SendEnquiry,
    WriteToSpecialist,
)
from bot.specialist.models import (
    ALL_REPLIES,
    DeliveryFailure,
    Dialogue,
    Enquiry,
    ReplyDraft,
    StaffAvailability,
    StaffReply,
)
from bot.ui.address import Address
from bot.ui.screen import Screen
from bot.ui.screens import HOME_ANEW, HOME_BUTTON, notice, way_back
from bot.ui.texts import BACK


def specialist(staff: StaffAvailability, dialogue: Dialogue | None, here: Address) -> Screen:
    if not staff.has_staff:
        return notice(texts.NOBODY)
    is_open = dialogue is not None and dialogue.is_open
    return Screen(
        _lines(texts.TITLE, texts.WHO, _hours(staff), texts.HOW_TO_GO_ON if is_open else ""),
        (
            ((texts.WRITE_MORE if is_open else texts.WRITE, WriteToSpecialist()),),
            way_back(here),
        ),
    )


def invitation(dialogue: Dialogue | None) -> str:
    """The text of the message that the person is to reply to."""
    is_open = dialogue is not None and dialogue.is_open
    return texts.INVITATION_TO_GO_ON if is_open else texts.INVITATION


def confirmation(enquiry: Enquiry, staff: StaffAvailability, here: Address) -> Screen:
    """Exactly what will be sent, to whom, and when they answer."""
    if not staff.has_staff:
        return notice(texts.NOBODY)
    return Screen(
        _lines(
            texts.TITLE,
            f"{texts.WILL_SEND}\n{_asked(enquiry, texts.WITH_MESSAGE)}",
            texts.CHECK,
            _hours(staff),
        ),
        (
            ((texts.SEND, SendEnquiry(enquiry_id=enquiry.id)),),
            ((texts.WRITE_ANOTHER, WriteToSpecialist()),),
            ((texts.DROP, DropEnquiry(enquiry_id=enquiry.id)),),
            way_back(here),
        ),
    )


def sent(enquiry: Enquiry, staff: StaffAvailability) -> Screen:
    return Screen(
        _lines(
            texts.SENT_TITLE,
            _asked(enquiry, texts.WITH_MESSAGE),
            texts.SENT,
            _hours(staff),
        ),
        (((texts.WRITE_MORE, WriteToSpecialist()),), (HOME_ANEW,)),
    )


def topic(dialogue: Dialogue, enquiry: Enquiry) -> str:
    return texts.topic(dialogue.id, dialogue.name, enquiry.text)


def card(dialogue: Dialogue, enquiry: Enquiry, *, in_topic: bool) -> Screen:
    """The enquiry as the staff see it, with the buttons for all that they can do.

    It says how to answer where it stands: in the dialogue's own topic, or among others.
    """
    place = {"dialogue_id": dialogue.id, "enquiry_id": enquiry.id}
    closing = (
        (texts.CLOSE, CloseDialogue(**place))
        if dialogue.is_open
        else (texts.REOPEN, ReopenDialogue(**place))
    )
    return Screen(
        _lines(
            texts.card_title(dialogue.id, dialogue.name),
            _asked(enquiry, texts.CARD_HIDES),
            texts.read_before(enquiry.card) if enquiry.card else "",
            texts.how_to_answer(in_topic=in_topic) if dialogue.is_open else texts.CLOSED_MARK,
        ),
        (((texts.MAKE_ANSWER, ChooseReply(**place)),), (closing,)),
    )


def choose_reply(replies: Sequence[StaffReply], here: ChooseReply) -> Screen:
    place = {"dialogue_id": here.dialogue_id, "enquiry_id": here.enquiry_id}
    shown = [texts.reply(number, to_plain(each.words)) for number, each in enumerate(replies, 1)]
    each_one = tuple(
        (texts.reply_button(number), DraftReply(letter_id=each.id, **place))
        for number, each in enumerate(replies, 1)
    )
    every = (
        ((texts.EVERY_REPLY, DraftReply(letter_id=ALL_REPLIES, **place)),)
        if len(replies) > 1
        else ()
    )
    rows = tuple(each_one[start : start + 2] for start in range(0, len(each_one), 2))
    back = ((BACK, OpenDialogue(**place)),)
    return Screen(_lines(texts.CHOOSE_REPLY, *shown), (*rows, every, back))


def draft_made(made: ReplyDraft, dialogue_id: int, by: str) -> Screen:
    """The notice to the editors."""
    rows = (((texts.OPEN_DRAFT, OpenDraft(draft_id=made.draft_id)),),)
    return Screen(texts.draft_made(made, dialogue_id, by), rows)


def letter() -> Screen:
    """Only the buttons are used: they stand under a specialist's letter."""
    return Screen("", (((texts.ANSWER, WriteToSpecialist()),), (HOME_ANEW,)))


def closed() -> Screen:
    return Screen(texts.CLOSED, (((texts.WRITE_MORE, WriteToSpecialist()),), (HOME_BUTTON,)))


def left() -> Screen:
    return Screen(texts.LEFT)


def delivered() -> Screen:
    return Screen(texts.DELIVERED)


def unsent() -> Screen:
    return Screen(texts.UNSENT)


def undelivered(failure: DeliveryFailure) -> Screen:
    return Screen(texts.UNDELIVERED[failure])


def _asked(enquiry: Enquiry, hidden: str) -> str:
    """The stored text and a note on attachments; `hidden` is the note for a masked text."""
    if not enquiry.text:
        return texts.ONLY_ATTACHMENT
    more = hidden if hides(enquiry.text) else texts.WITH_ATTACHMENT
    return "\n".join((texts.quote(enquiry.text), *([more] if enquiry.parts else ())))


def _hours(staff: StaffAvailability) -> str:
    return texts.hours(staff.hours, staff.opens, staff.opens_in)


def _lines(*lines: str) -> str:
    return "\n\n".join(filter(None, lines))
