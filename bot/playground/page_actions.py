"""What a person does on the page, as JSON: `{"action": "write", "person_id": 7, …}`."""

from collections.abc import Callable

from bot.playground.faults import Rates
from bot.playground.people import Where
from bot.playground.telegram import Telegram
from bot.playground.wire import Json, Result

Action = Callable[[Telegram, Json], Result]
_WHERE = ("chat_id", "reply_to", "thread_id")


class UnknownActionError(ValueError):
    """The page and the server do not fit together."""


def act(telegram: Telegram, wish: Json) -> Result:
    """Carry out an action of the page; KeyError or ValueError when it makes no sense."""
    try:
        action = _ACTIONS[wish["action"]]
    except KeyError:
        raise UnknownActionError(wish.get("action")) from None
    return action(telegram, wish)


def where(wish: Json) -> Where:
    """Find the place that a wish names."""
    place: Where = {}
    for name in _WHERE:
        if wish.get(name):
            place[name] = int(wish[name])  # type: ignore[literal-required]
    return place


def _write(telegram: Telegram, wish: Json) -> Result:
    return telegram.write(wish["person_id"], wish["text"], **where(wish))


def _start(telegram: Telegram, wish: Json) -> Result:
    return telegram.start(wish["person_id"], wish.get("payload", ""))


def _edit(telegram: Telegram, wish: Json) -> Result:
    place = wish["person_id"], wish["message_id"]
    return telegram.edit(*place, wish["text"], wish["chat_id"])


def _press(telegram: Telegram, wish: Json) -> Result:
    place = wish["person_id"], wish["message_id"]
    return telegram.press(*place, wish["data"], wish["chat_id"])


def _react(telegram: Telegram, wish: Json) -> Result:
    place = wish["person_id"], wish["message_id"]
    return telegram.react(*place, wish["emoji"], wish["chat_id"])


def _delete(telegram: Telegram, wish: Json) -> Result:
    return telegram.delete_message(wish["chat_id"], wish["message_id"])


def _forward(telegram: Telegram, wish: Json) -> Result:
    message = telegram.chat(wish["from_chat_id"]).history[wish["message_id"]]
    return telegram.forward(wish["person_id"], message, **where(wish))


def _ask_inline(telegram: Telegram, wish: Json) -> Result:
    return telegram.inline_query(wish["person_id"], wish["query"], wish.get("offset", ""))


def _choose(telegram: Telegram, wish: Json) -> Result:
    return telegram.choose_result(wish["query_id"], wish["result_id"], wish["chat_id"])


def _block(telegram: Telegram, wish: Json) -> Result:
    change = telegram.block if wish["blocked"] else telegram.unblock
    return change(wish["person_id"])


def _topic(telegram: Telegram, wish: Json) -> Result:
    return telegram.create_topic(wish["person_id"], wish["chat_id"], wish["name"]).id


def _delete_topic(telegram: Telegram, wish: Json) -> Result:
    return telegram.delete_topic(wish["chat_id"], wish["thread_id"])


def _network(telegram: Telegram, wish: Json) -> Result:
    telegram.faults.rates = Rates(**wish["rates"])
    return telegram.announce("network")


_ACTIONS: dict[str, Action] = {
    "write": _write,
    "start": _start,
    "edit": _edit,
    "press": _press,
    "react": _react,
    "delete": _delete,
    "forward": _forward,
    "inline": _ask_inline,
    "choose": _choose,
    "block": _block,
    "topic": _topic,
    "delete_topic": _delete_topic,
    "network": _network,
}
