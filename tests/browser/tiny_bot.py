"""A bot that shows everything the page has to show."""

import struct
import zlib

from aiogram import Bot, Dispatcher, F
from aiogram.filters import Command, CommandStart
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Message,
)

RICH = (
    "<b>Гранты на экспорт</b>\n\nСубсидия — <i>до 10 млн ₽</i>, код <code>7707083893</code>, "
    "<u>важно</u> и <s>старое</s>, <tg-spoiler>секрет</tg-spoiler>.\n"
    '<pre><code class="language-python">print("&lt;привет&gt;")</code></pre>'
    "<blockquote>Источник: mos.ru, 12.03.2026</blockquote>"
    "<blockquote expandable>Первая строка условий.\nВторая строка.\nТретья строка.\n"
    "Четвёртая строка.\nПятая строка.</blockquote>\n"
    '<a href="https://example.com/grant">Подробнее</a>, mos.ru, export@mos.ru, /help'
)
LONG = "Размер субсидии: какую долю поступлений вернут и за какой срок"
MENU = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="📦 Экспорт", callback_data="open")],
        [InlineKeyboardButton(text=LONG, callback_data="open")],
        [
            InlineKeyboardButton(text="Тост", callback_data="toast"),
            InlineKeyboardButton(text="Важное", callback_data="alert"),
        ],
        [
            InlineKeyboardButton(text="Сайт", url="https://example.com/"),
            InlineKeyboardButton(text="Поделиться", switch_inline_query_current_chat="грант"),
        ],
        [
            InlineKeyboardButton(text="ИНН", copy_text=CopyTextButton(text="7707083893")),
            InlineKeyboardButton(text="Тишина", callback_data="silence"),
        ],
    ]
)
BACK = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="‹ Назад", callback_data="back"),
            InlineKeyboardButton(text="🏠 Меню", callback_data="back"),
        ]
    ]
)


def png(width: int, height: int, color: tuple[int, int, int]) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes(color) * width) * height)
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def on_startup(bot: Bot) -> None:
    await bot.set_my_commands(
        [
            BotCommand(command="start", description="Главное меню"),
            BotCommand(command="file", description="Прислать файл"),
            BotCommand(command="place", description="Показать место"),
        ]
    )
    await bot.set_my_description("Отвечаю на вопросы предпринимателей и студентов Москвы.")


async def start(message: Message) -> None:
    _, _, payload = (message.text or "").partition(" ")
    where = f" (по ссылке {payload})" if payload else ""
    text = f"Здравствуйте! Спросите или выберите раздел{where}."
    await message.answer(text, reply_markup=MENU)


async def file(message: Message) -> None:
    await message.answer_document(BufferedInputFile(b"BEGIN:VCALENDAR", "выставка.ics"))


async def place(message: Message) -> None:
    await message.answer_venue(55.71, 37.81, "Руднево", "Москва, ул. Новая, 1")


async def pressed(query: CallbackQuery) -> None:
    assert isinstance(query.message, Message)
    if query.data == "open":
        await query.message.edit_text(RICH, reply_markup=BACK, parse_mode="HTML")
        await query.answer()
    elif query.data == "back":
        await query.message.edit_text("Главное меню", reply_markup=MENU)
        await query.answer()
    elif query.data == "toast":
        await query.answer("Сохранено в избранное")
    elif query.data == "alert":
        await query.answer("Приём заявок закрыт", show_alert=True)


async def inline(query: InlineQuery) -> None:
    content = InputTextMessageContent(message_text=f"Ответ на «{query.query}»")
    result = InlineQueryResultArticle(
        id="1", title="Гранты", description="Кто может получить", input_message_content=content
    )
    button = InlineQueryResultsButton(text="Открыть бота", start_parameter="inline")
    await query.answer([result], button=button, cache_time=0)


async def react(message: Message) -> None:
    kind = message.content_type.value
    await message.reply(f"Вы написали: {message.text}" if message.text else f"Получено: {kind}")


async def edited(message: Message) -> None:
    await message.reply(f"Исправлено: {message.text}")


def build_dispatcher() -> Dispatcher:
    dispatcher = Dispatcher()
    dispatcher.startup.register(on_startup)
    dispatcher.message.register(start, CommandStart())
    dispatcher.message.register(file, Command("file"))
    dispatcher.message.register(place, Command("place"))
    dispatcher.message.register(react, F.via_bot.is_(None), F.from_user.is_bot.is_(False))
    dispatcher.edited_message.register(edited)
    dispatcher.callback_query.register(pressed)
    dispatcher.inline_query.register(inline)
    return dispatcher
