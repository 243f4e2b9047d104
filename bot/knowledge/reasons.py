"""What pydantic finds wrong with a field, in words for an editor."""

from collections.abc import Mapping
from typing import Any

_REASONS = {
    "missing": "обязательное поле отсутствует",
    "extra_forbidden": "неизвестное поле",
    "string_too_long": "слишком длинно: не больше {max_length} знаков",
    "string_too_short": "пусто",
    "too_short": "нужно хотя бы одно значение",
    "date_from_datetime_parsing": "нужна дата вида 2026-11-22",
    "date_parsing": "нужна дата вида 2026-11-22",
    "literal_error": "допустимо только {expected}",
    "enum": "допустимо только {expected}",
    "string_pattern_mismatch": "нужен адрес, который начинается с https://",
    "tuple_type": "нужен список: [одно, другое] или строки с «- »",
    "string_type": "нужен текст: число или дату возьмите в кавычки",
}


def reason(kind: str, each: Mapping[str, Any]) -> str:
    if each.get("input", "") is None:  # «title:» and nothing after it
        return _REASONS["string_too_short"]
    said = _REASONS.get(kind, str(each["msg"])).format_map(each.get("ctx", {}))
    return said.replace("' or '", "' или '")
