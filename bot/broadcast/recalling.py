"""The lane's second duty: delivered messages are taken back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.broadcast.books import Books
from bot.broadcast.delivery_repository import Key
from bot.broadcast.errand import Errand
from bot.broadcast.group_commit import GroupCommit
from bot.broadcast.models import Broadcast, Outcome, Recalled
from bot.broadcast.outcomes import Verdict, judge
from bot.broadcast.recall_repository import TakenBack

PAGE = 100
# Telegram deletes for 48 hours (https://core.telegram.org/bots/api#deletemessage); the clocks and
# the wait for a turn may differ by a little.
DELETABLE_SECONDS = 48 * 3600 - 300
NO_TEXT = "no text in the message"
UNCHANGED = "message is not modified"


class Recalling:
    """Deletes, and edits what is too old for that. Both can be repeated without harm."""

    def __init__(self, bot: Bot, books: Books) -> None:
        self._bot = bot
        self._books = books
        self._outcomes = GroupCommit[TakenBack, None](books.recalls.save)
        self._cursors: dict[int, int] = {}
        self._held: defaultdict[int, set[int]] = defaultdict(set)
        self._captioned: set[int] = set()
        self._edited: set[Key] = set()

    async def refill(self) -> Sequence[Errand]:
        errands: list[Errand] = []
        for broadcast in await self._books.recalls.unfinished():
            page = await self._page(broadcast)
            if not page and not self._held[broadcast.id]:
                await self._books.recalls.finish(broadcast.id)
                self._cursors.pop(broadcast.id, None)
            errands += page
        return errands

    async def begin(self, errand: Errand) -> bool:  # noqa: ARG002 - a recall is never stopped
        return True

    async def call(self, errand: Errand) -> None:
        age = self._books.clock().timestamp() - errand.at
        if age < DELETABLE_SECONDS:
            await self._bot.delete_messages(errand.chat_id, errand.message_ids)
            return
        try:
            await self._edit(errand)
        except TelegramBadRequest as error:
            if UNCHANGED not in error.message:
                raise
        self._edited.add(errand.key)

    def judge(self, error: Exception) -> Verdict:
        """Nothing speaks against a second try where the first may have been carried out."""
        verdict = judge(error)
        unclear = verdict.outcome is Outcome.UNKNOWN
        return replace(verdict, outcome=Outcome.PENDING) if unclear else verdict

    async def put_back(self, errand: Errand) -> None:
        """Its row says all the time that it is still to be done."""

    async def end(self, errand: Errand, verdict: Verdict) -> None:
        what = Recalled.EDITED if errand.key in self._edited else Recalled.DELETED
        if verdict.outcome is not Outcome.DELIVERED:
            what = Recalled.KEPT
        self._edited.discard(errand.key)
        await self._outcomes.write(TakenBack(errand.key, what, verdict.reason or None))

    def release(self, errand: Errand) -> None:
        self._held[errand.broadcast.id].discard(errand.person_id)

    async def _page(self, broadcast: Broadcast) -> list[Errand]:
        held, after = self._held[broadcast.id], self._cursors.get(broadcast.id, 0)
        rows = await self._books.recalls.delivered(broadcast.id, after, PAGE)
        self._cursors[broadcast.id] = rows[-1].person_id if rows else 0
        rows = [row for row in rows if row.person_id not in held]
        held.update(row.person_id for row in rows)
        return [
            Errand(broadcast, row.person_id, row.chat_id, 1, list(row.message_ids), row.at)
            for row in rows
        ]

    async def _edit(self, errand: Errand) -> None:
        """The text, or the caption of what has none; of an album, the first message's."""
        text, first = errand.broadcast.recall_text or "", errand.message_ids[0]
        if errand.broadcast.id not in self._captioned:
            try:
                await self._bot.edit_message_text(text, chat_id=errand.chat_id, message_id=first)
            except TelegramBadRequest as error:
                if NO_TEXT not in error.message:
                    raise
                self._captioned.add(errand.broadcast.id)
            else:
                return
        await self._bot.edit_message_caption(chat_id=errand.chat_id, message_id=first, caption=text)
