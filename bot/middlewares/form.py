from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.audience.forms_repository import TAKEN, Form, Forms


class LeaveForm(BaseMiddleware):
    """A command or any button means that the person has left the form: no text is waited for."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        command = isinstance(event, Message) and (event.text or "").startswith("/")
        user = data.get("event_from_user")
        if user is not None and (command or isinstance(event, CallbackQuery)):
            await self._forms.leave(user.id)
        return await handler(event, data)


class Fills(BaseFilter):
    """A text that a form of this kind waits for; handlers get the `form`."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    async def __call__(self, message: Message, forms: Forms) -> bool | dict[str, Form]:
        form = await forms.of(message.from_user.id) if message.from_user else None
        return {"form": form} if form is not None and form.kind == self._kind else False


class HasFilled(BaseFilter):
    """The very message that filled the person's last form, come again."""

    async def __call__(self, message: Message, forms: Forms) -> bool:
        form = await forms.of(message.from_user.id) if message.from_user else None
        return form == Form(TAKEN, message.message_id)
