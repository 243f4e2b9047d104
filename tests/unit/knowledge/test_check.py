"""What the check tells of a text that a card would spoil, and of a card that leads nowhere."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.__main__ import build_cli
from bot.knowledge.check import check
from bot.knowledge.files import ContentError
from bot.knowledge.markup import to_markdown
from bot.knowledge.spoilt import spoilt_lines
from bot.knowledge.style import has_way_out, readability, warnings

SECTION = "title: Экспорт\nemoji: 📦\norder: 1\ndescription: Экспорт\naudience: [business]\n"
OTHER = "https://riamo.ru/news/1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "export").mkdir()
    (tmp_path / "export/_section.yaml").write_text(SECTION, encoding="utf-8")
    return tmp_path


def write(folder: Path, slug: str, body: str = "Ответ.", **front: str) -> None:
    fields = {
        "title": slug,
        "audience": "[business]",
        "questions": f"[как {slug}]",
        "sources": f"[{{title: РИАМО, url: '{OTHER}'}}]",
        "entry": "true",
        **front,
    }
    text = "\n".join(f"{name}: {value}" for name, value in fields.items())
    (folder / f"export/{slug}.md").write_text(f"---\n{text}\n---\n{body}\n", encoding="utf-8")


def problems(folder: Path) -> list[str]:
    with pytest.raises(ContentError) as error:
        check(folder)
    return [str(problem) for problem in error.value.problems]


SPOILT = {
    "## Кому дают": "заголовков у ответа нет",
    "Кому дают\n---------": "заголовков у ответа нет",
    "| Год | Сумма |\n|---|---|\n| 2025 | 10 |": "таблиц в Telegram нет",
    "Раз<br>два": "теги HTML не читаются",
    "<div>\nраз\n</div>": "теги HTML не читаются",
    "![вид](https://a.b/c.png)": "картинок в ответе нет",
    "Срок[^1] десять дней.": "сносок нет",
    "**Срок:**10 дней": "знаки «**» останутся видны",
    "Цена ~~5": "знаки «~~» останутся видны",
    "Код `5": "знаки «`» останутся видны",
    "Смотрите [ответ](два слова)": "знаки «](» останутся видны",
    "Смотрите [ответ](../a.md)": "ссылка «../a.md» никуда не ведёт",
    "Смотрите [раздел](#x)": "ссылка «#x» никуда не ведёт",
    "Смотрите [пусто]()": "ссылка «» никуда не ведёт",
}


@pytest.mark.parametrize(("body", "told"), SPOILT.items())
def test_what_a_card_cannot_show_is_told_with_its_line(folder, body, told):
    write(folder, "grant", f"Ответ.\n\n{body}")
    first, *_ = problems(folder)
    assert first.startswith(f"export/grant.md: body: строка 10: {told}")


RIGHT = (
    "**Срок:** 10 дней, *курсив*, ~~нет~~, `код`",
    r"2 \* 2, \*\*звёзды\*\* и 5 * 3 * 2",
    "[ответ](https://a.b/c_d__e) и [почта](mailto:a@b.c)",
    "- раз\n- два\n\n1. три",
    "> цитата",
    "Слова, потом черта:\n\n---\n\nи дальше",
)


@pytest.mark.parametrize("body", RIGHT)
def test_what_a_card_can_show_is_right(body):
    assert list(spoilt_lines(body)) == []


@given(st.text(st.characters(categories=["L", "P", "S", "N"], include_characters=" \n")))
def test_a_reply_of_a_specialist_is_never_refused(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    told = [reason for _, reason in spoilt_lines(to_markdown(escaped))]
    assert [reason for reason in told if "сносок" not in reason] == []


def test_a_key_that_is_written_twice_is_told_with_its_line(folder):
    write(folder, "grant", audience="[business]\naudience: [student]")
    (problem,) = problems(folder)
    assert problem == (
        "export/grant.md: файл не читается (строка 4): поле «audience» написано дважды"
    )


def test_a_day_that_does_not_exist_is_told_with_its_field(folder):
    write(folder, "grant", checked="2026-06-31")
    assert problems(folder) == ["export/grant.md: checked: нужна дата вида 2026-11-22"]


WARNED = {
    "unknown: некуда пойти": {"unknown": "[цены]"},
    "related: к этому ответу не ведёт": {"entry": "false"},
    "sources: «Подборка фактов» — не источник": {"sources": "[{title: Подборка фактов}]"},
    "body: «найденных источниках»": {"body": "В найденных источниках этого нет."},
    "body: «riamo.ru» станет ссылкой": {"body": "Смотрите riamo.ru."},
    "body: «здесь» ведёт на главную": {"body": "Смотрите [здесь](https://riamo.ru)."},
    "body: «РИАМО» ведёт на главную": {"buttons": "[{label: РИАМО, url: 'https://riamo.ru/'}]"},
}


@pytest.mark.parametrize(("told", "front"), WARNED.items())
def test_what_makes_a_card_hard_to_use_is_a_warning(folder, told, front):
    write(folder, "grant", **front)
    (warning,) = warnings(check(folder))
    assert str(warning).startswith(f"export/grant.md: {told}")


def test_a_site_may_be_linked_by_its_home_page_and_named_as_code(folder):
    buttons = "[{label: Сайт РИАМО, url: 'https://riamo.ru'}]"
    write(folder, "grant", "Был сайт `riamo.ru`, [портал](https://riamo.ru).", buttons=buttons)
    assert list(warnings(check(folder))) == []


WAYS = (
    {"buttons": "[{label: Сайт, url: 'https://a.b/c'}]"},
    {"place": "{name: Центр, phone: +7 495 000-00-00}"},
    {"place": "{name: Центр, address: 'Тверская, 1'}"},
    {"body": "[Заявка](https://a.b/c)"},
    {"related": "[export/phone]"},
)


@pytest.mark.parametrize("front", WAYS)
def test_a_way_out_is_a_link_a_phone_an_address_or_a_related_contact(folder, front):
    write(folder, "phone", place="{name: Фонд, phone: +7 495 777-26-96}")
    write(folder, "grant", unknown="[цены]", **front)
    assert has_way_out("export/grant", check(folder))


def test_warnings_and_readability_are_told_by_the_command_and_stop_nothing(folder):
    write(folder, "grant", "Раз два. Три четыре пять шесть!", unknown="[цены]")
    result = CliRunner().invoke(build_cli(), ["knowledge", "check", str(folder)])
    assert result.exit_code == 0
    assert "export/grant.md: unknown: некуда пойти" in result.output
    assert "Readability: 2 sentences, 3.0 words each" in result.output


def test_readability_counts_long_sentences_and_long_words(folder):
    write(folder, "grant", f"{'слово ' * 21}. Предпринимательница.")
    found = readability(check(folder))
    assert (found.sentences, found.long_sentences, round(found.long_words, 3)) == (2, 0.5, 0.045)
