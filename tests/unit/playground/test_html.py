"""Telegram's HTML. Most refusals are TDLib's own test cases (test/message_entities.cpp)."""

import pytest

from bot.playground.formatted_text import corrected, parse_html
from bot.playground.requests import BadRequestError

SURROGATES = (
    "Text contains invalid Unicode characters after decoding HTML entities, "
    "check for unmatched surrogate code units"
)
REFUSED = [
    ("&#57311;", SURROGATES),
    ("&#xDFDF", SURROGATES),
    ("🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13"),
    ("🏟 🏟&lt;<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
    ("🏟 🏟&lt;<abac>", 'Unsupported start tag "abac" at byte offset 13'),
    ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
    ("🏟 🏟&lt;<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
    ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
    ("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
    ('🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
    ("🏟 🏟&lt;<i    aba  =  '&lt;&gt;&quot;>", "Unclosed start tag at byte offset 13"),
    ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
    ("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20"),
    ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
    (
        "🏟 🏟&lt;<i>a</em   >",
        'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"',
    ),
    ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ("<br>", 'Unsupported start tag "br" at byte offset 0'),
    ("<a href", 'Unclosed start tag "a" at byte offset 0'),
    ('<a href="x"', "Unclosed start tag at byte offset 0"),
    ("<a href=x/>y</a>", "Unexpected end of name token at byte offset 8"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
    ('<tg-time unix="soon">y</tg-time>', "Invalid date specified"),
]


@pytest.mark.parametrize(("source", "reason"), REFUSED)
def test_bad_markup_is_refused_in_the_words_of_telegram(source: str, reason: str):
    with pytest.raises(BadRequestError) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


ACCEPTED = [
    ("", "", []),
    ("&ge;&lt;&gt;&amp;&quot;&#1055;&#x43f;&#0;", '&ge;<>&"Пп&#0;', []),
    ("<b></b>", "", []),
    ("🏟<b>жирный</b>", "🏟жирный", [("bold", 2, 6)]),
    ("<strong>a</strong><em>b</em>", "ab", [("bold", 0, 1), ("italic", 1, 1)]),
    ("<i>a<u>b</u></i>", "ab", [("italic", 0, 2), ("underline", 1, 1)]),
    ("<s>a</s><strike>b</strike>", "ab", [("strikethrough", 0, 1), ("strikethrough", 1, 1)]),
    ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
    ("<span class='tg-spoiler'>a</>", "a", [("spoiler", 0, 1)]),
    ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
    ("<a href=mos.ru>a</a>", "a", [("text_link", 0, 1)]),
    ("<code class='language-py'>a</code>", "a", [("code", 0, 1)]),
]


@pytest.mark.parametrize(("source", "text", "entities"), ACCEPTED)
def test_good_markup_becomes_text_and_entities(source: str, text: str, entities: list):
    plain, found = parse_html(source)
    assert plain == text
    assert [(one["type"], one["offset"], one["length"]) for one in found] == entities
    assert all("language" not in one for one in found)


def test_entities_carry_what_they_need():
    source = (
        '<pre><code class="language-python">x</code></pre>'
        '<a href="example.com?a=1&amp;b=2">y</a><a>mos.ru</a><a href="not a link">z</a>'
        '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>'
        '<tg-time unix="1647531900" format="wDT">вечером</tg-time>'
    )
    _, entities = parse_html(source)
    facts = [{k: v for k, v in one.items() if k not in {"offset", "length"}} for one in entities]
    assert facts == [
        {"type": "pre", "language": "python"},
        {"type": "text_link", "url": "http://example.com/?a=1&b=2"},
        {"type": "text_link", "url": "http://mos.ru/"},
        {"type": "custom_emoji", "custom_emoji_id": "5368324170671202286"},
        {"type": "date_time", "unix_time": 1647531900, "date_time_format": "wDT"},
    ]


def kinds(text: str, html: str = "") -> list[str]:
    plain, entities = parse_html(html) if html else (text, [])
    _, found = corrected(plain, entities, {7: {"id": 7}}.get)
    return [one["type"] for one in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("пишите на export@mos.ru.", ["email"]),
        ("см. https://mos.ru/export, mos.ru и t.me/mosprom", ["url"] * 3),
        ("и т.д. и т.п.", []),
        ("/start и /help@moscow_business_bot", ["bot_command", "bot_command"]),
        ("и/или", []),
        ("@irina #экспорт #1", ["mention", "hashtag"]),
        ("+7 (495) 123-45-67", ["phone_number"]),
        ("+7", []),
    ],
)
def test_telegram_finds_links_by_itself(text: str, found: list[str]):
    assert kinds(text) == found


def test_nothing_is_found_inside_code_and_links():
    assert kinds("", "<code>mos.ru</code>") == ["code"]
    assert kinds("", '<a href="https://a.ru">mos.ru</a>') == ["text_link"]
    assert kinds("", "<pre>a<b>b</b></pre>") == ["pre"]


def test_a_person_can_be_mentioned_by_number():
    assert kinds("", '<a href="tg://user?id=7">Ирина</a>') == ["text_mention"]
    assert kinds("", '<a href="tg://user?id=9">никто</a>') == []


def test_text_is_trimmed_with_its_entities():
    plain, entities = parse_html("\n  <b>  a  </b>  <i> </i>\n")
    text, found = corrected(plain, entities, {}.get)
    assert text == "a"
    assert [(one["type"], one["offset"], one["length"]) for one in found] == [("bold", 0, 1)]


def test_only_a_hundred_entities_are_kept():
    plain, entities = parse_html("<b>a</b> " * 120)
    assert len(corrected(plain, entities, {}.get)[1]) == 100
