"""Words of links that lead nowhere."""

from collections.abc import Sequence

from bot.links.models import CheckedLink, LinkResult, LinkState
from bot.ui.texts import cut, paragraphs, plural, safe

NO_LINK_PROBLEMS = "Пусто: все проверенные ссылки открываются — или их ещё не проверяли."
LINKS_HINT = "Нажмите на карточку, чтобы поправить ссылку."
LINKS = "🔗 Ссылки, которые не открываются"
LINKS_TITLE = f"<b>{LINKS}</b>"
_LINK_STATES = {
    LinkState.BROKEN: "❌ не открывается",
    LinkState.MOVED: "↪️ переехала",
    LinkState.UNREACHABLE: "❔ не отвечает",
}
_DETAILS = {
    "no answer in time": "ждали 20 секунд",
    "no such site": "такого сайта нет",
    "too many redirects": "переадресации без конца",
}
_OTHER_DETAIL = "соединиться не удалось"


def links(found: Sequence[CheckedLink]) -> str:
    lines = "\n\n".join(map(_link, found))
    hint = LINKS_HINT if found else NO_LINK_PROBLEMS
    return paragraphs(LINKS_TITLE, lines, hint)


def _link(found: CheckedLink) -> str:
    about = f"{_LINK_STATES[found.result.state]}: {_detail(found.result)}"
    titles = "; ".join(title for _, title in found.subjects)
    return safe(f"{cut(found.url, 120)}\n{cut(about, 160)}\n{cut(titles, 120)}")


def _detail(found: LinkResult) -> str:
    """The checker's words in Russian; of a moved page, its new address."""
    if found.state is LinkState.MOVED:
        return found.detail
    if found.detail.startswith("HTTP "):
        return f"сайт ответил «{found.detail.removeprefix('HTTP ')}»"
    return _DETAILS.get(found.detail, _OTHER_DETAIL)


def link_notice(number: int) -> str:
    counted = plural(number, "ссылка", "ссылки", "ссылок")
    return f"🔗 <b>Проверка ссылок</b>\n\nНа карточках не открывается или переехало: {counted}."
