"""What stands below the copy of a broadcast that its author looks at."""

from bot.broadcast.models import Draft
from bot.ui.texts.broadcast import without_topic

PREVIEWED = "☝️ Ровно это получат люди, с этими же кнопками."
PREVIEWED_WITHOUT_TOPIC = (
    "☝️ Это получат люди. Тема ещё не выбрана: с ней под сообщением появится кнопка «Не присылать»."
)
TEST_HINT = (
    "«Проверить на себе» пришлёт вам сообщение тем же путём, каким оно пойдёт всем; "
    "в итоги рассылки проверка не попадёт."
)


def previewed(of: Draft) -> str:
    return f"{PREVIEWED_WITHOUT_TOPIC if without_topic(of) else PREVIEWED}\n\n{TEST_HINT}"
