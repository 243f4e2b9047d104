"""What people read under a broadcast."""

from html import escape

from bot.audience.models import Topic
from bot.ui.texts.topics import TOPICS

ALBUM_NOTE = "К альбому выше:"
OPEN_LINK = "Открыть ссылку ↗"


def refuse(topic: Topic) -> str:
    return f"🔕 Не присылать: {TOPICS[topic]}"


def want_again(topic: Topic) -> str:
    return f"🔔 Присылать снова: {TOPICS[topic]}"


def switched(topic: Topic, *, wanted: bool) -> str:
    if wanted:
        return f"Снова присылаю тему «{TOPICS[topic]}»."
    return (
        f"Больше не пришлю рассылки на тему «{TOPICS[topic]}». "
        "Передумаете — нажмите ту же кнопку или откройте /settings."
    )


def link(label: str, url: str) -> str:
    """The address itself is shown: a person sees where the button leads."""
    return f"<b>{escape(label)}</b>\n{escape(url)}"
