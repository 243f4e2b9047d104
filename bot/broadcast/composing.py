"""A message becomes a broadcast, or a part of one."""

import asyncio
from dataclasses import dataclass, replace

from bot.broadcast.albums_repository import Albums
from bot.broadcast.desk import Desk
from bot.broadcast.inputs_repository import Inputs
from bot.broadcast.models import Broadcast, State


@dataclass(frozen=True, slots=True)
class Piece:
    """A message as it arrived; `album` is empty for one that stands alone."""

    chat_id: int
    message_id: int
    album: str = ""


class Composing:
    """One message at a time: the parts of an album arrive together and make one draft."""

    def __init__(self, desk: Desk, inputs: Inputs, albums: Albums) -> None:
        self._desk = desk
        self._inputs = inputs
        self._albums = albums
        self._lock = asyncio.Lock()

    async def begin(self, admin_id: int, piece: Piece) -> int:
        """A new draft of this message and, if it is of an album, of every part that was seen."""
        return await self._desk.begin(admin_id, piece.chat_id, await self._parts(piece))

    async def extend(self, admin_id: int, piece: Piece) -> bool:
        """Whether the message was one more part of an album that is a draft already."""
        async with self._lock:
            return await self._extend(admin_id, piece)

    async def take(self, admin_id: int, piece: Piece) -> int | None:
        """What was asked for: a new draft, or another message for one; None for an album's rest."""
        async with self._lock:
            awaited = await self._inputs.awaited(admin_id)
            if awaited is None or await self._extend(admin_id, piece):
                return None
            await self._inputs.drop(admin_id)
            if awaited.broadcast_id is None:
                return await self.begin(admin_id, piece)
            found = await self._desk.broadcasts.find(awaited.broadcast_id)
            await self._put(admin_id, found, piece)
            return found.id

    async def _extend(self, admin_id: int, piece: Piece) -> bool:
        parts = await self._parts(piece)
        for draft in await self._desk.broadcasts.in_state(State.DRAFT):
            ours = draft.from_chat_id == piece.chat_id
            if piece.album and ours and not set(parts).isdisjoint(draft.message_ids):
                await self._put(admin_id, draft, piece)
                return True
        return False

    async def _put(self, admin_id: int, draft: Broadcast, piece: Piece) -> None:
        parts = await self._parts(piece)
        after = replace(draft, from_chat_id=piece.chat_id, message_ids=parts)
        await self._desk.change(admin_id, draft, after)

    async def _parts(self, piece: Piece) -> tuple[int, ...]:
        if not piece.album:
            return (piece.message_id,)
        return await self._albums.add(piece.chat_id, piece.album, piece.message_id)
