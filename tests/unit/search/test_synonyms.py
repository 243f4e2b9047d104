from pathlib import Path

import pytest

from bot.search.text import words
from bot.search.vocabulary import SYNONYMS_FILE, Synonyms, synonym_problems


def concepts(text: str, groups: list[list[str]]) -> list[tuple[int, int, str]]:
    return Synonyms(groups).concepts(words(text))


def test_a_member_of_a_group_is_its_concept_in_any_form() -> None:
    assert concepts("поставки в Китае", [["Китай", "Поднебесная"]]) == [(2, 3, "=китай")]
    assert concepts("в Поднебесную", [["Китай", "Поднебесная"]]) == [(1, 2, "=китай")]


def test_a_phrase_is_a_concept_as_a_whole_only() -> None:
    groups = [["МЭЦ", "Московский экспортный центр"]]
    assert concepts("что даёт московский экспортный центр", groups) == [(2, 5, "=мэц")]
    assert concepts("экспортный центр", groups) == []


def test_a_word_may_belong_to_several_groups() -> None:
    groups = [["заём", "кредит"], ["банк", "кредит"]]
    assert {concept for _, _, concept in concepts("кредит", groups)} == {"=заем", "=банк"}


def test_a_stop_word_does_not_match_a_word_with_that_stem() -> None:
    assert concepts("за стенд", [["заём", "кредит"]]) == []
    assert concepts("продажи за рубежом", [["заграница", "за рубежом"]]) == [(1, 3, "=заграница")]


def test_without_a_file_there_are_no_synonyms(tmp_path: Path) -> None:
    assert Synonyms.load(tmp_path / "absent.yaml").concepts(["грант"]) == []
    assert synonym_problems(tmp_path / "absent.yaml") == []


def test_the_shipped_file_has_no_problems() -> None:
    assert synonym_problems(SYNONYMS_FILE) == []


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("a: [[грант]]", "хотя бы два слова"),
        ("a: [[грант, гранты]]", "повторяется"),
        ("a: [[чтобы, дабы]]", "служебное слово"),
        ("a: [[вуз, институт]]\nb: [[институт, вуз]]", "уже есть"),
        ("a: [грант, субсидия]", "не список слов"),
        ("- грант", "должны быть темы"),
        ("a: [", "лишняя кавычка, скобка или отступ"),
        ("a: 5", "не удаётся прочитать"),
        ("a: [[2026-13-45, грант]]", "файл не читается"),
        ("a: [[!!int x, грант]]", "файл не читается"),
        ("a: [[!!bool x, грант]]", "файл не читается"),
        ("\ufeffa: [[грант]]", "хотя бы два слова"),
    ],
)
def test_problems_of_a_file_are_reported(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "synonyms.yaml"
    path.write_text(content, encoding="utf-8")
    (problem,) = synonym_problems(path)
    assert complaint in problem
