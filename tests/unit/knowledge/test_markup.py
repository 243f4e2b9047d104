import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.markup import cut_pages, to_html, to_plain
from bot.playground.formatted_text import parse_html
from tests.thorough import times

CASES = {
    "обычный **жирный** и *курсив*": "обычный <b>жирный</b> и <i>курсив</i>",
    "[сайт](https://a.b/?x=1&y=2)": '<a href="https://a.b/?x=1&amp;y=2">сайт</a>',
    "~~нет~~ `код <b>`": "<s>нет</s> <code>код &lt;b&gt;</code>",
    "a < b & c": "a &lt; b &amp; c",
    "<b>сырой</b>": "&lt;b&gt;сырой&lt;/b&gt;",
    "Нужно:\n\n- раз\n- два": "Нужно:\n• раз\n• два",
    "Абзац.\n\n- раз\n  - внутри\n- два\n\nКонец": "Абзац.\n\n• раз\n  • внутри\n• два\n\nКонец",
    "3. три\n4. четыре": "3. три\n4. четыре",
    "- раз\n\n1. два": "• раз\n\n1. два",
    "> цитата": "<blockquote>цитата</blockquote>",
    "> раз\n>\n> два\n\nтри": "<blockquote>раз\nдва</blockquote>\n\nтри",
    "> - раз\n> - два": "<blockquote>• раз\n• два</blockquote>",
    "> ```\n> x\n> ```\n> раз": "<blockquote><pre>x</pre>\nраз</blockquote>",
    "строка\nдальше": "строка дальше",
    "строка\\\nновая": "строка\nновая",
    "```\nx < y\n```": "<pre>x &lt; y</pre>",
    "# Заголовок остаётся словами": "# Заголовок остаётся словами",
    "": "",
}


@pytest.mark.parametrize(("markdown", "html"), CASES.items())
def test_markdown_becomes_the_html_that_telegram_knows(markdown, html):
    assert to_html(markdown) == html


def test_plain_text_is_what_a_person_reads():
    assert to_plain('<b>1 &lt; 2</b>, <a href="https://a.b">сайт</a>') == "1 < 2, сайт"


@given(st.text(max_size=300))
@settings(max_examples=times(300))
def test_whatever_an_editor_types_telegram_accepts(markdown):
    parse_html(to_html(markdown))


def test_a_long_quotation_is_not_cut_in_the_middle_of_its_tags():
    """Telegram refuses a page with a tag that another page closes."""
    quoted = "\n>\n".join(f"> {letter * 900}" for letter in "абв")
    for page in cut_pages(to_html(f"Раз.\n\n{quoted}\n\nДва.")):
        parse_html(page)
