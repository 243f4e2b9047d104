"""Typed questions in the private chat, in groups and in inline mode; whatever else is sent."""

import re
from contextlib import suppress
from datetime import datetime
from urllib.parse import unquote

from aiogram import Bot, F, Router, flags
from aiogram.filters import BaseFilter, CommandObject
from aiogram.types import CallbackQuery, InlineQuery, InlineQueryResultsButton, Message
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.conversation import screens, texts
from bot.conversation.models import Seen
from bot.conversation.service import LONGEST_QUESTION, NOBODY, Answering
from bot.events.buttons import OpenEvent
from bot.knowledge import screens as knowledge_screens
from bot.knowledge.buttons import OpenAnswer, OpenFound
from bot.knowledge.models import key_of_payload
from bot.knowledge.repository import Knowledge
from bot.people.models import Person
from bot.people.repository import People
from bot.questions.buttons import AskAlone
from bot.questions.models import AskedQuestion
from bot.questions.repository import Questions
from bot.search.models import Hit
from bot.specialist.service import SpecialistService
from bot.team.repository import Team
from bot.telegram.inbox import LATE_AFTER
from bot.telegram.middlewares import AlbumMiddleware
from bot.telegram.reading import SPEAKS_FOR_ITSELF
from bot.telegram.routing import Routes
from bot.ui import texts as ui_texts
from bot.ui.profile import PRIVATE_COMMANDS, TYPED_COMMANDS
from bot.ui.screen import notice
from bot.ui.show import bot_username, in_words, show, show_instead, shown_in
from handlers.filters import (
    command,
    has_words,
    in_album,
    is_bot,
    is_command,
    message_text,
)

_START = re.compile(r"\?start=([\w-]{1,64})")


class LateMessages:
    """Filters for what was written hours ago, while the bot was not there."""

    def __init__(self) -> None:
        self._told: dict[int, datetime] = {}

    async def is_first(self, message: Message, questions: Questions) -> bool:
        """Whether the chat has not been told yet. Asked last: it is told from now on."""
        now = questions.clock()
        self._told = {chat: at for chat, at in self._told.items() if now - at < LATE_AFTER}
        if message.chat.id in self._told or not await self.is_late(message, questions):
            return False
        self._told[message.chat.id] = now
        return True

    async def is_late(self, message: Message, questions: Questions) -> bool:
        return message.date.timestamp() > 0 and questions.clock() - message.date > LATE_AFTER


def add_late_routes(routes: Routes) -> None:
    """Routes behind those that relay or store a message: that is done however late it is."""
    late = LateMessages()
    routes.message(tell_late, late.is_first)
    routes.message(pass_over, late.is_late)


async def tell_late(message: Message) -> None:
    """One line in the place of hours-old answers."""
    await show(message, notice(texts.LATE))


def add_routes(routes: Routes) -> None:
    routes.message(invite_question, command("search", magic=~F.args))
    routes.message(refuse_long, command("search"), is_long)
    routes.message(search_arguments, command("search"))
    routes.message(refuse_long, has_words, is_long)
    routes.message(search, has_words)
    routes.edited(refuse_long_again, has_words, is_long)
    routes.edited(search_again, has_words)
    routes.press(open_found, OpenFound.filter())
    routes.press(ask_alone, AskAlone.filter())


async def is_long(message: Message) -> bool:
    return len(message_text(message)) > LONGEST_QUESTION


async def invite_question(message: Message) -> None:
    await show(message, notice(texts.ASK))


async def refuse_long(message: Message, replaced: int | None) -> None:
    await show_instead(message, screens.too_long(), replaced)


async def refuse_long_again(message: Message, questions: Questions) -> None:
    earlier = await questions.reply_to(message.chat.id, message.message_id)
    await show_instead(message, screens.too_long(), earlier)


async def explain_in_english(message: Message) -> None:
    await show(message, screens.in_english())


async def search(
    message: Message, person: Person, answering: Answering, replaced: int | None
) -> None:
    seen = await _seen(message, person, answering)
    reply = await answering.ask(_asked(message, message_text(message), person), person, seen)
    shown = await show_instead(message, screens.reply(reply), replaced)
    await answering.record_shown(reply, shown)


async def search_arguments(
    message: Message,
    command: CommandObject,
    person: Person,
    answering: Answering,
) -> None:
    reply = await answering.ask(_asked(message, command.args or "", person), person)
    shown = await show(message, screens.reply(reply))
    await answering.record_shown(reply, shown)


async def search_again(
    message: Message, person: Person, answering: Answering, questions: Questions
) -> None:
    """The reply to an edited question replaces the earlier reply."""
    earlier = await questions.reply_to(message.chat.id, message.message_id)
    seen = await _seen(message, person, answering)
    asked = _asked(message, message_text(message), person)
    reply = await answering.ask(asked, person, seen)
    shown = await show_instead(message, screens.reply(reply), earlier)
    await answering.record_shown(reply, shown)


async def open_found(
    query: CallbackQuery, callback_data: OpenFound, person: Person, answering: Answering
) -> None:
    reply = await answering.reopen(callback_data.question_id, person.id)
    await show(query, screens.choices(reply, callback_data))
    await answering.look_at_first(reply)


async def ask_alone(
    query: CallbackQuery, callback_data: AskAlone, person: Person, answering: Answering
) -> None:
    reply = await answering.ask_alone(callback_data.question_id, person)
    await answering.record_shown(reply, await show(query, screens.reply(reply)))


async def _seen(message: Message, person: Person, answering: Answering) -> Seen:
    """What the message replies to; in a private chat, otherwise what the person looks at."""
    if shown := shown_card(message.reply_to_message):
        return await answering.subject(shown, person.id)
    return await answering.looked_at(person.id)


def shown_card(message: Message | None) -> str | Hit | None:
    """The card that a message shows: its key in the link of a button, the first of a list."""
    markup = message.reply_markup if message else None
    buttons = [button for row in markup.inline_keyboard for button in row] if markup else []
    found = (_START.search(unquote(button.url)) for button in buttons if button.url)
    keys = (key_of_payload(each[1]) for each in found if each)
    listed = (_listed(button.callback_data) for button in buttons if button.callback_data)
    return next(keys, None) or next(filter(None, listed), None)


def _listed(data: str) -> Hit | None:
    """The card that a button of a list of what was found opens; None for any other button."""
    for kind, address in (("answer", OpenAnswer), ("event", OpenEvent)):
        with suppress(TypeError, ValueError):
            opened = address.unpack(data)
            if opened.came_from(OpenFound.__prefix__):
                item = opened.answer_id if isinstance(opened, OpenAnswer) else opened.event_id
                return Hit(kind, item, "", "", "", 0.0)
    return None


def _asked(message: Message, text: str, person: Person) -> AskedQuestion:
    return AskedQuestion(person.id, message.chat.id, message.message_id, text)


_LONG = 6  # letters of a command in which two typing errors are tolerated


def add_fallback_routes(routes: Routes, albums: AlbumMiddleware) -> None:
    """What no other route takes still gets a useful screen."""
    routes.message(correct_command, is_command)
    routes.message(pass_over, albums.is_answered)
    routes.message(invite_words_once, in_album)
    routes.message(invite_words)
    routes.press(open_renewed)


async def correct_command(message: Message) -> None:
    await show(message, notice(texts.unknown_command(_nearest(message_text(message)))))


@flags.unlimited
async def pass_over(_message: Message) -> None:
    """An earlier message has got the reply: the first of an album or of those hours ago."""


async def invite_words_once(message: Message) -> int:
    """The words may come with a later picture: their answer takes the place of this."""
    return await show(message, notice(texts.ONLY_TEXT))


async def invite_words(message: Message, specialist: SpecialistService) -> None:
    """A specialist takes what says something without words: a voice message, a picture, a file."""
    if message.content_type in SPEAKS_FOR_ITSELF and specialist.availability.has_staff:
        await show(message, screens.not_text(message.message_id))
    else:
        await show(message, notice(texts.ONLY_TEXT))


async def open_renewed(
    query: CallbackQuery, person: Person, knowledge: Knowledge, people: People, team: Team
) -> str:
    """A button of an older release."""
    form, is_team = people.belongings.form(person.id), person.id in team
    menu = await knowledge.menu(person.role, form, is_team=is_team)
    await show(query, knowledge_screens.home(menu))
    return ui_texts.RENEWED


def _nearest(typed: str) -> str:
    """The command that was probably meant, or ""; admin commands are not offered."""
    name = typed.split(maxsplit=1)[0].partition("@")[0].removeprefix("/").casefold()
    slips = 1 if len(name) < _LONG else 2
    known = (*PRIVATE_COMMANDS, *TYPED_COMMANDS)
    near = process.extractOne(name, known, scorer=OSA.distance, score_cutoff=slips)
    return near[0] if near else ""


_MENTION = re.compile(r"(?<!\w)@(\w{1,32})\b(?!\.[A-Za-z])")  # «ivan@bot.ru» is an address


def _without_mentions(text: str, name: str) -> str | None:
    """What is said beside this name, however it is written; None where nobody mentions it."""
    left = _MENTION.sub(lambda found: found[0] if found[1].lower() != name.lower() else " ", text)
    return left.strip() if left != text else None


class IsAddressed(BaseFilter):
    """A message that mentions or answers the bot; the handler gets its text as `question`.

    Other bots are answered only their commands: one that replies to each reply would never end.
    """

    async def __call__(
        self, message: Message, bot: Bot, specialist: SpecialistService
    ) -> bool | dict[str, str]:
        me, text = await bot.me(), message_text(message)
        if is_bot(message):
            return False
        if (question := _without_mentions(text, me.username or "")) is not None:
            return {"question": question}
        to_bot = _answered(message) == me.id and not text.startswith("/")
        if message.chat.id == specialist.staff.chat_id:
            return False  # meant for a person whose dialogue is deleted
        return {"question": text} if to_bot and text else False


def _answered(message: Message) -> int | None:
    """The author of the message it replies to.

    In a topic every message formally replies to the one that opened it; that does not count.
    """
    earlier = message.reply_to_message
    if earlier is None or earlier.forum_topic_created or earlier.from_user is None:
        return None
    return earlier.from_user.id


def add_group_routes(routes: Routes) -> None:
    late = LateMessages()
    for is_for_bot in (command("start", "help", "search"), IsAddressed()):
        routes.message(tell_late, is_for_bot, late.is_first)
        routes.message(pass_over, is_for_bot, late.is_late)
    routes.message(answer_command, command("search", magic=F.args))
    routes.message(introduce, command("start", "help", "search"))
    routes.message(answer_mention, IsAddressed())


def add_overhearing(routes: Routes) -> None:
    """The last routes of groups."""
    routes.message(overhear)


async def refuse_press(query: CallbackQuery) -> None:
    """Ignored: such a press was made by a modified client."""


async def introduce(message: Message, bot: Bot) -> None:
    await show(message, screens.introduction(await bot_username(bot)))


async def answer_command(
    message: Message, command: CommandObject, bot: Bot, person: Person, answering: Answering
) -> None:
    await answer_mention(message, bot, command.args or "", person, answering)


async def answer_mention(
    message: Message, bot: Bot, question: str, person: Person, answering: Answering
) -> None:
    question = await _meant(message, question, answering)
    if not question:
        await introduce(message, bot)
    elif len(question) > LONGEST_QUESTION:
        await show(message, screens.too_long_in_group())
    else:
        asked = AskedQuestion(None, message.chat.id, message.message_id, question)
        shown = shown_card(message.reply_to_message)
        subject = await answering.subject(shown, NOBODY) if shown else None
        reply = await answering.ask(asked, person, subject)
        await show(message, screens.in_group(reply, await bot_username(bot)))


async def _meant(message: Message, question: str, answering: Answering) -> str:
    """«@bot подскажи» in reply to a colleague's question means that question."""
    earlier = message.reply_to_message  # None where it is quoted from another chat
    if (earlier and is_bot(earlier)) or len(question) > LONGEST_QUESTION:
        return question
    about = message_text(earlier) if earlier else ""
    if message.quote:
        about = message.quote.text
    if not about or (question and await answering.is_sure(question)):
        return question
    return about


@flags.unlimited
async def overhear(message: Message) -> None:
    """People talk to each other; the bot stays silent."""


CACHE_SECONDS = 60


def build_inline_router() -> Router:
    router = Router(name="inline")
    router.inline_query.register(answer_inline)
    return router


async def answer_inline(query: InlineQuery, bot: Bot, person: Person, answering: Answering) -> None:
    page = await answering.inline_page(query.query, query.offset, person.id)
    language = screens.inline_language(query.query, person.language)
    with shown_in(language):
        words = in_words(texts.OPEN_BOT if page.cards or query.offset else texts.ASK_BOT)
    await query.answer(
        screens.results(page.cards, await bot_username(bot), language),
        next_offset=page.next_offset,
        cache_time=CACHE_SECONDS,
        is_personal=True,
        button=InlineQueryResultsButton(text=words, start_parameter=texts.FROM_INLINE),
    )
