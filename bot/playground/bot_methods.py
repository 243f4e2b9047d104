"""Methods of the Bot API about the bot: profile, commands, answers to queries, updates."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from bot.playground.formatted_text import message_text
from bot.playground.people import DEEP_LINK
from bot.playground.requests import (
    BadRequestError,
    Json,
    Params,
    Result,
    checked_inline,
    utf16_length,
)
from bot.playground.sending import known_chat
from bot.playground.updates import MAX_AT_ONCE, WebhookState
from bot.playground.world import ScopeKey, World

MAX_COMMANDS = 100
MAX_COMMAND_TEXT = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_TEXTS = {"description": 512, "short_description": 120}
_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "chat"})
MAX_TOAST = 200
MAX_RESULTS = 50
MAX_OFFSET = 64
_TOO_LATE = "query is too old and response timeout expired or query ID is invalid"
_MAX_WAIT = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
_CONNECTIONS = range(1, 101)
_MAX_ID = 64
_UNSAID = "can't parse inline query result: Can't find field \"input_message_content\""
_TEXTUAL = {"message_text": "text", "parse_mode": "parse_mode", "entities": "entities"}


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
    if kind not in _SCOPES:
        raise BadRequestError("can't parse BotCommandScope: Unsupported type specified")
    return str(kind), known_chat(world, Params(scope)).id if kind == "chat" else 0


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
    if not (payload and DEEP_LINK.fullmatch(payload)):
        raise BadRequestError("START_PARAM_INVALID")
    return button


async def get_updates(world: World, params: Params) -> list[Json]:
    limit = params.integer("limit", MAX_AT_ONCE)
    if not 0 <= limit <= MAX_AT_ONCE:
        raise BadRequestError("limit must be between 1 and 100")
    world.updates.allow(_kinds(params))
    seconds = min(params.integer("timeout"), _MAX_WAIT)
    return await world.updates.next_updates(params.integer("offset"), limit, seconds)


def set_webhook(world: World, params: Params) -> bool:
    """Accept plain HTTP, as a local Bot API server does, and addresses of this machine only."""
    url, secret = params.text("url"), params.text("secret_token")
    host = urlsplit(url).hostname
    if url and (not url.startswith(("http://", "https://")) or host not in _HERE):
        raise BadRequestError("bad webhook: the playground delivers only to this machine")
    if not _SECRET.fullmatch(secret):
        raise BadRequestError("secret token contains unallowed characters")
    if params.integer("max_connections", 40) not in _CONNECTIONS:
        raise BadRequestError("max_connections must be between 1 and 100")
    world.webhook = WebhookState(url, secret)
    world.updates.allow(_kinds(params))
    return _switched(world, params)


def delete_webhook(world: World, params: Params) -> bool:
    world.webhook = WebhookState()
    return _switched(world, params)


def _switched(world: World, params: Params) -> bool:
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    world.updates.use_webhook(used=bool(world.webhook.url))
    return True


def _kinds(params: Params) -> list[str] | None:
    return params.items("allowed_updates") if "allowed_updates" in params else None


def checked_result(result: Json, world: World) -> Json:
    """Check an inline result and add the content of its message as `content`."""
    identifier = str(result.get("id", ""))
    if not 1 <= len(identifier.encode()) <= _MAX_ID:
        raise BadRequestError("RESULT_ID_INVALID")
    if result.get("type") == "article" and not result.get("title"):
        raise BadRequestError("can't parse inline query result: Can't find field \"title\"")
    given = result.get("input_message_content") or {}
    if "message_text" not in given:
        raise BadRequestError(_UNSAID)
    values = {name: given[key] for key, name in _TEXTUAL.items() if key in given}
    content = message_text(Params(values), world.find_user)
    shown = {"link_preview_options": given.get("link_preview_options")}
    shown |= {"reply_markup": checked_inline(result.get("reply_markup"))}
    content |= {name: value for name, value in shown.items() if value}
    return {**result, "id": identifier, "content": content}


METHODS: dict[str, Callable[[World, Params], Result]] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description"),
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
}
