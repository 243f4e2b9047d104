"""Keyboards that Telegram refuses, and those that it takes."""

from typing import Any

import pytest

from bot.playground.telegram import Telegram

TEXT = {"chat_id": 7, "text": "x"}


def keyboard(*buttons: Any) -> dict[str, Any]:
    return TEXT | {"reply_markup": {"inline_keyboard": [list(buttons)]}}


def reply_markup(**markup: Any) -> dict[str, Any]:
    return TEXT | {"reply_markup": markup}


UNPARSED = "can't parse inline keyboard button: "
UNALLOWED = f"{UNPARSED}Text buttons are unallowed in the inline keyboard"
KEY = {"text": "x", "callback_data": "y"}
REFUSED = [
    (reply_markup(inline_keyboard="bad"), 'field "inline_keyboard" must be of type Array'),
    (reply_markup(keyboard="bad"), 'field "keyboard" must be of type Array'),
    (reply_markup(keyboard=[[{}]]), "can't parse keyboard button: Can't find field \"text\""),
    (reply_markup(force_reply="yes"), 'field "force_reply" must be of type Boolean'),
    (keyboard("x"), f"{UNPARSED}Object expected"),
    (keyboard({"callback_data": "x"}), f'{UNPARSED}Can\'t find field "text"'),
    (keyboard({"text": " ", "callback_data": "x"}), f'{UNPARSED}Field "text" must be non-empty'),
    (keyboard({"text": "x"}), UNALLOWED),
    (keyboard({"text": "x", "callback_data": ""}), UNALLOWED),
    (
        keyboard({"text": "x", "callback_data": "y", "url": "a.ru"}),
        f"{UNPARSED}Exactly one action is allowed, found url, callback_data",
    ),
    (keyboard({"text": "x", "callback_data": "ы" * 33}), "BUTTON_DATA_INVALID"),
    (keyboard({"text": "x", "callback_data": "y", "style": "pink"}), "BUTTON_STYLE_INVALID"),
    (keyboard({"text": "x", "pay": True}), UNALLOWED),
    (keyboard({"text": "x", "copy_text": {"text": ""}}), "BUTTON_COPY_TEXT_INVALID"),
    (keyboard({"text": "x", "copy_text": {"text": "x" * 257}}), "BUTTON_COPY_TEXT_INVALID"),
    (keyboard(*[KEY] * 9), "reply markup is too long"),
    (
        reply_markup(inline_keyboard=[[KEY]] * 101),
        "reply markup is too long",
    ),
]
BAD_URLS = [
    ("not-a-url", "Wrong HTTP URL"),
    ("http://localhost/", "Wrong HTTP URL"),
    ("ftp://example.com", "Unsupported URL protocol"),
    ("https://", "URL host is empty"),
    ("https://example.com:port/", "Wrong port number specified in the URL"),
    ("https://exa mple.com/", "Wrong HTTP URL"),
]


@pytest.mark.parametrize(("params", "reason"), REFUSED)
async def test_telegram_refuses_bad_keyboards(refuses, params: dict[str, Any], reason: str):
    await refuses("sendMessage", params, reason)


@pytest.mark.parametrize(("url", "why"), BAD_URLS)
async def test_telegram_refuses_bad_links_on_buttons(refuses, url: str, why: str):
    reason = f"inline keyboard button URL '{url}' is invalid: {why}"
    await refuses("sendMessage", keyboard({"text": "x", "url": url}), reason)


@pytest.mark.parametrize(
    "button",
    [
        {"url": "https://mos.ru"},
        {"url": "t.me/mosprom?start=a"},
        {"url": "tg://resolve?domain=mosprom"},
        {"url": "http://192.168.0.1:8080/"},
        {"callback_data": "x" * 64},
        {"copy_text": {"text": "7707083893"}},
        {"switch_inline_query_current_chat": ""},
    ],
)
async def test_telegram_takes_good_buttons(telegram: Telegram, button: dict[str, Any]):
    sent = await telegram.call("sendMessage", keyboard({"text": "x", "style": "primary"} | button))
    assert sent["reply_markup"]["inline_keyboard"][0][0].keys() == {"text", "style", *button}


async def test_an_empty_keyboard_is_no_keyboard(telegram: Telegram):
    sent = await telegram.call("sendMessage", reply_markup(inline_keyboard=[[]]))
    assert "reply_markup" not in sent


async def test_a_reply_keyboard_stays_until_it_is_removed(telegram: Telegram):
    keys = {"keyboard": [["Да", {"text": "Нет"}]], "resize_keyboard": True}
    await telegram.call("sendMessage", reply_markup(**keys))
    assert telegram.chat(7).keyboard == keys
    await telegram.call("sendMessage", reply_markup(remove_keyboard=True))
    assert telegram.chat(7).keyboard is None
