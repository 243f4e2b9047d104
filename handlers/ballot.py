from aiogram import Router
from aiogram.types import CallbackQuery

from bot.audience.models import Person
from bot.events.cards_repository import EventCards
from bot.events.votes_repository import Votes
from bot.middlewares.press import Alert
from bot.ui.callbacks.ballot import OpenMyVotes, VoteForEvent
from bot.ui.callbacks.events import OpenEvent
from bot.ui.showing import show
from bot.ui.texts import ballot as texts
from bot.ui.views import ballot as views
from bot.ui.views import events as cards_views


def build_router() -> Router:
    router = Router(name="ballot")
    router.callback_query.register(open_my_votes, OpenMyVotes.filter())
    router.callback_query.register(vote_for_event, VoteForEvent.filter())
    return router


async def open_my_votes(
    query: CallbackQuery, callback_data: OpenMyVotes, person: Person, votes: Votes
) -> None:
    found = await votes.of(person.id)
    await show(query, views.my_votes(found, votes.ballot, callback_data))


async def vote_for_event(
    query: CallbackQuery,
    callback_data: VoteForEvent,
    person: Person,
    votes: Votes,
    cards: EventCards,
) -> str:
    """After the deadline the card, shown again, has no such button any more."""
    here = OpenEvent(event_id=callback_data.event_id).beside(callback_data)
    counted = await votes.vote(person.id, here.event_id, wanted=callback_data.wanted)
    found = await cards.card(person.id, here.event_id)
    await show(query, cards_views.event(found.event, here, found.marks))
    if not counted:
        return Alert(texts.deadline(votes.ballot))
    return texts.counted(votes.ballot) if callback_data.wanted else texts.TAKEN_BACK
