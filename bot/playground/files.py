"""Files that people and the bot have sent."""

import hashlib
import mimetypes
from dataclasses import dataclass

from bot.playground.errors import BadRequestError
from bot.playground.wire import Json

MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_UPLOAD = 50 * 1024 * 1024


@dataclass(frozen=True)
class StoredFile:
    """`id` is the bot's `file_id`; `unique_id` is the same for equal bytes."""

    id: str
    unique_id: str
    kind: str
    name: str
    data: bytes

    @property
    def path(self) -> str:
        return f"{self.kind}s/{self.id}{self.suffix}"

    @property
    def suffix(self) -> str:
        return "." + self.name.rpartition(".")[2] if "." in self.name else ""

    @property
    def mime_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def json(self) -> Json:
        """The fields that every kind of file has."""
        unique, size = self.unique_id, len(self.data)
        return {"file_id": self.id, "file_unique_id": unique, "file_size": size}


class Files:
    """By `file_id`."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def add(self, kind: str, data: bytes, name: str) -> StoredFile:
        unique = hashlib.sha256(data).hexdigest()[:16]
        file_id = f"{kind}-{len(self._files) + 1}-{unique}"
        self._files[file_id] = StoredFile(file_id, unique, kind, name, data)
        return self._files[file_id]

    def get(self, file_id: str) -> StoredFile:
        """Find a file; BadRequestError for an id that this Telegram never gave."""
        try:
            return self._files[file_id]
        except KeyError:
            reason = "wrong file identifier/HTTP URL specified"
            raise BadRequestError(reason) from None

    def at(self, path: str) -> StoredFile | None:
        """Find the file that `getFile` gave this path for."""
        return next((file for file in self._files.values() if file.path == path), None)
