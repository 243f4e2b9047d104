"""Keyboards that Telegram takes, and the words with which it refuses the others.

Three refusals are stricter than Telegram, which mends these silently, to the surprise of authors: a
button without text (dropped), a button with two actions (one is taken), more than eight in a row.
"""

from bot.playground.errors import BadRequestError
from bot.playground.urls import BadLinkError, checked_link
from bot.playground.wire import Json, Result

MAX_BUTTONS = 100
MAX_IN_ROW = 8
MAX_DATA = 64
MAX_COPY = 256
_ACTIONS = (
    *("url", "callback_data", "web_app", "login_url", "switch_inline_query"),
    *("switch_inline_query_current_chat", "switch_inline_query_chosen_chat"),
    *("copy_text", "callback_game", "pay", "disabled"),
)
_MARKUPS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
_STYLES = (None, "danger", "success", "primary")


def checked_markup(markup: Json | None) -> Json | None:
    """Any `reply_markup`; None when there is none, or when it holds no button at all."""
    if not markup:
        return None
    if not any(name in markup for name in _MARKUPS):
        raise BadRequestError("object expected as reply markup")
    if "inline_keyboard" in markup:
        return checked_inline(markup)
    for flag in ("remove_keyboard", "force_reply", "selective", "resize_keyboard", "is_persistent"):
        if not isinstance(markup.get(flag, False), bool):
            raise BadRequestError(f'field "{flag}" must be of type Boolean')
    for row in _rows(markup, "keyboard"):
        for button in row:
            if not (button if isinstance(button, str) else button.get("text")):
                raise BadRequestError("can't parse keyboard button: Can't find field \"text\"")
    return markup


def checked_inline(markup: Json | None) -> Json | None:
    """Check an inline keyboard alone; the other kinds cannot be put under an existing message."""
    if not markup:
        return None
    if "inline_keyboard" not in markup:
        raise BadRequestError("inline keyboard expected")
    rows = [[_button(button) for button in row] for row in _rows(markup, "inline_keyboard") if row]
    return {"inline_keyboard": rows} if rows else None


def _rows(markup: Json, name: str) -> list[list[Result]]:
    rows = markup.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise BadRequestError(f'field "{name}" must be of type Array')
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_IN_ROW for row in rows):
        raise BadRequestError("reply markup is too long")
    return rows


def _button(button: Result) -> Json:
    if not isinstance(button, dict):
        raise _unparsed("Object expected")
    button = {name: value for name, value in button.items() if value is not None}
    if not isinstance(button.get("text"), str):
        raise _unparsed('Can\'t find field "text"')
    if not button["text"].strip():
        raise _unparsed('Field "text" must be non-empty')
    actions = [name for name in _ACTIONS if name in button]
    if not actions or (actions[0] in {"callback_data", "url"} and not button[actions[0]]):
        raise _unparsed("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _unparsed(f"Exactly one action is allowed, found {', '.join(actions)}")
    if button.get("style") not in _STYLES:
        raise BadRequestError("BUTTON_STYLE_INVALID")
    check = _CHECKS.get(actions[0])
    return check(button) if check else button


def _callback(button: Json) -> Json:
    if len(str(button["callback_data"]).encode()) > MAX_DATA:
        raise BadRequestError("BUTTON_DATA_INVALID")
    return button


def _link(button: Json) -> Json:
    try:
        return button | {"url": checked_link(button["url"])}
    except BadLinkError as error:
        url = button["url"]
        reason = f"inline keyboard button URL '{url}' is invalid: {error}"
        raise BadRequestError(reason) from None


def _copy(button: Json) -> Json:
    if not 1 <= len(button["copy_text"].get("text", "")) <= MAX_COPY:
        raise BadRequestError("BUTTON_COPY_TEXT_INVALID")
    return button


def _web_app(button: Json) -> Json:
    url = button["web_app"].get("url", "")
    if not url.startswith("https://"):
        reason = f"inline keyboard button Web App URL '{url}' is invalid: "
        raise BadRequestError(f"{reason}Only HTTPS links are allowed")
    return button


def _impossible(button: Json) -> Json:
    # Payments and games are not played here.
    raise BadRequestError("BUTTON_TYPE_INVALID" if button else "")


def _unparsed(reason: str) -> BadRequestError:
    return BadRequestError(f"can't parse inline keyboard button: {reason}")


_CHECKS = {
    "callback_data": _callback,
    "url": _link,
    "copy_text": _copy,
    "web_app": _web_app,
    "pay": _impossible,
    "callback_game": _impossible,
    "login_url": _impossible,
}
