"""Addresses of the menu, sections, answers, favourites and what was found."""

from enum import IntEnum

from bot.people.models import Role
from bot.ui.address import Address


class OpenHome(Address, prefix="h"):
    pass


class OpenHomeAnew(Address, prefix="hn"):
    """The menu in a message of its own: the answer that was asked for in words stays."""


class OpenSections(Address, prefix="sa"):
    """All sections, those for the person's role first."""


class OpenEnglish(Address, prefix="ae"):
    """The answers that exist in English."""

    page: int = 0


class ChooseRole(Address, prefix="r"):
    role: Role


class OpenSection(Address, prefix="s"):
    section_id: int
    page: int = 0


class OpenAnswer(Address, prefix="a"):
    answer_id: int
    page: int = 0


class OpenSaved(Address, prefix="f"):
    page: int = 0


class SaveAnswer(Address, prefix="fa"):
    """Add to favourites, or with `saved=False` remove, and show the answer again."""

    answer_id: int
    page: int = 0
    saved: bool = True


class OpenMap(Address, prefix="m"):
    answer_id: int


class Confidence(IntEnum):
    """How a card was taken to be the reply to a question."""

    UNSURE = 0
    SURE = 1
    FOLLOW_UP = 2


class OpenFound(Address, prefix="q"):
    """Everything found for a typed question."""

    _added = 1

    question_id: int
    confidence: Confidence = Confidence.UNSURE


class OpenHelp(Address, prefix="i"):
    pass


class StayHere(Address, prefix="z"):
    """The page counter between the arrows; a press on it changes nothing."""
