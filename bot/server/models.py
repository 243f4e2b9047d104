"""What may stop while the bot serves, and the figures by which it is noticed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SILENT_SECONDS = 600.0
LOW_DISK = 0.1
CONFLICTS = 3  # of ten minutes; a restart makes one


class TroubleKind(StrEnum):
    BROADCAST = "broadcast"  # a mailing paused by itself
    BACKUP = "backup"  # the nightly copy failed
    TELEGRAM = "telegram"  # no successful poll for ten minutes
    CONFLICT = "conflict"  # another process polls with the same token
    DISK = "disk"  # less than a tenth is free
    DIALOGUE = "dialogue"  # nobody has answered for a day
    UPDATES = "updates"  # given up within the last hour
    CONTENT = "content"  # files could not be imported


@dataclass(frozen=True, slots=True)
class Trouble:
    """`key` tells troubles of one kind apart and is stored; `detail` is only for the message.

    A trouble that `waits` is not told yet: nobody could do anything about it at this hour. `author`
    hears of it elsewhere.
    """

    kind: TroubleKind
    key: str = ""
    detail: str = field(default="", compare=False)
    waits: bool = field(default=False, compare=False)
    author: int = field(default=0, compare=False)

    @property
    def name(self) -> str:
        return f"{self.kind} {self.key}".strip()

    @classmethod
    def named(cls, name: str) -> "Trouble":
        kind, _, key = name.partition(" ")
        return cls(TroubleKind(kind), key)


@dataclass(frozen=True, slots=True)
class Measurements:
    """What is so now.

    `paused` are broadcasts with their authors, `waiting` the dialogues that nobody has answered,
    oldest first.
    """

    paused: Mapping[int, int]
    backup_failed: bool
    backup_seconds: float
    poll_seconds: float
    conflicts: int
    disk_free: float
    waiting: tuple[int, ...]
    failed_updates: int
    not_imported: tuple[str, ...]
    staff_sleeps: bool

    def troubles(self) -> Iterator[Trouble]:
        for broadcast_id, author in self.paused.items():
            yield Trouble(TroubleKind.BROADCAST, str(broadcast_id), author=author)
        if self.backup_failed:
            yield Trouble(TroubleKind.BACKUP)
        if self.poll_seconds > SILENT_SECONDS:
            yield Trouble(TroubleKind.TELEGRAM)
        if self.conflicts >= CONFLICTS:
            yield Trouble(TroubleKind.CONFLICT)
        if self.disk_free < LOW_DISK:
            yield Trouble(TroubleKind.DISK, detail=f"{100 * self.disk_free:.0f} %")
        if self.waiting:
            told = f"{len(self.waiting)}, самый давний диалог — № {self.waiting[0]}"
            yield Trouble(TroubleKind.DIALOGUE, detail=told, waits=self.staff_sleeps)
        if self.failed_updates:
            yield Trouble(TroubleKind.UPDATES, detail=str(self.failed_updates))
        if self.not_imported:
            yield Trouble(TroubleKind.CONTENT, detail=", ".join(self.not_imported))
