"""/broadcast: a message becomes a draft."""

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.audience.forms_repository import Form, Forms
from bot.audience.models import Person
from bot.broadcast.composing import Composing, Piece
from bot.broadcast.newsroom import Newsroom
from bot.middlewares.form import Fills
from bot.questions.masks import masked
from bot.ui.callbacks.broadcast import AskInput, StartNew, Wanted
from bot.ui.showing import show
from bot.ui.views import broadcast_input as views
from handlers.admin.broadcast.showing import show_broadcast

EXCERPT = 100  # characters
NEW = 0  # the subject of a form for a draft that is still to be made
COMMAND = F.text.startswith("/")


def build_router() -> Router:
    router = Router(name="composing")
    router.message.register(begin_from_reply, Command("broadcast"), F.reply_to_message)
    router.message.register(ask_message, Command("broadcast"))
    router.message.register(extend_album, F.media_group_id)
    router.message.register(take_message, ~COMMAND, Fills(Wanted.MESSAGE.form))
    router.edited_message.register(reword)
    router.callback_query.register(start_new, StartNew.filter())
    router.callback_query.register(ask_input, AskInput.filter())
    return router


async def begin_from_reply(
    message: Message, person: Person, composing: Composing, newsroom: Newsroom
) -> None:
    piece = _piece(message.reply_to_message or message)
    await show_broadcast(message, await composing.begin(person.id, piece), newsroom)


async def ask_message(message: Message, person: Person, forms: Forms) -> None:
    await forms.open(person.id, Form(Wanted.MESSAGE.form, NEW))
    await show(message, views.ask_message())


async def start_new(query: CallbackQuery, person: Person, forms: Forms) -> None:
    await forms.open(person.id, Form(Wanted.MESSAGE.form, NEW))
    await show(query, views.ask_message())


async def extend_album(message: Message, person: Person, composing: Composing) -> None:
    if not await composing.extend(person.id, _piece(message)):
        raise SkipHandler


async def reword(message: Message, composing: Composing) -> None:
    """What is copied is the message as it is then; an edit of any other one is not for here."""
    if not await composing.reword(_piece(message)):
        raise SkipHandler


async def take_message(
    message: Message, form: Form, person: Person, composing: Composing, newsroom: Newsroom
) -> None:
    taken = await composing.take(person.id, _piece(message), form.subject)
    await show_broadcast(message, taken, newsroom)


async def ask_input(
    query: CallbackQuery, callback_data: AskInput, person: Person, forms: Forms
) -> None:
    wanted, broadcast_id = callback_data.wanted, callback_data.broadcast_id
    await forms.open(person.id, Form(wanted.form, broadcast_id))
    await show(query, views.ask(wanted, broadcast_id))


def _piece(message: Message) -> Piece:
    words = " ".join(masked(message.text or message.caption or "").split())[:EXCERPT]
    return Piece(message.chat.id, message.message_id, message.media_group_id or "", words)
