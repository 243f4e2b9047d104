import pytest

from bot.questions.masks import masked, without_masks
from tests.personal_data import PERSONAL

NEAR_MISSES = [
    "план на 2025 и 2026 годы", "2024–2025 годы", "2024-2025", "1 000 000 рублей",
    "займ до 1 000 000", "300 000 000 рублей", "выручка 1 250 000 000 руб", "№ 181-И",
    "инструкция № 181-И от 16.08.2017", "постановление № 1875", "223-ФЗ и 44-ФЗ", "290-ПП",
    "22.11.2026", "2026-11-22", "22-11-2026 12:30", "01.01.2022–31.12.2025", "в 10:00-18:00",
    "код ТН ВЭД 8517130000", "ТН ВЭД 0402", "ОКВЭД 46.90.1", "ОГРН 1027700132195",
    "55.755826, 37.617300", "рост на 15,5 %", "+15 %", "+15 000 000 рублей", "180 дней",
    "2022 2023 2024 2025", "итоги 2021 2022 2023 2024 годов", "8 000 000 000 рублей",
    "84 000 000 000 рублей", "в 2025 году 345 678 человек", "бюджет 2026 150000 рублей",
    "350000-500000", "Expo 2027", "ГОСТ Р 12.0.004", "ИСО 9001:2015", "ст-1 по 311 и 312",
    "2000000000 рублей", "@moscow_bot подскажи", "стенд 12-34", "до 10 млн и 20 %", "12 345 678",
    "СТ-1 до 31.12.2027", "1,5 млрд", "1 000 000 000 000", "0", "", "москва 125009", "5G и 4К",
    "кто такой Анатолий Валерьевич Гарбузов", "8, 9, 10, 11, 12 и 13 декабря",
    "8.30-17.00 22.11.2026", "ул. Тверская, д. 13", "1000 кв. м", "собака на выставке mail",
    "meet at expo.ru", "t.me/mosprom_bot",
    "Тверская, сдача в 3 кв 20260", "итоги 2021, 2022, 2023, 2024 годов", "в 1985 г. рождалась",
    "стенды 1201, 1202, 1203, 1204", "собака болеет. Что делать", "сумма (a) и сумма (b)",
    "залы 8 и 9: 300 и 400 человек", "8, 916 и 123", "с 10:00–18:00 до 22.11", "5@10",
    "100 000–200 000 рублей", "тариф 7 800 000", "800 000 00", "100-летие", "с 9 до 18",
]  # fmt: skip


@pytest.mark.parametrize(
    ("mask", "value"), [(mask, value) for mask, values in PERSONAL.items() for value in values]
)
def test_what_belongs_to_a_person_is_masked_wherever_it_stands(mask, value):
    for text in (value, f"позвоните {value}, пожалуйста", f"({value})", f"Иван\n{value}\nспасибо"):
        kept = masked(text)
        assert mask in kept
        digits = "".join(char for char in kept if char.isdigit())
        assert not digits, kept
        assert "@" not in kept
        assert masked(kept) == kept


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_years_sums_and_numbers_of_documents_stay(text):
    assert masked(text) == text
    assert masked(f"скажите, {text}, верно?") == f"скажите, {text}, верно?"


def test_the_words_around_a_mask_stay_to_be_searched():
    kept = masked("мой номер 89261234567, хочу грант")
    assert kept == "мой номер ‹телефон›, хочу грант"
    assert without_masks(kept).split() == ["мой", "номер", ",", "хочу", "грант"]
