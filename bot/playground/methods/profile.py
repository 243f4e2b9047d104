"""What the bot tells about itself."""

import re
from collections.abc import Callable

from bot.playground.chats import Chat
from bot.playground.errors import BadRequestError
from bot.playground.params import Params
from bot.playground.profile import ScopeKey
from bot.playground.sending import known_chat
from bot.playground.wire import Json
from bot.playground.world import World

MAX_COMMANDS = 100
MAX_COMMAND_TEXT = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_TEXTS = {"name": 64, "description": 512, "short_description": 120}
_WIDE = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
_NARROW = frozenset({"chat", "chat_administrators", "chat_member"})
_BUTTONS = frozenset({"default", "commands", "web_app"})


def get_me(world: World, _params: Params) -> Json:
    return {
        **world.me,
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy_mode,
        "supports_inline_queries": True,
    }


def set_my_commands(world: World, params: Params) -> bool:
    commands = params.items("commands")
    if len(commands) > MAX_COMMANDS:
        raise BadRequestError("BOT_COMMANDS_TOO_MUCH")
    checked = [_command(command) for command in commands]
    world.profile.commands[_scope(world, params), _language(params)] = checked
    world.announce("commands")
    return True


def get_my_commands(world: World, params: Params) -> list[Json]:
    return world.profile.commands.get((_scope(world, params), _language(params)), [])


def delete_my_commands(world: World, params: Params) -> bool:
    world.profile.commands.pop((_scope(world, params), _language(params)), None)
    world.announce("commands")
    return True


def set_chat_menu_button(world: World, params: Params) -> bool:
    chat_id = known_chat(world, params).id if "chat_id" in params else 0
    button = params.fields("menu_button") or {"type": "default"}
    if button.get("type") not in _BUTTONS:
        raise BadRequestError("can't parse menu button: MenuButton has unsupported type")
    world.profile.menu_buttons[chat_id] = button
    return True


def get_chat_menu_button(world: World, params: Params) -> Json:
    chat_id = known_chat(world, params).id if "chat_id" in params else 0
    return world.profile.menu_buttons.get(chat_id, {"type": "commands"})


def _command(command: Json) -> Json:
    name, text = str(command.get("command", "")).removeprefix("/"), command.get("description", "")
    if not name:
        raise BadRequestError("command must be non-empty")
    if not _COMMAND.fullmatch(name):
        raise BadRequestError("BOT_COMMAND_INVALID")
    if not text.strip():
        raise BadRequestError("command description must be non-empty")
    if len(text) > MAX_COMMAND_TEXT:
        raise BadRequestError("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": text}


def _scope(world: World, params: Params) -> ScopeKey:
    scope = params.fields("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind in _WIDE:
        return str(kind), 0, 0
    if kind not in _NARROW:
        raise BadRequestError("can't parse BotCommandScope: Unsupported type specified")
    chat: Chat = known_chat(world, Params(scope))
    return str(kind), chat.id, Params(scope).integer("user_id")


def _language(params: Params) -> str:
    language = params.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise BadRequestError("LANGUAGE_CODE_INVALID")
    return language


def _setter(name: str) -> Callable[[World, Params], bool]:
    def set_text(world: World, params: Params) -> bool:
        text = params.text(name)
        if len(text) > _TEXTS[name]:
            raise BadRequestError(f"BOT_{name.upper()}_TOO_LONG")
        world.profile.texts[name, _language(params)] = text
        world.announce("profile")
        return True

    return set_text


def _getter(name: str) -> Callable[[World, Params], Json]:
    def get_text(world: World, params: Params) -> Json:
        return {name: world.profile.text(name, _language(params))}

    return get_text


METHODS = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "setMyName": _setter("name"),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description"),
}
