"""What is due for review."""

from bot.history.buttons import OpenSubject
from bot.knowledge.models import ContentKind
from bot.reviews import texts
from bot.reviews.buttons import OpenReviews
from bot.reviews.models import DuePage
from bot.ui.screen import HOME_BUTTON, Screen, page_row, way_back


def reviews(found: DuePage, here: OpenReviews) -> Screen:
    here = here.changed(page=found.page)
    rows = tuple(
        (
            (
                texts.review_label(each, found.today),
                OpenSubject(kind=ContentKind.ANSWER, subject_id=each.id).after(here),
            ),
        )
        for each in found.answers
    )
    other = here.changed(page=0, mine=not here.mine)
    label = texts.ALL_REVIEWS if here.mine else texts.ONLY_MINE
    return Screen(
        texts.reviews(found),
        (*rows, page_row(here, found.page, found.pages), ((label, other),), way_back(here)),
    )


def review_notice(number: int) -> Screen:
    """The weekly note to an owner of answers."""
    mine = ((texts.reviews_button(number), OpenReviews(mine=True)),)
    return Screen(texts.review_notice(number), (mine, (HOME_BUTTON,)))
