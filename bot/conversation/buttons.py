"""Addresses of replies to typed questions."""

from bot.ui.address import Address


class AskAlone(Address, prefix="qa"):
    """«Не об этом»: the words of a follow-up without its subject."""

    question_id: int
