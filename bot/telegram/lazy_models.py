"""aiogram's models are built when they are first used, not all five hundred at its import.

Each holds its own copy of most of Telegram: together a hundred megabytes, and three quarters of
the start (https://github.com/aiogram/aiogram/issues/1513 and /1891). Pydantic would wait until a
model is used, as `defer_build` of theirs asks, but the last lines of `aiogram.types` call
`model_rebuild` for every one.
"""

from typing import Any

from pydantic import BaseModel

_ORIGIN = "aiogram."


def defer_types() -> None:
    """To be called before aiogram is imported; afterwards it changes nothing."""
    build = BaseModel.model_rebuild.__func__  # type: ignore[attr-defined]
    names: dict[str, Any] = {}

    def model_rebuild(cls: type[BaseModel], /, **options: Any) -> bool | None:  # noqa: ANN401 - pydantic's
        ours = cls.__module__.startswith(_ORIGIN)
        if ours and "_types_namespace" in options:
            names.update(options["_types_namespace"])
            return None
        if ours and names:
            options["_types_namespace"] = names
        else:  # pydantic looks for names in its caller's frame, which is now one further up
            options["_parent_namespace_depth"] = options.get("_parent_namespace_depth", 2) + 1
        done: bool | None = build(cls, **options)
        return done

    BaseModel.model_rebuild = classmethod(model_rebuild)  # type: ignore[assignment]
