"""Building of aiogram's models when each is first used, not all five hundred at its import.

Building them all takes three quarters of the start and a hundred megabytes
(https://github.com/aiogram/aiogram/issues/1513 and /1891). The models ask pydantic for a deferred
build (`defer_build`), but the last lines of `aiogram/types/__init__.py` call `model_rebuild` for
every one. This module lets those calls only remember the names of the types.

It is the one place where a foreign library is changed; tests/unit/telegram/test_lazy_models.py
says what to do when a new aiogram breaks it.
"""

from typing import Any

from pydantic import BaseModel

_PREFIX = "aiogram."


def build_models_lazily() -> None:
    """Call it before aiogram is imported; afterwards it changes nothing."""
    build = BaseModel.model_rebuild.__func__  # type: ignore[attr-defined]
    names: dict[str, Any] = {}

    def model_rebuild(cls: type[BaseModel], /, **options: Any) -> bool | None:  # noqa: ANN401 - pydantic's
        is_aiogram = cls.__module__.startswith(_PREFIX)
        if is_aiogram and "_types_namespace" in options:  # a call at the import of aiogram
            names.update(options["_types_namespace"])
            return None
        if is_aiogram and names:
            options["_types_namespace"] = names
        else:  # pydantic looks for names in its caller's frame, which is one further up now
            options["_parent_namespace_depth"] = options.get("_parent_namespace_depth", 2) + 1
        done: bool | None = build(cls, **options)
        return done

    BaseModel.model_rebuild = classmethod(model_rebuild)  # type: ignore[assignment]
