"""What a specialist has written in Telegram reads the same as an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.markup import to_html, to_markdown, to_plain


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
