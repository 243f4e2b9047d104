from bot.events.marks import Ballot
from bot.ui.texts import dates
from bot.ui.texts.common import plural

MINE = "🗳 За что голосую"
TAKE_BACK = "🗳 Ваш голос учтён — отозвать"
TAKEN_BACK = "Голос отозван"
EMPTY = "Вы пока ни за что не голосовали. Кнопка «🗳 Хочу такую…» — в карточке каждой выставки."
WHAT_FOR = (
    "Это опрос внутри бота: он показывает его команде, куда хотят поехать предприниматели. "
    "План города выбирают отдельно — голосованием на платформе Made in Moscow."
)
NOBODY = "Пока никто не голосовал."
EXPORT = "📄 Скачать CSV"
HEADER = ("id", "Выставка", "Страна", "Голосов")
CAPTION = "Голоса за выставки следующего года."


def want(ballot: Ballot) -> str:
    return f"🗳 Хочу такую в {ballot.year} году"


def title(ballot: Ballot) -> str:
    return f"<b>🗳 Выставки {ballot.year} года</b>"


def deadline(ballot: Ballot) -> str:
    until = dates.day(ballot.until)
    if ballot.open:
        return f"Голосовать и менять решение можно до {until} включительно."
    return f"Голосование закончилось {until}, голоса уже не меняются."


def counted(ballot: Ballot) -> str:
    return f"Голос учтён. Передумать можно до {dates.day(ballot.until)}"


def votes(number: int) -> str:
    return plural(number, "голос", "голоса", "голосов")


def file_name(ballot: Ballot) -> str:
    return f"votes-{ballot.year}.csv"
