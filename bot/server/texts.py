"""What the team is told when something stops, and when it goes on."""

from bot.server.models import Trouble, TroubleKind

_RAISED = {
    TroubleKind.BROADCAST: (
        "Рассылка № {key} остановилась сама. Откройте её в /broadcasts: там причина и кнопка, "
        "чтобы продолжить."
    ),
    TroubleKind.BACKUP: (
        "Ночная копия базы не получилась. Пробую снова каждый час, причина — в журнале сервера."
    ),
    TroubleKind.TELEGRAM: "Больше десяти минут не было связи с Telegram. Люди ждали ответов.",
    TroubleKind.CONFLICT: (
        "С токеном бота работает ещё одна программа, часть сообщений уходит ей. Если это не "
        "вторая копия бота, токен попал в чужие руки: смените его у @BotFather."
    ),
    TroubleKind.DISK: (
        "На диске с базой свободно {detail}. Освободите место: полный диск ничего не сохранит."
    ),
    TroubleKind.DIALOGUE: ("Ответа специалиста ждут больше суток. Сколько человек: {detail}."),
    TroubleKind.UPDATES: (
        "Не смог обработать несколько сообщений или нажатий за час: {detail}. Людям об этом "
        "сказано, причина — в журнале сервера."
    ),
    TroubleKind.CONTENT: (
        "Не смог загрузить: {detail}. Отвечаю без этого или по тому, что загружено раньше. "
        "Ошибки перечислит <code>python -m bot check</code> на сервере."
    ),
}
DATABASE_DAMAGED = (
    "⚠️ База данных бота повреждена. Бот отвечает дальше, но записанное может пропасть.\n\n"
    "Передайте тому, кто обслуживает бот: остановить его и восстановить последнюю копию, "
    "как сказано в docs/operations.md. Подробности — в журнале."
)
_FILES = {
    "knowledge": "ответы",
    "events": "выставки",
    "dates": "даты",
    "greeting": "приветствие",
    "calendar": "кнопки календаря",
    "finder": "подбор",
}
_OVER = {
    TroubleKind.BROADCAST: "Рассылка № {key} больше не стоит из-за ошибки.",
    TroubleKind.BACKUP: "Копия базы сделана.",
    TroubleKind.TELEGRAM: "Связь с Telegram держится.",
    TroubleKind.CONFLICT: "Другая программа больше не мешает.",
    TroubleKind.DISK: "Места на диске снова достаточно.",
    TroubleKind.DIALOGUE: "Больше суток ответа специалиста никто не ждёт.",
    TroubleKind.UPDATES: "За последний час обработал все сообщения и нажатия.",
    TroubleKind.CONTENT: "Всё загружено.",
}


def raised(trouble: Trouble) -> str:
    """The details of content are the kinds of its files."""
    detail = ", ".join(_FILES.get(each, each) for each in trouble.detail.split(", "))
    return "⚠️ " + _RAISED[trouble.kind].format(detail=detail, key=trouble.key)


def over(trouble: Trouble) -> str:
    return "✅ " + _OVER[trouble.kind].format(key=trouble.key)
