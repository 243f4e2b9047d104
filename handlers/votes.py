"""«Полезно?»: a vote, its reason, and words for the editors."""

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import CallbackQuery, Message

from bot.audience.forms_repository import Form, Forms
from bot.audience.models import Person
from bot.clock import Clock
from bot.knowledge.repository import Knowledge
from bot.middlewares.form import Fills, HasFilled
from bot.questions.votes import Ballot
from bot.questions.votes_repository import AnswerVotes
from bot.ui.callbacks.menu import OpenAnswer, OpenFound
from bot.ui.callbacks.votes import GiveReason, Vote
from bot.ui.showing import show
from bot.ui.texts import votes as texts
from bot.ui.views import answer as answers
from bot.ui.views import votes as views
from bot.ui.views.common import notice
from handlers.said import has_words, said

COMMENT = "vote comment"
DAY_SECONDS = 86_400


def build_router() -> Router:
    router = Router(name="votes")
    router.callback_query.register(thank, Vote.filter(F.useful))
    router.callback_query.register(ask_why, Vote.filter())
    router.callback_query.register(give_reason, GiveReason.filter())
    router.message.register(keep_words, has_words, Fills(COMMENT))
    router.message.register(repeat_thanks, has_words, HasFilled())
    return router


async def thank(
    query: CallbackQuery,
    callback_data: Vote,
    person: Person,
    answer_votes: AnswerVotes,
    knowledge: Knowledge,
) -> str:
    await answer_votes.cast(_ballot(callback_data, query.from_user.id))
    here = OpenAnswer(answer_id=callback_data.answer_id, page=callback_data.page)
    found = await knowledge.answer(here.answer_id, person.id)
    await show(query, answers.answer(found, here.beside(callback_data)))
    return texts.THANKS


async def ask_why(query: CallbackQuery, callback_data: Vote, answer_votes: AnswerVotes) -> None:
    await answer_votes.cast(_ballot(callback_data, query.from_user.id))
    await show(query, views.why(callback_data))


async def give_reason(
    query: CallbackQuery,
    callback_data: GiveReason,
    answer_votes: AnswerVotes,
    forms: Forms,
    clock: Clock,
) -> str:
    await answer_votes.cast(_ballot(callback_data, query.from_user.id))
    asked_at = f"{clock().timestamp():.0f}"
    await forms.open(query.from_user.id, Form(COMMENT, callback_data.answer_id, asked_at))
    await show(query, views.words(callback_data))
    return texts.NOTED


async def keep_words(
    message: Message,
    form: Form,
    answer_votes: AnswerVotes,
    forms: Forms,
    clock: Clock,
) -> None:
    """After a day a text is a question again, not words about a vote long forgotten."""
    if clock().timestamp() - float(form.field or 0) > DAY_SECONDS:
        await forms.leave(message.chat.id)
        raise SkipHandler
    await answer_votes.comment(form.subject, message.chat.id, said(message))
    await forms.take(message.chat.id, message.message_id)
    await show(message, views.words_kept(form.subject))


async def repeat_thanks(message: Message) -> None:
    await show(message, notice(texts.WORDS_KEPT))


def _ballot(pressed: Vote | GiveReason, person_id: int) -> Ballot:
    return Ballot(
        answer_id=pressed.answer_id,
        person_id=person_id,
        useful=isinstance(pressed, Vote) and pressed.useful,
        reason=pressed.reason if isinstance(pressed, GiveReason) else None,
        question_id=pressed.came_from(OpenFound.__prefix__),
    )
