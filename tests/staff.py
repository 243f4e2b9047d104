"""The specialists' side of a dialogue, for journeys."""

import struct
import zlib

from tests.person import Screen, World

FORUM = -1001000000001
STAFF = 1000009
MISS = "как пожарить стейк средней прожарки"


class Staff:
    """A member of the staff and what is seen in their group."""

    def __init__(self, world: World, group_id: int = FORUM) -> None:
        self.world = world
        self.group_id = group_id
        self.person = world.person(STAFF, "Павел")
        self._pressed = 0

    @property
    def group(self):
        return self.world.telegram.chat(self.group_id)

    @property
    def seen(self) -> list[str]:
        return [m.get("text") or m.get("caption") or "" for m in self.group.messages]

    @property
    def topic(self) -> int:
        return list(self.group.topics)[-1]

    @property
    def card(self) -> Screen:
        cards = [m for m in self.group.messages if "Диалог №" in m.get("text", "")]
        return Screen(cards[-1])

    async def writes(self, text: str, **where):
        place = {"chat_id": self.group_id, "thread_id": self.topic} | where
        return await self.person.writes(text, **place)

    @property
    def pressed(self) -> Screen:
        """The message that was pressed last, as it is now."""
        return Screen(self.group.history[self._pressed])

    async def presses(self, label: str, screen: Screen | None = None) -> str | None:
        """Press a button of the latest card, or of another screen; return the toast."""
        on = screen or self.card
        self._pressed = on.id
        press = self.world.telegram.press(
            STAFF, on.id, on.key(label)["callback_data"], self.group_id
        )
        await self.world.settle()
        answer = self.world.telegram.presses[press].answer
        return answer and answer.get("text")


def reactions(world: World, chat_id: int, message: dict) -> list[str]:
    return list(world.telegram.chat(chat_id).reactions.get(message["message_id"], {}).values())


def png(width: int = 8) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, 8, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 9 * width))
    return b"\x89PNG\r\n\x1a\n" + head + pixels + chunk(b"IEND", b"")
