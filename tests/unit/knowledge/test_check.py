"""What the check tells of a text that a card would spoil, and of a card that leads nowhere."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.__main__ import build_cli
from bot.knowledge.check import check
from bot.knowledge.files import AnswerFile, ContentError, parse_answer
from bot.knowledge.from_html import to_markdown
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
    "Смотрите [ответ][1]": "знаки «][» останутся видны: ссылка — это [слова](https://…)",
    "Смотрите [ответ]": "знаки «[» останутся видны: ссылка — это [слова](https://…)",
    "Смотрите [ответ] (https://a.b)": "знаки «[» останутся видны",
    "Смотрите (ответ)[https://a.b]": "знаки «[» останутся видны",
    "- [ ] раз": "знаки «[» останутся видны",
    "Срок^[по приказу] десять дней": "сносок нет",
    "*Срок десять дней": "знаки «*» останутся видны",
    "Цена 5*": "знаки «*» останутся видны",
    "**Срок* десять": "знаки «*» останутся видны",
    "_Срок десять дней": "знаки «_» останутся видны",
    "#Кому дают": "заголовков у ответа нет",
    "| Год | Сумма |": "таблиц в Telegram нет",
    "• раз\n• два": "список станет одной строкой",
    "— раз\n— два": "список станет одной строкой",
    "1.раз\n2.два": "список станет одной строкой",
    "-раз\n-два": "список станет одной строкой",
    "***": "черты в Telegram нет",
    "- - -": "черты в Telegram нет",
    "~~~раз~~~": "между строками ``` пусто",
    "> > раз": "цитат внутри цитаты в Telegram нет",
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
    "> цитата\n\nи ещё\n\n> одна",
    "Слова, потом черта:\n\n---\n\nи дальше",
    "Фонд\n— это люди, 1.5 млн\n2.2 млрд и №1",
    r"имя_файла_здесь, snake_case, 5 * 3 и \[1\], \#тег",
    "[слова][1]\n\n[1]: https://a.b/c",
    "```\n| a | b |\n• раз\n• два\n```",
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
    assert problems(folder) == ["export/grant.md: checked: нет такой даты в календаре: 2026-06-31"]


NO_DATE, NO_DAY = "нужна дата вида 2026-11-22", "нет такой даты в календаре"
SOURCE = "[{{title: РИАМО, date: {}}}]"
BAD_VALUES = [
    ("checked", "2026-09-31", f"checked: {NO_DAY}: 2026-09-31"),
    ("checked", "0000-01-01", f"checked: {NO_DAY}: 0000-01-01"),
    ("review_by", "2026-10-01 25:00:00", f"review_by: {NO_DAY}: 2026-10-01 25:00:00"),
    ("valid_from", "2026-10-01 10:00:00+30:00", f"valid_from: {NO_DAY}: 2026-10-01 10:00:00+30:00"),
    ("valid_until", "!!timestamp завтра", f"valid_until: {NO_DAY}: завтра"),
    ("checked", "3026-09-30", f"checked: {NO_DATE}"),
    ("checked", "0026-09-30", f"checked: {NO_DATE}"),
    ("checked", "86400", f"checked: {NO_DATE}"),
    ("checked", "true", f"checked: {NO_DATE}"),
    ("checked", "31.06.2026", f"checked: {NO_DATE}"),
    ("checked", "'2026-06-31'", f"checked: {NO_DATE}"),
    ("checked", "2026-06-30 10:00:00", f"checked: {NO_DATE}"),
    ("sources", SOURCE.format("2026-02-30"), f"sources.0.date: {NO_DAY}: 2026-02-30"),
    ("sources", SOURCE.format("'2026-13'"), f"sources.0.date: {NO_DAY}"),
    ("sources", SOURCE.format("редакция 31.06.2026"), f"sources.0.date: {NO_DAY}"),
    ("order", "!!int abc", "order: нет такого целого числа: abc"),
    ("order", "9" * 5000, f"order: нет такого целого числа: {'9' * 40}"),
    ("order", "9" * 30, "order: нужно число не больше 1000000"),
    ("order", "1.5", "order: нужно целое число"),
    ("title", "!!int abc", "title: нет такого целого числа: abc"),
    ("keywords", "[2026, 1С]", "keywords.0: нужен текст: число или дату возьмите в кавычки"),
    ("keywords", "[да, !!float x]", "keywords.1: нет такого числа: x"),
    ("entry", "!!bool может", "entry: нужно true или false: может"),
    ("place", "{name: Фонд, latitude: .nan}", "place.latitude: нужно число не больше 90.0"),
    ("related", "&all [*all]", "related.0: нужен текст: число или дату возьмите в кавычки"),
    ("5", "x", "5: название поля — слово, а не число и не список"),
    ("title", "Грант: кому", "файл не читается (строка 2): двоеточие внутри значения"),
    ("title", "@грант", "файл не читается (строка 2): с этого знака значение не начинается"),
    ("title", '"Грант', "файл не читается (строка 7): кавычка открыта и не закрыта"),
    ("title", "!!set x", "файл не читается (строка 2): знак ! в начале значения"),
]


@pytest.mark.parametrize(("field", "value", "told"), BAD_VALUES)
def test_a_value_that_does_not_exist_is_told_with_its_field(folder, field, value, told):
    write(folder, "grant", **{field: value})
    first, *_ = problems(folder)
    assert first.startswith(f"export/grant.md: {told}")


def test_so_it_is_in_the_file_of_a_section(folder):
    section = folder / "export/_section.yaml"
    for value, told in (("!!int abc", "нет такого целого числа: abc"), ("[", "файл не читается")):
        section.write_text(SECTION.replace("order: 1", f"order: {value}"), encoding="utf-8")
        assert any(told in line for line in problems(folder))
    section.write_text("- не поля\n", encoding="utf-8")
    write(folder, "grant")
    assert problems(folder) == [
        "export/_section.yaml: нужны поля, каждое со своим значением: «название: слова»"
    ]


_ODD = """
    !!int x|!!float x|!!bool x|!!timestamp x|2026-02-30|.nan|.inf|~|yes|0o9|1e999|[]|{}|[[]]|? x
    2026-02-30T25:61:61Z|{a: {b: c}}|&a [*a]|<<|=|0x|1:99:99|!!null x|!!str 5|{<<: 1}|- x
"""
_VALUES = (
    st.sampled_from([each.strip() for each in re.split("[|\n]", _ODD)])
    | st.just("9" * 5000)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
)


@given(field=st.sampled_from(sorted(AnswerFile.model_fields)), value=_VALUES)
def test_whatever_a_field_holds_it_is_read_or_told_in_russian(field, value):
    front = "title: а\naudience: [business]\nquestions: [а]\nsources: [{title: а}]\n"
    try:
        parse_answer(f"---\n{front}{field}: {value}\n---\nОтвет.\n")
    except ContentError as error:
        for problem in error.problems:
            words = problem.reason.replace(value[:40], "")
            assert not re.search("[a-z]{3,} [a-z]{2,} [a-z]+", words), words


TEXT = """---
title: Грант
audience: [business]
questions: [как получить грант]
sources: [{title: РИАМО}]
entry: true
---
Дают тем, кто вывозит товары. Сумма известна.
"""


def taken_for_windows(text: str) -> str:
    """What a program of Windows shows for a text in UTF-8, if it takes it for Windows-1251."""
    return "".join(
        bytes([each]).decode("cp1251" if each != 0x98 else "latin-1") for each in text.encode()
    )


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8-sig"),
        b"\xef\xbb\xbf" + TEXT.encode("utf-8-sig"),
        f"\u200b\n{TEXT}".encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.encode("utf-16"),
        TEXT.replace("Грант\n", "\u202eГр\u200bа\xadнт\n").encode(),
    ],
)
def test_a_file_is_read_as_editors_programs_save_it(folder, data):
    (folder / "export/grant.md").write_bytes(data)
    answer = check(folder).answers["export/grant"]
    assert (answer.title, answer.body[:4]) == ("Грант", "Дают")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (TEXT.encode("cp1251"), "файл в кодировке Windows-1251: сохраните"),
        (TEXT.encode("cp866"), "файл в кодировке MS-DOS (cp866): сохраните"),
        (TEXT.encode("koi8-r"), "файл в кодировке KOI8-R: сохраните"),
        (TEXT.encode("mac-cyrillic"), "файл в кодировке Macintosh (MacCyrillic): сохраните"),
        (
            TEXT.encode().replace("товары".encode(), b"\xd1" + "овары".encode()),
            "строка 8: испорчен",
        ),
        (taken_for_windows(TEXT).encode(), "строка 2: буквы подменены"),
        (TEXT.replace("товары", "т\ufffdвары").encode(), "строка 8: вместо буквы знак"),
        (TEXT.replace("товары", "т\0вары").encode(), "строка 8: непечатаемый знак"),
        (b"PK\x03\x04" + bytes(300), "это не текст, а документ или архив"),
    ],
)
def test_another_encoding_and_a_broken_byte_are_told_in_one_line(folder, data, told):
    (folder / "export/grant.md").write_bytes(data)
    (line,) = problems(folder)
    assert line.startswith(f"export/grant.md: {told}")


@pytest.mark.parametrize("name", ["grant.MD", "grant.markdown", "grant.md.txt", "_section.yml"])
def test_a_file_that_would_not_be_read_is_told_by_name(folder, name):
    write(folder, "loan")
    (folder / "export" / name).write_text(TEXT, encoding="utf-8")
    (told,) = problems(folder)
    assert told.startswith(f"export/{name}: файл не читается: у ответа имя кончается на .md")


@pytest.mark.parametrize("name", ["README.md", "a copy.md", "грант.md"])
def test_a_name_that_is_no_key_is_told(folder, name):
    write(folder, "loan")
    (folder / "export" / name).write_text(TEXT, encoding="utf-8")
    (told,) = problems(folder)
    assert told.startswith(f"export/{name}: имя файла и папок")


def test_hidden_files_are_named_and_stop_nothing(folder):
    write(folder, "grant")
    for name in ("._grant.md", ".DS_Store", "grant.md~", ".git/config.md", "Thumbs.db"):
        path = folder / "export" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"\0\5\x16\7")
    result = CliRunner().invoke(build_cli(), ["knowledge", "check", str(folder)])
    assert result.exit_code == 0
    assert result.stderr.count("скрытый файл, он не читается") == 5
    assert "export/._grant.md: скрытый файл" in result.stderr


def test_what_cannot_be_opened_is_told(folder):
    write(folder, "grant")
    (folder / "export/link.md").symlink_to(folder / "nowhere.md")
    (folder / "export/folder.md").mkdir()
    (told,) = problems(folder)
    assert told.startswith("export/link.md: файл не открывается")


def test_a_folder_without_answers_is_a_problem(tmp_path):
    assert problems(tmp_path) == ["*.md: нет ни одного ответа"]


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


def test_steps_are_as_many_as_the_numbers_of_the_text_and_every_one_lives(folder):
    write(folder, "phone")
    body = "Так:\n\n1. Раз.\n2. Два.\n3. Три."
    write(folder, "grant", body, steps="[export/phone, export/gone]")
    assert problems(folder) == [
        "export/grant.md: steps: нет ответа «export/gone»",
        "export/grant.md: steps: шагов 2, а пунктов с номером 3",
    ]
