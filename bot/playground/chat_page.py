"""The HTTP API of the chat page: state, actions, uploads, events."""

import asyncio
import mimetypes
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.playground.faults import Rates
from bot.playground.people import Destination
from bot.playground.requests import ApiError, Json, Result, dump
from bot.playground.telegram import TELEGRAM, Telegram, read_form
from bot.playground.world import INSIDE, Chat, TelegramUser

Action = Callable[[Telegram, Json], Result]
_WHERE = ("chat_id", "reply_to", "thread_id")
_PAGE = Path(__file__).parent / "page"
_HEARTBEAT = 15.0
_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "video/mp4", "audio/ogg")
SHUTDOWN: web.AppKey[asyncio.Event] = web.AppKey("closing", asyncio.Event)


def page_state(telegram: Telegram) -> Json:
    """Return the bot, the people to act as, and the rates of network faults."""
    return {
        "bot": telegram.me,
        "people": [_person(person) for person in telegram.people.values()],
        "network": asdict(telegram.faults.rates) | {"methods": telegram.faults.methods},
    }


def person_state(telegram: Telegram, person_id: int) -> Json:
    """Return the chats of one person with their messages."""
    chats = [chat for chat in telegram.chats.values() if _inside(chat, person_id)]
    return {"chats": [_chat(telegram, chat, person_id) for chat in chats]}


def _inside(chat: Chat, person_id: int) -> bool:
    if chat.is_private:
        return chat.id == person_id
    return not chat.migrated_to and chat.members.get(person_id) in INSIDE


def _person(person: TelegramUser) -> Json:
    return {**person.user, "started": person.started, "blocked": person.blocked}


def _chat(telegram: Telegram, chat: Chat, person_id: int) -> Json:
    language = telegram.people[person_id].language_code
    reactions = {key: list(given.values()) for key, given in chat.reactions.items()}
    waiting = [
        {"message_id": press.message_id, "data": press.data, "id": press.id}
        for press in telegram.presses.values()
        if press.chat_id == chat.id and press.person_id == person_id and press.answer is None
    ]
    about: dict[str, Any] = {
        "description": telegram.profile.text("description", language),
        "commands": telegram.profile.commands_in(chat, language),
    }
    return {
        **chat.json,
        **about,
        "messages": chat.messages,
        "topics": [asdict(topic) for topic in chat.topics.values()],
        "keyboard": chat.keyboard,
        "reactions": reactions,
        "waiting": waiting,
    }


class UnknownActionError(ValueError):
    """The page asks for an action that the server does not have."""


def perform(telegram: Telegram, args: Json) -> Result:
    """Carry out an action of the page; KeyError or ValueError when its arguments are wrong."""
    try:
        action = _ACTIONS[args["action"]]
    except KeyError:
        raise UnknownActionError(args.get("action")) from None
    return action(telegram, args)


def destination(args: Json) -> Destination:
    """Return where the message of an action goes."""
    place: Destination = {}
    for name in _WHERE:
        if args.get(name):
            place[name] = int(args[name])  # type: ignore[literal-required]
    return place


def _forward(telegram: Telegram, args: Json) -> Result:
    message = telegram.chat(args["from_chat_id"]).history[args["message_id"]]
    return telegram.forward(args["person_id"], message, **destination(args))


def _network(telegram: Telegram, args: Json) -> Result:
    telegram.faults.rates = Rates(**args["rates"])
    return telegram.announce("network")


def _at(args: Json, what: str) -> tuple[int, int, str, int]:
    """What a person does to a message of a chat."""
    return args["person_id"], args["message_id"], args[what], args["chat_id"]


_ACTIONS: dict[str, Action] = {
    "write": lambda to, args: to.write(args["person_id"], args["text"], **destination(args)),
    "start": lambda to, args: to.start(args["person_id"], args.get("payload", "")),
    "contact": lambda to, args: to.share_contact(args["person_id"], **destination(args)),
    "edit": lambda to, args: to.edit(*_at(args, "text")),
    "press": lambda to, args: to.press(*_at(args, "data")),
    "react": lambda to, args: to.react(*_at(args, "emoji")),
    "delete": lambda to, args: to.delete_message(args["chat_id"], args["message_id"]),
    "forward": _forward,
    "inline": lambda to, args: to.inline_query(
        args["person_id"], args["query"], args.get("offset", "")
    ),
    "choose": lambda to, args: to.choose_result(
        args["query_id"], args["result_id"], args["chat_id"]
    ),
    "block": lambda to, args: to.set_blocked(args["person_id"], blocked=args["blocked"]),
    "topic": lambda to, args: to.create_topic(args["person_id"], args["chat_id"], args["name"]).id,
    "delete_topic": lambda to, args: to.delete_topic(args["chat_id"], args["thread_id"]),
    "network": _network,
}


def page_routes() -> list[web.RouteDef]:
    return [
        web.get("/", index),
        web.get("/page/{name:[a-z_]+\\.[a-z]+}", asset),
        web.get("/playground/state", state),
        web.get("/playground/chats/{person_id:\\d+}", chats),
        web.get("/playground/events", events),
        web.get("/playground/files/{file_id}", file),
        web.post("/playground/act", do_action),
        web.post("/playground/upload", upload),
    ]


async def index(_request: web.Request) -> web.StreamResponse:
    return _asset("index.html")


async def asset(request: web.Request) -> web.StreamResponse:
    return _asset(request.match_info["name"])


async def state(request: web.Request) -> web.StreamResponse:
    return web.json_response(page_state(request.app[TELEGRAM]), dumps=dump)


async def chats(request: web.Request) -> web.StreamResponse:
    telegram, person_id = request.app[TELEGRAM], int(request.match_info["person_id"])
    if person_id not in telegram.people:
        raise web.HTTPNotFound
    return web.json_response(person_state(telegram, person_id), dumps=dump)


async def do_action(request: web.Request) -> web.StreamResponse:
    """Return the result of the action, or 400 with the error."""
    args = await request.json()
    try:
        made = perform(request.app[TELEGRAM], args)
    except (KeyError, ValueError, IndexError, TypeError) as error:
        return web.json_response({"error": str(error)}, status=400, dumps=dump)
    return web.json_response({"result": made}, dumps=dump)


async def upload(request: web.Request) -> web.StreamResponse:
    """Send files as `kind`: one as a message, several as an album."""
    telegram = request.app[TELEGRAM]
    values, files = await read_form(request)
    person_id, kind, place = int(values["person_id"]), values["kind"], destination(values)
    data = [(kind, one.data) for one in files.values()]
    try:
        if len(data) > 1:
            telegram.send_album(person_id, data, values.get("text", ""), **place)
        for one in files.values() if len(data) == 1 else ():
            telegram.send_media(person_id, kind, one.data, one.name, **place)
    except (ApiError, ValueError) as error:
        return web.json_response({"error": str(error)}, status=400, dumps=dump)
    return web.json_response({"result": len(data)})


async def file(request: web.Request) -> web.StreamResponse:
    """Return a file of a chat: media inline, any other type as a download."""
    try:
        found = request.app[TELEGRAM].files.get(request.match_info["file_id"])
    except ApiError:
        raise web.HTTPNotFound from None
    shown = found.mime_type in _SHOWN
    kind = found.mime_type if shown else "application/octet-stream"
    headers = {} if shown else {"Content-Disposition": "attachment"}
    return web.Response(body=found.data, content_type=kind, headers=headers)


async def events(request: web.Request) -> web.StreamResponse:
    """Stream changes as server-sent events."""
    telegram, closing = request.app[TELEGRAM], request.app[SHUTDOWN]
    response = web.StreamResponse(headers={"Cache-Control": "no-store"})
    response.content_type = "text/event-stream"
    await response.prepare(request)
    changes: asyncio.Queue[Json] = asyncio.Queue()
    telegram.on_change.append(changes.put_nowait)
    try:
        while not closing.is_set():
            await response.write(await _next_event(changes))
    except ConnectionError:
        return response
    finally:
        telegram.on_change.remove(changes.put_nowait)
    return response


async def _next_event(changes: asyncio.Queue[Json]) -> bytes:
    try:
        change = await asyncio.wait_for(changes.get(), _HEARTBEAT)
    except TimeoutError:
        return b": still here\n\n"
    return f"data: {dump(change)}\n\n".encode()


def _asset(name: str) -> web.StreamResponse:
    path = _PAGE / name
    if not path.is_file():
        raise web.HTTPNotFound
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {"Cache-Control": "no-cache"}
    return web.Response(body=path.read_bytes(), content_type=kind, charset="utf-8", headers=headers)
