from datetime import date

SAVE = "⭐ Сохранить"
UNSAVE = "★ Убрать"
SAVED = "Сохранено: «Избранное» в меню"
UNSAVED = "Убрано из избранного"
SHARE = "📤 Поделиться"
MAP = "📍 Показать на карте"
COPY_PHONE = "Скопировать телефон"
COPY_ADDRESS = "Скопировать адрес"

REVIEW_DUE = "🕓 Сведения пора перепроверить: сверьте их с источником."
SOURCE = "Источник"
SOURCES = "Источники"
NO_DATE = "дата не указана"

_MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip


def checked(day: date) -> str:
    return f"Проверено {day:%d.%m.%Y}"


def expired(day: date) -> str:
    return f"🗄 Действовало до {day:%d.%m.%Y}. Сейчас это уже не так — только для справки."


def not_yet(day: date) -> str:
    return f"⏳ Начнёт действовать {day:%d.%m.%Y}."


def source_date(written: str | None) -> str:
    """A source's date as precise as it is known: 05.12.2025, «декабрь 2025», 2025, or words."""
    if written is None:
        return NO_DATE
    match written.split("-"):
        case [year, month, day] if (year + month + day).isdigit():
            return f"{day}.{month}.{year}"
        case [year, month] if (year + month).isdigit():
            return f"{_MONTHS[int(month) - 1]} {year}"
    return written
