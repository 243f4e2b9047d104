"""What the bot tells about itself: commands by scope, descriptions, the menu button."""

from dataclasses import dataclass, field

from bot.playground.chats import Chat
from bot.playground.wire import Json

ScopeKey = tuple[str, int, int]


@dataclass
class Profile:
    """Texts are kept by (field, language), commands by (scope, language)."""

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[ScopeKey, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)

    def text(self, name: str, language: str) -> str:
        """In the language asked for, else in the default one."""
        return self.texts.get((name, language)) or self.texts.get((name, ""), "")

    def commands_in(self, chat: Chat, user_id: int, language: str) -> list[Json]:
        """Find what the person's menu shows in this chat: the narrowest scope that has commands."""
        for scope in _scopes(chat, user_id):
            for spoken in (language, ""):
                if (scope, spoken) in self.commands:
                    return self.commands[scope, spoken]
        return []


def _scopes(chat: Chat, user_id: int) -> list[ScopeKey]:
    """https://core.telegram.org/bots/api#determining-list-of-commands."""
    if chat.is_private:
        return [("chat", chat.id, 0), ("all_private_chats", 0, 0), ("default", 0, 0)]
    admin = chat.members.get(user_id) in {"administrator", "creator"}
    admins: list[ScopeKey] = [("chat_administrators", chat.id, 0)] if admin else []
    all_admins: list[ScopeKey] = [("all_chat_administrators", 0, 0)] if admin else []
    return [
        ("chat_member", chat.id, user_id),
        *admins,
        ("chat", chat.id, 0),
        *all_admins,
        ("all_group_chats", 0, 0),
        ("default", 0, 0),
    ]
