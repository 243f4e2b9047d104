import json

import pytest

from bot.people.audit_texts import LONGEST, facts


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, None, ""),
        ({"questions": ["где мой груз", "где груз"], "times": 4}, None,
         "вопросы: «где мой груз», «где груз»; спросили: 4 раза"),
        ({"draft": 3}, {"title": "Груз", "section": "export/money", "body": "Раз.\n\nДва."},
         "черновик №: 3; заголовок: Груз; раздел: export/money; текст: Раз. Два."),
        ({"state": "draft"}, {"state": "scheduled", "scheduled_at": "2026-12-01T09:30:00+03:00"},
         "состояние: черновик → запланирована; время: 01.12.2026 09:30"),
        ({"starts": "2026-12-07", "status": "unconfirmed"},
         {"starts": "2026-12-08", "status": "confirmed"},
         "начало: 07.12.2026 → 08.12.2026; статус: дата не подтверждена → дата подтверждена"),
        ({"audience": ""}, {"audience": '{"kind":"role","role":"business"}'},
         "кому: всем → предпринимателям"),
        ({"audience": "{}"}, {"audience": "?"}, "кому: {} → ?"),
        ({"buttons": [], "at_night": False}, {"buttons": ["Сайт → https://a.b"], "at_night": True},
         "кнопки: нет → Сайт → https://a.b; можно ночью: нет → да"),
        ("sent", "handled", "новая → обработана"),
        ("running", None, "идёт"),
        ({"new": 5}, None, "new: 5"),
        ({"body": "слово" * 200}, None, "текст: " + "слово" * 15 + "слов…"),
    ],
)  # fmt: skip
def test_what_was_changed_is_told_in_words(before, after, said):
    sides = (
        "" if side is None else json.dumps(side, ensure_ascii=False) for side in (before, after)
    )
    assert facts(*sides) == said


def test_a_long_list_of_changes_is_cut():
    many = {f"fact {number}": "слово " * 20 for number in range(20)}
    assert len(facts("", json.dumps(many))) == LONGEST
