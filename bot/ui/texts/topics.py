"""What broadcasts are about, in words."""

from bot.audience.models import Topic

TOPICS = {
    Topic.EXPORT: "Экспорт",
    Topic.EXHIBITIONS: "Выставки",
    Topic.TRAINING: "Обучение",
    Topic.NEWS: "Новости",
}
