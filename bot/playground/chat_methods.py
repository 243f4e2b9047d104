"""Methods of the Bot API about chats, topics, updates and the bot itself."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from bot.playground.people import DEEP_LINK, checked_result
from bot.playground.sending import drop_topic, known_chat, known_message, make_topic, writable_chat
from bot.playground.updates import MAX_AT_ONCE, PlayedWebhook
from bot.playground.wire import BadRequestError, ForbiddenError, Json, Params, utf16_length
from bot.playground.world import INSIDE, Chat, ForumTopic, ScopeKey, World

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
_FULL = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys((*_GIFTS, "gifts_from_channels"), True),
}


def get_chat(world: World, params: Params) -> Json:
    chat = _visible(world, params)
    pinned = [chat.history[key] for key in chat.pinned if key in chat.history]
    return {**chat.json, **_FULL, **({"pinned_message": pinned[-1]} if pinned else {})}


def get_chat_member(world: World, params: Params) -> Json:
    chat, user_id = _visible(world, params), params.integer("user_id")
    user = world.find_user(user_id)
    if user is None:
        raise BadRequestError("member not found")
    inside = "member" if chat.is_private else "left"
    return world.member(user, chat.members.get(user_id, inside))


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    chat = _visible(world, params)
    if chat.is_private:
        raise BadRequestError("there are no administrators in the private chat")
    return [
        world.member(user, status)
        for user_id, status in chat.members.items()
        if status in {"administrator", "creator"} and (user := world.find_user(user_id))
    ]


def get_chat_member_count(world: World, params: Params) -> int:
    chat = _visible(world, params)
    return 2 if chat.is_private else sum(one in INSIDE for one in chat.members.values())


def leave_chat(world: World, params: Params) -> bool:
    chat = _visible(world, params)
    if chat.is_private:
        raise BadRequestError("chat member status can't be changed in private chats")
    chat.members[world.me["id"]] = "left"
    world.announce("chats")
    return True


def pin_chat_message(world: World, params: Params) -> bool:
    chat = writable_chat(world, params)
    message_id = known_message(chat, params.integer("message_id"), "pin")["message_id"]
    chat.pinned = [*(key for key in chat.pinned if key != message_id), message_id]
    world.announce("pinned", chat_id=chat.id, message_id=message_id)
    return True


def unpin_chat_message(world: World, params: Params) -> bool:
    chat = writable_chat(world, params)
    message_id = params.integer("message_id", chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise BadRequestError("message to unpin not found")
    chat.pinned.remove(message_id)
    world.announce("pinned", chat_id=chat.id, message_id=chat.pinned[-1] if chat.pinned else 0)
    return True


def _visible(world: World, params: Params) -> Chat:
    chat = known_chat(world, params)
    status = chat.members.get(world.me["id"], "left")
    if not chat.is_private and status not in INSIDE:
        raise ForbiddenError(f"bot is not a member of the {chat.type} chat")
    return chat


CHAT_METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
}


MAX_NAME = 128
_COLORS = frozenset({0, 0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F})


def create_forum_topic(world: World, params: Params) -> Json:
    chat, name = _forum(world, params), _name(params)
    color = params.integer("icon_color")
    if color not in _COLORS:
        raise BadRequestError("wrong forum topic icon color specified")
    topic = make_topic(world, chat, name, world.me, color)
    facts = {"name": topic.name, "icon_color": topic.icon_color}
    return {"message_thread_id": topic.id, **facts}


def edit_forum_topic(world: World, params: Params) -> bool:
    chat, topic = _topic(world, params)
    name = _name(params)
    if name == topic.name:
        raise BadRequestError("TOPIC_NOT_MODIFIED")
    topic.name = name
    _say(world, chat, topic, {"forum_topic_edited": {"name": name}})
    return True


def close_forum_topic(world: World, params: Params) -> bool:
    return _set_closed(world, params, closed=True)


def reopen_forum_topic(world: World, params: Params) -> bool:
    return _set_closed(world, params, closed=False)


def delete_forum_topic(world: World, params: Params) -> bool:
    chat, topic = _topic(world, params)
    drop_topic(world, chat, topic.id)
    return True


def _set_closed(world: World, params: Params, *, closed: bool) -> bool:
    chat, topic = _topic(world, params)
    if topic.closed == closed:
        raise BadRequestError("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _say(world, chat, topic, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})
    return True


def _say(world: World, chat: Chat, topic: ForumTopic, event: Json) -> None:
    world.post(chat, world.me, event | world.place(chat, 0, topic.id))
    world.announce("chats")


def _forum(world: World, params: Params) -> Chat:
    chat = writable_chat(world, params)
    if not chat.is_forum:
        raise BadRequestError("the chat is not a forum")
    if chat.members.get(world.me["id"]) != "administrator":
        raise BadRequestError("not enough rights to create a topic")
    return chat


def _topic(world: World, params: Params) -> tuple[Chat, ForumTopic]:
    chat = _forum(world, params)
    topic = chat.topics.get(params.integer("message_thread_id"))
    if topic is None:
        raise BadRequestError("TOPIC_ID_INVALID")
    return chat, topic


def _name(params: Params) -> str:
    name = params.text("name").strip()
    if not name:
        raise BadRequestError("TOPIC_TITLE_EMPTY")
    return name[:MAX_NAME]


FORUM_METHODS = {
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
}


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


PROFILE_METHODS = {
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


MAX_TOAST = 200
MAX_RESULTS = 50
MAX_OFFSET = 64
_TOO_LATE = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(world: World, params: Params) -> bool:
    press = world.presses.get(params.text("callback_query_id"))
    if press is None or press.answer is not None or _expired(world, press.at):
        raise BadRequestError(_TOO_LATE)
    text = params.text("text")
    if utf16_length(text) > MAX_TOAST:
        raise BadRequestError("MESSAGE_TOO_LONG")
    press.answer = {"text": text, "show_alert": params.flag("show_alert")}
    press.answer |= {"url": params.text("url")} if params.text("url") else {}
    place = {"chat_id": press.chat_id, "message_id": press.message_id}
    world.announce("answered", id=press.id, person_id=press.person_id, **place, **press.answer)
    return True


def answer_inline_query(world: World, params: Params) -> bool:
    asked = world.inline_queries.get(params.text("inline_query_id"))
    if asked is None or asked.answer is not None or _expired(world, asked.at):
        raise BadRequestError(_TOO_LATE)
    results = params.items("results")
    if len(results) > MAX_RESULTS:
        raise BadRequestError("too many inline query results")
    if len(params.text("next_offset").encode()) > MAX_OFFSET:
        raise BadRequestError("NEXT_OFFSET_INVALID")
    checked = [checked_result(result, world) for result in results]
    if len({result["id"] for result in checked}) < len(checked):
        raise BadRequestError("RESULT_ID_DUPLICATE")
    button = _button(params.fields("button"))
    offset = params.text("next_offset")
    asked.answer = {"results": checked, "next_offset": offset, "button": button}
    world.announce("inline", id=asked.id, person_id=asked.person_id, answer=asked.answer)
    return True


def _expired(world: World, since: float) -> bool:
    return world.clock() - since > world.callback_seconds


def _button(button: Json | None) -> Json | None:
    if button and not button.get("text"):
        raise BadRequestError("can't parse inline query results button: Can't find field \"text\"")
    payload = button.get("start_parameter", "") if button else "-"
    if button and "web_app" not in button and not (payload and DEEP_LINK.fullmatch(payload)):
        raise BadRequestError("START_PARAM_INVALID")
    return button


QUERIES_METHODS = {
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
}


_MAX_WAIT = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
_CONNECTIONS = range(1, 101)


async def get_updates(world: World, params: Params) -> list[Json]:
    limit = params.integer("limit", MAX_AT_ONCE)
    if not 0 <= limit <= MAX_AT_ONCE:
        raise BadRequestError("limit must be between 1 and 100")
    world.updates.allow(_kinds(params))
    seconds = min(params.integer("timeout"), _MAX_WAIT)
    return await world.updates.next_updates(params.integer("offset"), limit, seconds)


def set_webhook(world: World, params: Params) -> bool:
    """As a Bot API server on one's own machine, this takes plain HTTP, and only that machine."""
    url, secret = params.text("url"), params.text("secret_token")
    host = urlsplit(url).hostname
    if url and (not url.startswith(("http://", "https://")) or host not in _HERE):
        raise BadRequestError("bad webhook: the playground delivers only to this machine")
    if not _SECRET.fullmatch(secret):
        raise BadRequestError("secret token contains unallowed characters")
    connections = params.integer("max_connections", PlayedWebhook.max_connections)
    if connections not in _CONNECTIONS:
        raise BadRequestError("max_connections must be between 1 and 100")
    world.webhook = PlayedWebhook(url, secret, connections)
    world.updates.allow(_kinds(params))
    return _switched(world, params)


def delete_webhook(world: World, params: Params) -> bool:
    world.webhook = PlayedWebhook()
    return _switched(world, params)


def get_webhook_info(world: World, _params: Params) -> Json:
    webhook = world.webhook
    failed = {"last_error_date": webhook.error_at, "last_error_message": webhook.error}
    return {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
        "max_connections": webhook.max_connections,
        "allowed_updates": sorted(world.updates.allowed),
        **(failed if webhook.error else {}),
    }


def _switched(world: World, params: Params) -> bool:
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    world.updates.use_webhook(used=bool(world.webhook.url))
    return True


def _kinds(params: Params) -> list[str] | None:
    return params.items("allowed_updates") if "allowed_updates" in params else None


RECEIVING_METHODS = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}


METHODS = CHAT_METHODS | FORUM_METHODS | PROFILE_METHODS | QUERIES_METHODS | RECEIVING_METHODS
