"""What a specialist has written in Telegram reads the same as an answer."""

import re
from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.knowledge.from_html import to_markdown
from bot.knowledge.markup import to_html, to_plain
from tests.thorough import times


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("Просто слова", "Просто слова"),
        ("Один\nДва\n\nТри", "Один\n\nДва\n\nТри"),
        ("Нужно:\n• паспорт\n— контракт\n- счёт", "Нужно:\n\n- паспорт\n- контракт\n- счёт"),
        ("1. Заявка\n2. Договор\nИ всё", "1. Заявка\n2. Договор\n\nИ всё"),
        ("* раз\n* два", "- раз\n- два"),
        ("<b>Важно: </b>до <i>мая</i>", "**Важно:** до *мая*"),
        ("<b>Раз\nдва</b>", "**Раз**\n\n**два**"),
        ("<s>старое</s> <code>a*b</code>", "~~старое~~ `a*b`"),
        ('<a href="https://mos.ru/x">сайт</a>', "[сайт](https://mos.ru/x)"),
        ('<b><a href="https://mos.ru">сайт</a></b>', "[**сайт**](https://mos.ru)"),
        ('<a href="tg://user?id=7">Ирина</a>', "Ирина"),
        ("<blockquote>цитата</blockquote>", "цитата"),
        ("2 * 2 &lt; 5 &amp; [так]", r"2 \* 2 \< 5 & \[так\]"),
        ("&gt; не цитата\n# не заголовок", "\\> не цитата\n\n\\# не заголовок"),
        ("файл_с_именем", "файл_с_именем"),
        ("‹паспорт›</b> внесён", "‹паспорт› внесён"),
        ("", ""),
    ],
)
def test_telegrams_html_becomes_markdown(html, markdown):
    assert to_markdown(html) == markdown


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<b>Важно: </b>до <i>мая</i>", "<b>Важно:</b> до <i>мая</i>"),
        ("Нужно:\n• паспорт\n• счёт", "Нужно:\n• паспорт\n• счёт"),
        ("1. Заявка\n2. Договор", "1. Заявка\n2. Договор"),
        ('<a href="https://mos.ru">сайт</a>', '<a href="https://mos.ru">сайт</a>'),
        ("&lt;b&gt; &amp;amp; ~~x~~ **y**", "&lt;b&gt; &amp;amp; ~~x~~ **y**"),
        ("&gt; не цитата", "&gt; не цитата"),
    ],
)
def test_it_comes_back_as_it_was(html, shown):
    assert to_html(to_markdown(html)) == shown


WORDS = st.text(st.characters(categories=["L", "P", "S", "N"], include_characters=" \n"))


@given(WORDS)
def test_no_word_is_lost(text):
    """Letters and digits in their order; signs at the head of a line may be a list's."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = to_plain(to_html(to_markdown(escaped)))
    assert [char for char in shown if char.isalpha()] == [char for char in text if char.isalpha()]


TAGS = ("b", "i", "s", "code", "a")
ADDRESS = "https://mos.ru/a_(b)*c?x=1&copy;y#[z]~~"
SIGNS = st.sampled_from(["*", "**", "_", "__", "~", "~~", "`", "```", "[", "]", "(", ")", "!", "<"])
MORE_SIGNS = st.sampled_from(
    [">", "#", "&amp;", "&", "\\", "-", "+", "1.", "2)", "•", ":", "«", "»"]
)
PIECES = (
    WORDS | SIGNS | MORE_SIGNS | st.sampled_from(["Срок", "дней", "10", " ", "\n", "- ", "3. "])
)
RUNS = st.tuples(
    st.lists(PIECES, min_size=1, max_size=4).map("".join),
    st.sets(st.sampled_from(TAGS)) | st.just({"pre"}),
)


def as_html(text, tags):
    """As Telegram tells it: code has no other formatting."""
    tags = {"code"} if "code" in tags else tags
    html = escape(text, quote=False)
    for tag in sorted(tags):
        opening = f'a href="{escape(ADDRESS)}"' if tag == "a" else tag
        html = f"<{opening}>{html}</{tag}>"
    return html


class Seen(HTMLParser):
    """What is seen of a message: each sign with its formatting, line by line; spaces apart."""

    def __init__(self, html):
        super().__init__()
        self.lines, self.open = [[]], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, _attrs):
        self.open.append(tag)
        self.lines += [[]] * (tag == "pre")

    def handle_endtag(self, tag):
        self.open.remove(tag)
        self.lines += [[]] * (tag == "pre")

    def handle_data(self, data):
        for char in data:
            if char == "\n":
                self.lines.append([])
            elif not (char.isspace() and not self.lines[-1]):
                self.lines[-1].append((char, frozenset(self.open)))


def seen(html):
    lines = []
    for line in Seen(html).lines:
        plain = "".join(char for char, _ in line)
        if head := re.match(r"[•·*–—+-](?=\s+\S)", plain):
            line[0] = ("•", line[0][1])
        elif head := re.match(r"\d+[.)](?=\s+\S)", plain):
            line[head.end() - 1] = (".", line[head.end() - 1][1])
        lines.append([each for each in line if not each[0].isspace()])
    return [line for line in lines if line]


@given(st.lists(RUNS, min_size=1, max_size=6))
@example([("Срок:", {"b"}), ("10 дней", set())])
@example([("до ", set()), ("«Моспром»", {"b"}), ("а", set())])
@example([("5%", {"s"}), ("0%", set())])
@example([("Раз.", {"i"}), ("Два.", {"b"}), ("Три", {"b", "i"}), ("четыре", {"i"})])
@example([("__init__ и __два__", set())])
@example([("1. раз\n5. два\n2026. три\n• - четыре\n+", set())])
@settings(max_examples=times(1500), derandomize=True)
def test_any_text_with_formatting_survives(runs):
    html = "".join(as_html(text, tags) for text, tags in runs)
    assert seen(to_html(to_markdown(html))) == seen(html), to_markdown(html)
