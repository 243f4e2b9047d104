from aiogram import F, Router
from aiogram.filters import Command, CommandObject, invert_f
from aiogram.types import CallbackQuery, Message

from bot.audience.models import Person
from bot.questions.answering import Answering
from bot.questions.models import Asked
from bot.questions.repository import Questions
from bot.ui.callbacks.menu import OpenFound
from bot.ui.showing import show, show_instead
from bot.ui.texts import search as texts
from bot.ui.views import search as views
from bot.ui.views.common import notice
from handlers.said import has_words, said

LONGEST_QUESTION = 1000


def build_router() -> Router:
    router = Router(name="search")
    router.message.register(invite_question, Command("search", magic=~F.args))
    router.message.register(refuse_long, has_words, is_long)
    router.message.register(search, Command("search"))
    router.message.register(search, has_words)
    router.edited_message.register(search_again, has_words, invert_f(is_long))
    router.callback_query.register(open_found, OpenFound.filter())
    return router


async def is_long(message: Message) -> bool:
    return len(said(message)) > LONGEST_QUESTION


async def invite_question(message: Message) -> None:
    await show(message, notice(texts.ASK))


async def refuse_long(message: Message) -> None:
    await show(message, views.too_long())


async def search(
    message: Message,
    person: Person,
    answering: Answering,
    questions: Questions,
    command: CommandObject | None = None,
) -> None:
    text = (command.args or "") if command else said(message)
    reply = await answering.ask(_asked(message, text, person), person)
    shown = await show(message, views.reply(reply))
    await questions.remember_reply(reply.question_id, shown)


async def search_again(
    message: Message, person: Person, answering: Answering, questions: Questions
) -> None:
    """An edited question is answered where it was answered before."""
    earlier = await questions.reply_to(message.chat.id, message.message_id)
    reply = await answering.ask(_asked(message, said(message), person), person)
    shown = await show_instead(message, views.reply(reply), earlier)
    await questions.remember_reply(reply.question_id, shown)


async def open_found(
    query: CallbackQuery, callback_data: OpenFound, person: Person, answering: Answering
) -> None:
    reply = await answering.reopen(callback_data.question_id, person.id)
    await show(query, views.choices(reply.found, callback_data))


def _asked(message: Message, text: str, person: Person) -> Asked:
    return Asked(person.id, message.chat.id, message.message_id, text)
