"""Addresses of dialogues with a specialist, the person's and the staff's."""

from bot.specialist.models import CloseReason
from bot.ui.address import Address


class OpenSpecialist(Address, prefix="k"):
    """Show who answers and when."""


class AskSpecialist(Address, prefix="kq"):
    """Offer to send a question that the person asked the bot."""

    question_id: int


class AskAboutAnswer(Address, prefix="ka"):
    """Offer to send that an answer did not help; no question had led to it."""

    answer_id: int


class SendToSpecialist(Address, prefix="km"):
    """Offer to send a message that the bot does not understand, as a voice message."""

    message_id: int


class WriteToSpecialist(Address, prefix="kw"):
    """Send an invitation to write: the reply to it goes to the staff."""


class SendEnquiry(Address, prefix="ks"):
    enquiry_id: int


class OpenEnquiry(Address, prefix="ko"):
    """Show the person's question that is not sent yet."""

    enquiry_id: int


class DropEnquiry(Address, prefix="kd"):
    """Delete the question that is not sent yet."""

    enquiry_id: int


class CloseDialogue(Address, prefix="xk"):
    dialogue_id: int
    enquiry_id: int


class OpenDialogue(Address, prefix="xkc"):
    """Show the card of an enquiry."""

    dialogue_id: int
    enquiry_id: int


class ChooseReply(Address, prefix="xkm"):
    """Choose which reply of the staff becomes a draft of an answer."""

    dialogue_id: int
    enquiry_id: int


class DraftReply(Address, prefix="xkd"):
    """Make the draft; `letter_id` 0 means all replies."""

    dialogue_id: int
    enquiry_id: int
    letter_id: int


class ReopenDialogue(Address, prefix="xko"):
    dialogue_id: int
    enquiry_id: int


class OpenDesk(Address, prefix="xkl"):
    """The open dialogues."""


class TakeDialogue(Address, prefix="xkt"):
    """See to a dialogue that is nobody's; `change`: leave one's own, take over another's."""

    _added = 1

    dialogue_id: int
    enquiry_id: int
    change: bool = False


class SetReason(Address, prefix="xkr"):
    """Why the dialogue was closed."""

    dialogue_id: int
    enquiry_id: int
    reason: CloseReason


class SendCard(Address, prefix="xkp"):
    """Send the card of a dialogue into this chat: a reply to it is an answer."""

    dialogue_id: int


class OfferCards(Address, prefix="xka"):
    """Cards of the knowledge base that may answer the enquiry."""

    dialogue_id: int
    enquiry_id: int


class InsertCard(Address, prefix="xks"):
    """Show what would be sent to the person; `sure`: send it."""

    dialogue_id: int
    enquiry_id: int
    answer_id: int
    sure: bool = False
