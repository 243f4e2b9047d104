"""What the bot is shown of a group: in privacy mode, only what concerns it."""

from bot.playground.chats import INSIDE, Chat
from bot.playground.wire import Json

_TALK = {"text", "caption", "photo", "document", "video", "voice", "sticker", "audio", "location"}


def hears(me: Json, chat: Chat, message: Json, *, privacy_mode: bool) -> bool:
    """Whether the bot `me` gets this message as an update."""
    if chat.is_private:
        return True
    status = chat.members.get(me["id"], "left")
    free = not privacy_mode or status == "administrator"
    return status in INSIDE and (free or _addressed(me, message))


def _addressed(me: Json, message: Json) -> bool:
    text = str(message.get("text") or message.get("caption") or "").lower()
    command = text.split()[0] if text.startswith("/") else ""
    return (
        message.get("reply_to_message", {}).get("from", {}).get("id") == me["id"]
        or message.get("via_bot", {}).get("id") == me["id"]
        or f"@{me['username']}".lower() in text
        or bool(command and "@" not in command)
        or message.keys().isdisjoint(_TALK)  # service messages are always shown
    )
