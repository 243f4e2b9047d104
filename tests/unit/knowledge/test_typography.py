"""Numbers keep their units and prepositions their words, and nothing else changes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.markup import bind_words, to_html, to_plain, unbound
from bot.playground.formatted_text import parse_html

# A no-break space is drawn as «~», a word joiner as «^».
BOUND = {
    "10 млн рублей": "10~млн~рублей",
    "1 000 000 кв. м": "1~000~000~кв.~м",
    "№ 275-ПП": "№~275-ПП",
    "22 ноября 2026 года": "22~ноября 2026~года",
    "г. Москва, ул. Ленина, д. 5": "г.~Москва, ул.~Ленина, д.~5",
    "в Москве и на даче": "в~Москве и~на~даче",
    "О городе": "О~городе",
    "Моспром — это центр": "Моспром~— это центр",
    "— первый": "— первый",
    "А. С. Пушкин": "А.~С.~Пушкин",
    "Пушкин А. С.": "Пушкин~А.~С.",
    "что бы ни было": "что~бы ни~было",
    "кое-о чём": "кое-о чём",
    "35–45 тысяч": "35–^45~тысяч",
    "<b>7–11</b> декабря": "<b>7–^11</b>~декабря",
    "<code>1–2</code>": "<code>1–2</code>",
    "Москва — 2027": "Москва~— 2027",
    '<a href="https://a.b/1–2">1–2</a>': '<a href="https://a.b/1–2">1–^2</a>',
    "<b>10</b> млн": "<b>10</b>~млн",
    '<a href="https://a.b/?q=1 год">5 лет</a>': '<a href="https://a.b/?q=1 год">5~лет</a>',
    "<code>в 5 лет</code> в 5 лет": "<code>в 5 лет</code> в~5~лет",
    "и\nв два": "и\nв~два",
    "": "",
}


@pytest.mark.parametrize(("html", "bound"), BOUND.items())
def test_what_belongs_together_is_not_torn(html, bound):
    drawn = bind_words(html).replace("\N{NO-BREAK SPACE}", "~").replace("\N{WORD JOINER}", "^")
    assert drawn == bound


WORDS = st.sampled_from(["в", "10", "1–2", "млн", "—", "№", "А.", "не", "ул.", "<", "&", "\n"])
MARKDOWN = st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=30).map(" ".join)


@given(st.one_of(MARKDOWN, MARKDOWN.map(lambda words: f"**{words}** [{words}](https://a.b/c d)")))
def test_a_reader_sees_the_same_words_and_telegram_the_same_tags(markdown):
    html = to_html(markdown)
    bound = bind_words(html)
    assert unbound(to_plain(bound)) == unbound(to_plain(html))
    tags = re.compile(r"<[^>]*>")
    assert tags.findall(bound) == tags.findall(html)
    assert bind_words(bound) == bound
    parse_html(bound)
