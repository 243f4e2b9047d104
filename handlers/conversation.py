"""Questions typed in the private chat, in groups and in inline mode."""

import re

from aiogram import Bot, F, Router
from aiogram.filters import BaseFilter, CommandObject, invert_f
from aiogram.types import CallbackQuery, InlineQuery, InlineQueryResultsButton, Message

from bot.conversation import screens, texts
from bot.conversation.answering import Answering
from bot.knowledge.buttons import OpenFound
from bot.people.models import Person
from bot.questions.models import AskedQuestion
from bot.questions.repository import Questions
from bot.specialist.service import SpecialistService
from bot.telegram.routing import Routes
from bot.ui.screens import invitation, notice
from bot.ui.show import show, show_instead, username
from handlers.filters import GROUPS, command, has_words, is_admin_press, message_text

LONGEST_QUESTION = 1000


def add_routes(routes: Routes) -> None:
    routes.message(invite_question, command("search", magic=~F.args))
    routes.message(refuse_long, has_words, is_long)
    routes.message(search, command("search"))
    routes.message(search, has_words)
    routes.edited(search_again, has_words, invert_f(is_long))
    routes.press(open_found, OpenFound.filter())


async def is_long(message: Message) -> bool:
    return len(message_text(message)) > LONGEST_QUESTION


async def invite_question(message: Message) -> None:
    await show(message, notice(texts.ASK))


async def refuse_long(message: Message) -> None:
    await show(message, screens.too_long())


async def search(
    message: Message,
    person: Person,
    answering: Answering,
    questions: Questions,
    command: CommandObject | None = None,
) -> None:
    text = (command.args or "") if command else message_text(message)
    reply = await answering.ask(_asked(message, text, person), person)
    shown = await show(message, screens.reply(reply))
    await questions.remember_reply(reply.question_id, shown)


async def search_again(
    message: Message, person: Person, answering: Answering, questions: Questions
) -> None:
    """An edited question is answered where it was answered before."""
    earlier = await questions.reply_to(message.chat.id, message.message_id)
    reply = await answering.ask(_asked(message, message_text(message), person), person)
    shown = await show_instead(message, screens.reply(reply), earlier)
    await questions.remember_reply(reply.question_id, shown)


async def open_found(
    query: CallbackQuery, callback_data: OpenFound, person: Person, answering: Answering
) -> None:
    reply = await answering.reopen(callback_data.question_id, person.id)
    await show(query, screens.choices(reply.found, callback_data))


def _asked(message: Message, text: str, person: Person) -> AskedQuestion:
    return AskedQuestion(person.id, message.chat.id, message.message_id, text)


class IsAddressed(BaseFilter):
    """A question to the bot by name or in reply to it; handlers get its `question`, unnamed."""

    async def __call__(
        self, message: Message, bot: Bot, specialist: SpecialistService
    ) -> bool | dict[str, str]:
        me = await bot.me()
        text = message.text or ""
        if named := re.search(rf"@{me.username}\b", text, re.IGNORECASE):
            return {"question": f"{text[: named.start()]} {text[named.end() :]}".strip()}
        to_bot = _answered(message) == me.id and not text.startswith("/")
        if message.chat.id == specialist.staff.chat_id:
            return False  # to a person, whose dialogue is gone
        return {"question": text} if to_bot and text else False


def _answered(message: Message) -> int | None:
    """Whom it replies to. In a topic every message hangs on what opened it: that is no reply."""
    earlier = message.reply_to_message
    if earlier is None or earlier.forum_topic_created or earlier.from_user is None:
        return None
    return earlier.from_user.id


def add_group_routes(routes: Routes) -> None:
    routes.message(answer_command, command("search", magic=F.args))
    routes.message(introduce, command("start", "help", "search"))
    routes.message(answer_mention, IsAddressed())
    routes.message(overhear)


async def is_private_press_in_group(query: CallbackQuery) -> bool:
    """None of a person's screens is in a group."""
    chat = query.message.chat if query.message else None
    return chat is not None and chat.type in GROUPS and not await is_admin_press(query)


async def refuse_press(query: CallbackQuery) -> None:
    """A press there on such an address was made by hand, maybe by somebody nobody has met."""


async def introduce(message: Message) -> None:
    await show(message, invitation(texts.ASK_IN_GROUP, texts.OPEN_BOT))


async def answer_command(
    message: Message, command: CommandObject, person: Person, answering: Answering
) -> None:
    await answer_mention(message, command.args or "", person, answering)


async def answer_mention(
    message: Message, question: str, person: Person, answering: Answering
) -> None:
    if not question:
        return await introduce(message)
    asked = AskedQuestion(None, message.chat.id, message.message_id, question)
    await show(message, screens.in_group(await answering.ask(asked, person)))
    return None


async def overhear(message: Message) -> None:
    """What people say to each other is not for the bot."""


CACHE_SECONDS = 60


def build_inline_router() -> Router:
    router = Router(name="inline")
    router.inline_query.register(answer_inline)
    return router


async def answer_inline(query: InlineQuery, bot: Bot, person: Person, answering: Answering) -> None:
    page = await answering.inline_page(query.query, query.offset, person.id)
    await query.answer(
        screens.results(page.cards, await username(bot)),
        next_offset=page.next_offset,
        cache_time=CACHE_SECONDS,
        is_personal=True,
        button=InlineQueryResultsButton(text=texts.OPEN_BOT, start_parameter=texts.FROM_INLINE),
    )
