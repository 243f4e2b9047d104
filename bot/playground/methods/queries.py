"""Answers to presses and inline queries: each once, and in time."""

from bot.playground.errors import BadRequestError
from bot.playground.inline_results import checked_result
from bot.playground.params import Params
from bot.playground.people import DEEP_LINK
from bot.playground.wire import Json, utf16_length
from bot.playground.world import World

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


METHODS = {
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
}
