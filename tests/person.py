"""People who use the bot: they write, press and see. Everything between them and the bot is real:
the dispatcher, the database, the search, and a Telegram (the playground's) that refuses what
Telegram refuses.
"""

import asyncio
import base64
import json
import re
from collections.abc import AsyncGenerator
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import ClientDecodeError
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile

from bot.knowledge.markup import unbound
from bot.playground.requests import ApiError, Json, UploadedFile
from bot.playground.telegram import Telegram
from bot.scheduler import Scheduler
from bot.telegram.client import JsonSession, keep_response_type
from bot.telegram.reading import feed
from bot.ui.screen import WIDTHS

TURNS = 10  # of the loop, for what nobody waits for: a mark of delivery
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def read_whole(file: InputFile, bot: Bot) -> bytes:
    """Joined in a thread: fifty megabytes would make the loop stand that the bench watches."""
    return await asyncio.to_thread(b"".join, [part async for part in file.read(bot)])


class PlayedSession(BaseSession):
    """Carries a bot's calls to the played Telegram without a network; answers are read as ever."""

    def __init__(self, telegram: Telegram) -> None:
        super().__init__()
        self.telegram = telegram

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None):
        files: dict[str, InputFile] = {}
        params = {
            name: prepared if isinstance(prepared, str) else json.loads(json.dumps(prepared))
            for name, value in method.model_dump(warnings=False).items()
            if (prepared := self.prepare_value(value, bot=bot, files=files)) is not None
        }
        uploads = {
            name: UploadedFile(file.filename or name, await read_whole(file, bot))
            for name, file in files.items()
        }
        try:
            result = await self.telegram.call(method.__api_method__, params, uploads)
            answer, status = {"ok": True, "result": result}, 200
        except ApiError as error:
            answer, status = error.body(), error.code
        keep_response_type(method.__returning__)
        content = json.dumps(answer)
        try:
            return self.check_response(bot, method, status, content).result
        except ClientDecodeError:
            return JsonSession().check_response(bot, method, status, content).result

    async def stream_content(self, url: str, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        file = self.telegram.files.at(url.partition(f"/bot{self.telegram.token}/")[2])
        assert file is not None, f"{url} is no file of this Telegram"
        yield file.data

    async def close(self) -> None: ...


class World:
    """One bot, its Telegram, and the people in it. Updates are handled as soon as they are made."""

    def __init__(
        self, telegram: Telegram, bot: Bot, dispatcher: Dispatcher, scheduler: Scheduler
    ) -> None:
        self.telegram = telegram
        self.bot = bot
        self.dispatcher = dispatcher
        self.scheduler = scheduler
        self.left_out: list[str] = []
        self._waiting: list[Json] = []
        telegram.updates.listeners.append(self._waiting.append)

    async def settle(self) -> None:
        """Let the bot handle every update that is waiting, and begin what it does beside them."""
        while self._waiting:
            update = self._waiting.pop(0)
            await feed(self.dispatcher, self.bot, update, self.left_out.append)
        for _ in range(TURNS):
            await asyncio.sleep(0)

    async def tick(self) -> None:
        """Let the scheduler do what is due by now."""
        await self.scheduler.tick()
        await self.settle()

    def person(self, person_id: int, name: str = "Ирина") -> "Person":
        if person_id not in self.telegram.people:
            self.telegram.add_person(person_id, name)
        return Person(self, person_id)

    def calls(self, method: str) -> list[Json]:
        """What the bot asked of this method, refused or not."""
        return [call.params for call in self.telegram.calls if call.method == method]


def read(message: Json) -> str:
    """The words of a message with spaces of one kind: a reader does not see which of them break."""
    text = message.get("text") or message.get("caption") or ""
    return unbound(text)


class Screen:
    """A message of the bot as a person sees it."""

    def __init__(self, message: Json) -> None:
        self.message = message

    @property
    def id(self) -> int:
        return self.message["message_id"]

    @property
    def text(self) -> str:
        return read(self.message)

    @property
    def keys(self) -> list[Json]:
        return [
            key
            for row in self.message.get("reply_markup", {}).get("inline_keyboard", [])
            for key in row
        ]

    @property
    def buttons(self) -> list[str]:
        return [key["text"] for key in self.keys]

    @property
    def cut(self) -> list[str]:
        """The labels that a phone cuts."""
        rows = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            key["text"] for row in rows for key in row if len(key["text"]) > WIDTHS.get(len(row), 4)
        ]

    def number(self, title: str) -> str:
        """The label of the button of this card in a list of what was found."""
        found = re.search(rf"^(\d)\. .*{re.escape(title)}", self.text, re.MULTILINE)
        assert found, f"No «{title}» in:\n{self.text}"
        return found[1]

    def key(self, label: str) -> Json:
        """The button whose label is, or else contains, `label`; or that of its line's number."""
        exact = [key for key in self.keys if key["text"] == label]
        found = exact or [key for key in self.keys if label in key["text"]]
        if not found and (line := re.search(rf"(?m)^(\d+)\. .*{re.escape(label)}", self.text)):
            found = [key for key in self.keys if key["text"] == line[1]]
        assert found, f"No button «{label}» among {self.buttons} under:\n{self.text}"
        return found[0]


class Person:
    def __init__(self, world: World, person_id: int) -> None:
        self.world = world
        self.id = person_id
        self.toast: str | None = None
        self.alert = False

    @property
    def messages(self) -> list[Json]:
        return self.world.telegram.chat(self.id).messages

    @property
    def screen(self) -> Screen:
        """The latest message of the bot."""
        mine = [message for message in self.messages if message["from"]["is_bot"]]
        assert mine, "The bot has said nothing yet"
        return Screen(mine[-1])

    @property
    def menu(self) -> Screen:
        """The latest message of the bot that has buttons: a file or a map may stand under it."""
        screens = [Screen(message) for message in self.messages if message["from"]["is_bot"]]
        return [screen for screen in screens if screen.buttons][-1]

    async def writes(self, text: str, **where: Any) -> Json:
        message = self.world.telegram.write(self.id, text, **where)
        await self.world.settle()
        return message

    async def sends(self, kind: str, data: bytes = PIXEL, **where: Any) -> Json:
        message = self.world.telegram.send_media(self.id, kind, data, **where)
        await self.world.settle()
        return message

    async def edits(self, message: Json, text: str) -> None:
        self.world.telegram.edit(self.id, message["message_id"], text)
        await self.world.settle()

    async def presses(self, label: str, screen: Screen | None = None) -> None:
        """Press a button of the latest screen, or of an older one that was kept."""
        on = screen or self.screen
        await self.opens(on.key(label)["callback_data"], on.id)

    async def opens(self, data: str, message_id: int | None = None) -> None:
        """Press a button with this callback data, even one that no screen ever had."""
        press_id = self.world.telegram.press(self.id, message_id or self.screen.id, data)
        await self.world.settle()
        press = self.world.telegram.presses[press_id]
        assert press.answer is not None, f"The press {data} was not answered"
        self.toast, self.alert = press.answer.get("text"), press.answer.get("show_alert", False)

    async def asks_inline(self, query: str, offset: str = "") -> Json:
        query_id = self.world.telegram.inline_query(self.id, query, offset)
        await self.world.settle()
        return self.world.telegram.inline_queries[query_id].answer or {}
