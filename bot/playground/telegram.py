"""One simulated Telegram: methods of the bot, actions of people; and the HTTP of the Bot API."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import isawaitable

from aiohttp import web

from bot.playground import bot_methods, chat_methods, message_methods
from bot.playground.faults import Faults, FloodControl
from bot.playground.media import MAX_UPLOAD
from bot.playground.people import GroupActions, MessageActions, QueryActions
from bot.playground.requests import (
    ApiError,
    DroppedError,
    Json,
    PageError,
    Params,
    Result,
    UploadedFile,
    dump,
)

_REMEMBERED = 10_000
_METHODS = {
    name.lower(): method  # Telegram ignores the case of a method's name
    for methods in (message_methods.METHODS, chat_methods.METHODS, bot_methods.METHODS)
    for name, method in methods.items()
}
_NOT_FOUND = ApiError(404, "Not Found")
_ONLY_POST = ApiError(405, "Method Not Allowed: the playground takes it only by POST")
_UNAUTHORIZED = ApiError(401, "Unauthorized")
MAX_REQUEST = MAX_UPLOAD + 1024 * 1024


@dataclass(frozen=True)
class Call:
    """A call of the bot. `error` is the refusal or the broken connection, if any."""

    method: str
    params: Json
    at: float
    error: ApiError | DroppedError | None


class Telegram(MessageActions, QueryActions, GroupActions):
    """The Telegram of one bot, in memory."""

    def __init__(
        self,
        token: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(token, clock)
        self.calls: deque[Call] = deque(maxlen=_REMEMBERED)
        self.faults = Faults()
        self.flood = FloodControl(clock)
        self.updates.disorder = self._disorder
        self.methods = dict(_METHODS)  # a test may replace one

    def number_from(self, first: int) -> None:
        """Number updates and messages from `first`: the bot may remember ids of an earlier run."""
        self.updates.number_from(first)
        for ids in (self.private_ids, *(chat.ids for chat in self.chats.values())):
            ids.last = first

    async def call(
        self, method: str, params: Json, files: Mapping[str, UploadedFile] | None = None
    ) -> Result:
        """Carry out a method of the Bot API and return its JSON result.

        Raises ApiError for a refusal and DroppedError where the connection breaks.
        """
        error: ApiError | DroppedError | None = None
        try:
            return await self._answer(method, Params(params, files))
        except (ApiError, DroppedError) as problem:
            error = problem
            raise
        finally:
            self.calls.append(Call(method, params, self.clock(), error))

    async def next_updates(
        self, offset: int = 0, limit: int = 100, seconds: int = 0, allowed: list[str] | None = None
    ) -> list[Json]:
        """Call `getUpdates`."""
        params = {"offset": offset, "limit": limit, "timeout": seconds, "allowed_updates": allowed}
        found: list[Json] = await self.call("getUpdates", params)
        return found

    async def _answer(self, method: str, params: Params) -> Result:
        answer_lost = await self.faults.before_call(method)
        self.flood.check(method, params.text("chat_id"))
        run = self.methods.get(method.lower())
        if run is None:
            raise ApiError(404, "Not Found: method not found")
        result = run(self, params)
        result = await result if isawaitable(result) else result
        if answer_lost:
            raise DroppedError(method, carried_out=True)
        return result

    def _disorder(self, kind: str) -> bool:
        return self.faults.disorder(kind)  # read each time: a test may replace `faults`


TELEGRAM: web.AppKey[Telegram] = web.AppKey("telegram", Telegram)


def bot_api_routes() -> list[web.RouteDef]:
    return [
        web.get("/bot{token}/{method}", read_method, allow_head=False),
        web.post("/bot{token}/{method}", call_method),
        web.get("/file/bot{token}/{path:.+}", download),
    ]


async def read_method(request: web.Request) -> web.StreamResponse:
    """As `call_method`, where nothing changes: a picture on any page makes such a request."""
    method = request.match_info["method"].lower()
    if not method.startswith("get") or method == "getupdates":
        return _json(_ONLY_POST.body(), _ONLY_POST.code)
    return await call_method(request)


async def call_method(request: web.Request) -> web.StreamResponse:
    """Carry out a method. DroppedError closes the connection without a response."""
    telegram = request.app[TELEGRAM]
    try:
        if request.match_info["token"] != telegram.token:
            raise _UNAUTHORIZED
        values, files = await read_form(request)
        result = await telegram.call(request.match_info["method"], values, files)
    except PageError as broken:
        return web.Response(text=broken.page, status=broken.code, content_type="text/html")
    except ApiError as refusal:
        return _json(refusal.body(), refusal.code)
    except DroppedError:
        if request.transport:
            request.transport.abort()
        return web.Response()
    return _json({"ok": True, "result": result}, 200)


async def download(request: web.Request) -> web.StreamResponse:
    telegram = request.app[TELEGRAM]
    file = telegram.files.at(request.match_info["path"])
    if request.match_info["token"] != telegram.token or file is None:
        return _json(_NOT_FOUND.body(), 404)
    return web.Response(body=file.data, content_type="application/octet-stream")


async def read_form(request: web.Request) -> tuple[Json, Mapping[str, UploadedFile]]:
    """Return the values and files of a call from its JSON, form and query string."""
    values: Json = dict(request.query)
    if request.content_type == "application/json":
        return values | await _read_json(request), {}
    files: dict[str, UploadedFile] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = UploadedFile(value.filename, value.file.read())
        else:
            values[name] = value
    return values, files


async def _read_json(request: web.Request) -> Json:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ApiError(400, "Bad Request: can't parse request parameters JSON object")
    return body


def _json(body: Json, status: int) -> web.Response:
    return web.json_response(body, status=status, dumps=dump)
