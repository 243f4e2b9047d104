"""People at a bot that runs elsewhere: they see only their chat, and wait until it answers."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.applications import texts as applications_texts
from bot.events import texts as events_texts
from bot.events.buttons import OpenEvent
from bot.knowledge import texts as knowledge_texts
from bot.playground.telegram import Telegram
from bot.questions import texts as questions_texts
from bot.reminders import texts as reminders_texts
from bot.specialist import texts as specialist_texts
from bot.ui import texts as ui_texts
from tests.person import Screen
from tests.serving import PATIENCE

FIRST = 2_000_001
PAUSE = 0.4  # nobody presses faster for long; the bot would tell them so
COMPANY, CONTACT, WISH = "ООО Ромашка", "+7 900 000-00-00", "место на стенде"
QUESTION, MISS = "когда открылось Руднево", "как пожарить стейк средней прожарки"
FORM = f"company = '{COMPANY}' AND contact = '{CONTACT}' AND wish = '{WISH}'"
DONE_ONCE = {
    "questions": ("person_id = ? AND outcome = 'answer'", 1),
    "saved_answers": ("person_id = ?", 1),
    "answer_votes": ("person_id = ? AND useful = 1", 1),
    "opt_outs": ("person_id = ? AND topic = 'export'", 1),
    "votes": ("person_id = ?", 1),
    "saved_events": ("person_id = ?", 1),
    "applications": (f"person_id = ? AND state = 'sent' AND {FORM}", 1),
    "enquiries": (f"person_id = ? AND sent_at IS NOT NULL AND text = '{MISS}'", 1),
    "letters": ("person_id = ?", 1),
    "forms": ("person_id = ? AND kind <> 'application'", 0),
}


class Visitor:
    def __init__(self, telegram: Telegram, person_id: int) -> None:
        self.telegram = telegram
        self.id = person_id
        telegram.add_person(person_id, "Участник")

    @property
    def screens(self) -> list[Screen]:
        messages = self.telegram.chat(self.id).messages
        return [Screen(each) for each in messages if each["from"]["is_bot"]]

    async def lives(self, event_id: int) -> None:
        """Does one of everything, each after the last was answered."""
        # Killed between the greeting and the question, the bot greets who returns.
        await self.writes("/start", "Чем вам помочь?", "Меню\n")
        await self.writes(QUESTION, knowledge_texts.SAVE)
        await self.presses(knowledge_texts.SAVE, knowledge_texts.UNSAVE)
        await self.presses(questions_texts.USEFUL, ui_texts.CHOSEN + questions_texts.USEFUL)
        await self.writes("/settings", "✅ Экспорт")
        await self.presses("✅ Экспорт", "▫️ Экспорт")
        await self.opens(OpenEvent(event_id=event_id).pack(), applications_texts.APPLY)
        await self.presses("Хочу такую в", events_texts.TAKE_BACK)
        await self.presses(reminders_texts.SAVE, reminders_texts.UNSAVE)
        await self.presses(applications_texts.APPLY, "Шаг 1 из 3")
        await self.writes(COMPANY, "Шаг 2 из 3")
        await self.writes(CONTACT, "Шаг 3 из 3")
        await self.writes(WISH, applications_texts.SEND)
        await self.presses(applications_texts.SEND, "отправлена")
        await self.writes(MISS, specialist_texts.ASK)
        await self.presses(specialist_texts.ASK, specialist_texts.SEND)
        await self.presses(specialist_texts.SEND, "Передал специалистам")

    async def writes(self, text: str, *seen: str) -> None:
        """Waits for one of the words in `seen`."""
        message = self.telegram.write(self.id, text)
        await self._wait(seen, message["message_id"])

    async def presses(self, label: str, seen: str) -> None:
        screen = next(each for each in reversed(self.screens) if _shows(each, label))
        await self.opens(screen.key(label)["callback_data"], seen, screen)

    async def opens(self, data: str, seen: str, screen: Screen | None = None) -> None:
        on = screen or self.screens[-1]
        self.telegram.press(self.id, on.id, data)
        await self._wait((seen,), on.id)

    async def _wait(self, seen: tuple[str, ...], since: int) -> None:
        """Older screens tell nothing: a lost answer leaves a copy with the same buttons."""
        async with asyncio.timeout(PATIENCE):
            while not any(  # noqa: ASYNC110 - another program is being watched
                _shows(each, words) for each in self.screens if each.id >= since for words in seen
            ):
                await asyncio.sleep(0.02)
        await asyncio.sleep(PAUSE)


def _shows(screen: Screen, words: str) -> bool:
    return words in screen.text or any(words in button for button in screen.buttons)


def amiss(path: Path, visitors: list[Visitor]) -> list[str]:
    """What somebody did that is not in the database exactly once."""
    found = []
    with closing(sqlite3.connect(path)) as connection:
        for visitor in visitors:
            for table, (condition, wanted) in DONE_ONCE.items():
                sql = f"SELECT count(*) FROM {table} WHERE {condition}"
                (number,) = connection.execute(sql, (visitor.id,)).fetchone()
                if number != wanted:
                    found.append(f"{visitor.id}: {number} in {table}")
    return found
