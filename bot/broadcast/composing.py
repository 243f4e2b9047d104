"""A message becomes a broadcast, or a part of one."""

from dataclasses import dataclass, replace

from bot.audience.forms_repository import Forms
from bot.broadcast.albums_repository import Albums
from bot.broadcast.models import State
from bot.broadcast.newsroom import BEFORE, Newsroom


@dataclass(frozen=True, slots=True)
class Piece:
    """A message as it arrived; `album` is empty for one that stands alone.

    `words` is how its text or caption begins.
    """

    chat_id: int
    message_id: int
    album: str = ""
    words: str = ""


class Composing:
    """Updates of one chat come one after another, so the parts of an album cannot race."""

    def __init__(self, newsroom: Newsroom, forms: Forms, albums: Albums) -> None:
        self._newsroom = newsroom
        self._forms = forms
        self._albums = albums

    async def begin(self, admin_id: int, piece: Piece) -> int:
        """A new draft of this message and, if it is of an album, of every part that was seen."""
        parts = await self._parts(piece)
        return await self._newsroom.begin(admin_id, piece.chat_id, parts, piece.words)

    async def extend(self, admin_id: int, piece: Piece) -> bool:
        """Whether the message was one more part of an album that is a draft already."""
        parts = await self._parts(piece)
        for draft in await self._newsroom.broadcasts.in_state(State.DRAFT):
            ours = draft.from_chat_id == piece.chat_id
            if ours and not set(parts).isdisjoint(draft.message_ids):
                words = draft.excerpt or piece.words
                after = replace(draft, message_ids=parts, excerpt=words)
                changed = await self._newsroom.change(admin_id, draft, after)
                return changed or await self.extend(admin_id, piece)  # as it is by now
        return False

    async def reword(self, piece: Piece) -> bool:
        """Whether the message, edited in its chat, is one that a broadcast will be copied from."""
        found = False
        for state in BEFORE:
            for each in await self._newsroom.broadcasts.in_state(state):
                if each.from_chat_id != piece.chat_id or piece.message_id not in each.message_ids:
                    continue
                found = True
                if piece.words or not piece.album:  # the caption may be another part's
                    await self._newsroom.broadcasts.reword(each.id, piece.words)
        return found

    async def take(self, admin_id: int, piece: Piece, broadcast_id: int) -> int:
        """A new draft for the id 0, else another message for that one; returns its id."""
        await self._forms.leave(admin_id)
        if not broadcast_id:
            return await self.begin(admin_id, piece)
        chat_id, parts, words = piece.chat_id, await self._parts(piece), piece.words
        while (draft := await self._newsroom.broadcasts.find(broadcast_id)).state is State.DRAFT:
            after = replace(draft, from_chat_id=chat_id, message_ids=parts, excerpt=words)
            if await self._newsroom.change(admin_id, draft, after):
                break
        return broadcast_id

    async def _parts(self, piece: Piece) -> tuple[int, ...]:
        if not piece.album:
            return (piece.message_id,)
        return await self._albums.add(piece.chat_id, piece.album, piece.message_id)
