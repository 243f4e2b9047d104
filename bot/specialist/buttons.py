from bot.ui.address import Address


class OpenSpecialist(Address, prefix="k"):
    """Who answers, when, and how to write to them."""


class AskSpecialist(Address, prefix="kq"):
    """What would be sent of a question that was typed to the bot."""

    question_id: int


class WriteToSpecialist(Address, prefix="kw"):
    """Invite to write: the reply to the invitation goes to the staff."""


class SendEnquiry(Address, prefix="ks"):
    enquiry_id: int


class CloseDialogue(Address, prefix="xk"):
    dialogue_id: int
    enquiry_id: int


class OpenDialogue(Address, prefix="xkc"):
    """The card of an enquiry."""

    dialogue_id: int
    enquiry_id: int


class ChooseReply(Address, prefix="xkm"):
    """Which of the staff's replies is to become an answer."""

    dialogue_id: int
    enquiry_id: int


class DraftReply(Address, prefix="xkd"):
    """`letter_id` 0 is every reply, one after another."""

    dialogue_id: int
    enquiry_id: int
    letter_id: int


class ReopenDialogue(Address, prefix="xko"):
    dialogue_id: int
    enquiry_id: int
