"""What a person can do on the playground page, with the mouse, the keys and a narrow screen."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Locator, Page, expect
from tiny_bot import png

from bot.playground.server import ADMIN, ENTREPRENEUR, HOST, STAFF_GROUP
from bot.playground.telegram import Telegram

NAME = "Бизнес и учёба в Москве"
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def chat(page: Page) -> Page:
    """The page after Start was pressed and the bot has shown its menu."""
    await page.get_by_role("button", name="Запустить").click()
    await expect(button(page, "Экспорт")).to_be_visible()
    return page


def button(page: Page, name: str) -> Locator:
    return page.locator(".keyboard").get_by_role("button", name=name)


def bubbles(page: Page, text: str) -> Locator:
    return page.get_by_role("article").filter(has_text=text)


async def top(element: Locator) -> float:
    """How far from the top of the window it is, in pixels."""
    return float(await element.evaluate("each => each.getBoundingClientRect().top"))


async def write(page: Page, text: str) -> None:
    field = page.get_by_role("textbox", name="Сообщение")
    await field.fill(text)
    await field.press("Enter")


async def test_before_the_start_the_bot_says_what_it_can_do(page: Page):
    await expect(page.get_by_text("Отвечаю на вопросы предпринимателей")).to_be_visible()
    await expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    await expect(page.get_by_role("textbox", name="Сообщение")).to_be_hidden()


async def test_a_press_edits_the_message_in_place(chat: Page):
    await button(chat, "Экспорт").click()
    answer = bubbles(chat, "Гранты на экспорт")
    await expect(answer).to_contain_text("изменено")
    await expect(answer.locator("strong", has_text="Гранты на экспорт")).to_be_visible()
    await expect(answer.locator("em")).to_have_text("до 10 млн ₽")
    await expect(answer.locator("pre")).to_have_text('print("<привет>")')
    await expect(answer.get_by_role("link", name="Подробнее")).to_be_visible()
    await button(chat, "Назад").click()
    await expect(bubbles(chat, "Главное меню")).to_be_visible()
    await expect(chat.get_by_role("article")).to_have_count(2)


async def test_a_spoiler_opens_and_a_long_quote_unfolds(chat: Page):
    await button(chat, "Экспорт").click()
    spoiler = chat.get_by_role("button", name="Скрытый текст: показать")
    await spoiler.click()
    await expect(chat.locator(".spoiler.shown")).to_have_text("секрет")
    unfold = chat.get_by_role("button", name="Показать полностью")
    await unfold.click()
    await expect(chat.get_by_role("button", name="Свернуть")).to_be_visible()


async def test_toasts_and_alerts_are_shown(chat: Page):
    await button(chat, "Тост").click()
    await expect(chat.get_by_role("status").get_by_text("Сохранено в избранное")).to_be_visible()
    await button(chat, "Важное").click()
    alert = chat.get_by_role("dialog")
    await expect(alert).to_contain_text("Приём заявок закрыт")
    await chat.keyboard.press("Enter")
    await expect(alert).to_have_count(0)


async def test_a_toast_covers_nothing_and_moves_nothing(chat: Page):
    await chat.set_viewport_size({"width": 390, "height": 640})
    for text in ("раз", "два", "три"):  # more than a screen, so that there is something to cover
        await write(chat, text)
        await expect(bubbles(chat, f"Вы написали: {text}")).to_be_visible()
    await write(chat, "/start ")
    await expect(button(chat, "Тост")).to_have_count(2)
    pressed = button(chat, "Тост").last
    before = await top(pressed)
    await pressed.click()
    note = chat.locator(".toast")
    await expect(note).to_be_visible()
    assert abs(await top(pressed) - before) < 1
    below = await note.evaluate("each => each.getBoundingClientRect().bottom")
    assert below <= await top(chat.locator("#messages"))
    await expect(note).to_have_count(0)
    assert abs(await top(pressed) - before) < 1


async def test_a_long_label_is_one_line_as_on_a_phone(chat: Page):
    await chat.set_viewport_size({"width": 390, "height": 640})
    high, cut = await chat.evaluate(
        """() => {
            const labels = [...document.querySelectorAll(".keyboard .label")];
            const long = labels.find((each) => each.textContent.startsWith("Размер"));
            const cut = long.scrollWidth > long.clientWidth;
            return [long.offsetHeight - labels[0].offsetHeight, cut];
        }"""
    )
    assert (high, cut) == (0, True)
    await expect(button(chat, "Размер").locator(".label")).to_have_css("text-overflow", "ellipsis")


async def test_a_button_waits_until_the_bot_answers(chat: Page):
    await button(chat, "Тишина").click()
    await expect(button(chat, "Тишина")).to_have_attribute("aria-busy", "true")


async def test_a_link_asks_before_it_opens(chat: Page):
    await button(chat, "Сайт").click()
    question = chat.get_by_role("dialog", name="Открыть ссылку?")
    await expect(question).to_contain_text("https://example.com/")
    await question.get_by_role("button", name="Отмена").click()


async def test_a_text_is_copied_by_its_button(chat: Page):
    await chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await button(chat, "ИНН").click()
    await expect(chat.get_by_text("Скопировано")).to_be_visible()
    assert await chat.evaluate("navigator.clipboard.readText()") == "7707083893"


async def test_everything_is_reachable_by_keys(chat: Page):
    await write(chat, "как получить грнт")
    await expect(bubbles(chat, "Вы написали: как получить грнт")).to_be_visible()
    field = chat.get_by_role("textbox", name="Сообщение")
    await field.press("ArrowUp")
    await expect(field).to_have_value("как получить грнт")
    await field.fill("как получить грант")
    await field.press("Enter")
    await expect(bubbles(chat, "Исправлено: как получить грант")).to_be_visible()

    await button(chat, "Экспорт").focus()
    await chat.keyboard.press("Enter")
    await expect(button(chat, "Назад")).to_be_focused()
    await chat.keyboard.press("Tab")
    await expect(button(chat, "Меню")).to_be_focused()
    await chat.keyboard.press("Enter")
    await expect(bubbles(chat, "Главное меню")).to_be_visible()


async def test_commands_are_offered_after_a_slash(chat: Page):
    field = chat.get_by_role("textbox", name="Сообщение")
    await field.press_sequentially("/pl")
    await expect(chat.get_by_role("option")).to_have_count(1)
    await field.press("Enter")
    await expect(bubbles(chat, "Москва, ул. Новая, 1")).to_be_visible()


async def test_escape_takes_back_the_slash_with_the_list_of_commands(chat: Page):
    await chat.get_by_role("button", name="Команды бота").click()
    await expect(chat.get_by_role("option").first).to_be_visible()
    await chat.keyboard.press("Escape")
    await expect(chat.get_by_role("option")).to_have_count(0)
    await expect(chat.get_by_role("textbox", name="Сообщение")).to_have_value("")


async def test_files_come_and_go(chat: Page):
    await write(chat, "/file ")
    link = chat.get_by_role("link", name=re.compile("выставка.ics"))
    async with chat.expect_download() as download:
        await link.click()
    assert (await download.value).suggested_filename == "выставка.ics"

    await chat.get_by_role("button", name="Прикрепить").click()
    async with chat.expect_file_chooser() as chooser:
        await chat.get_by_role("menuitem", name="Фото").click()
    picture = {"name": "photo.png", "mimeType": "image/png", "buffer": png(40, 30, (1, 2, 3))}
    await (await chooser.value).set_files([picture])
    await expect(bubbles(chat, "Получено: photo")).to_be_visible()
    await expect(chat.get_by_role("img", name="Фото")).to_be_visible()


async def test_an_album_keeps_together(chat: Page, telegram: Telegram):
    pictures = [("photo", png(320, 200, color)) for color in ((200, 90, 60), (60, 140, 200))]
    telegram.send_album(ENTREPRENEUR, pictures)
    await expect(chat.locator(".album .photo img")).to_have_count(2)


async def test_inline_mode_offers_answers_and_a_way_into_the_bot(chat: Page):
    await button(chat, "Поделиться").click()
    await expect(chat.get_by_role("option", name=re.compile("Гранты"))).to_be_visible()
    await chat.get_by_role("textbox", name="Сообщение").press("Enter")
    await expect(bubbles(chat, "Ответ на «грант»")).to_contain_text("через @moscow_business_bot")


async def test_own_links_open_inside(chat: Page, telegram: Telegram):
    link = "https://t.me/moscow_business_bot?start=export-grants"
    await telegram.call("sendMessage", {"chat_id": ENTREPRENEUR, "text": link})
    await chat.get_by_role("link", name=link).click()
    await expect(bubbles(chat, "по ссылке export-grants")).to_be_visible()


async def test_sharing_puts_the_link_into_a_chat(chat: Page, telegram: Telegram):
    link = "https://t.me/share/url?url=https%3A%2F%2Fmos.ru&text=%D0%93%D1%80%D0%B0%D0%BD%D1%82"
    await telegram.call("sendMessage", {"chat_id": ENTREPRENEUR, "text": link})
    await chat.get_by_role("link", name=link).click()
    question = chat.get_by_role("dialog", name="Поделиться")
    await question.get_by_role("button", name=NAME).click()
    field = chat.get_by_role("textbox", name="Сообщение")
    await expect(field).to_have_value("https://mos.ru\nГрант")


async def test_a_blocked_bot_can_be_let_in_again(chat: Page, telegram: Telegram):
    await chat.get_by_role("button", name="Действия с чатом").click()
    await chat.get_by_role("menuitem", name="Остановить и заблокировать").click()
    await chat.get_by_role("button", name="Разблокировать").click()
    await write(chat, "снова я")
    await expect(bubbles(chat, "Вы написали: снова я")).to_be_visible()
    assert not telegram.people[ENTREPRENEUR].blocked


async def test_replies_reactions_and_deletions(chat: Page, telegram: Telegram):
    await write(chat, "вопрос")
    answer = bubbles(chat, "Вы написали: вопрос")
    await answer.hover()
    await answer.get_by_role("button", name="Действия с сообщением").click()
    await chat.get_by_role("menuitem", name="Реакция 👍").click()
    await expect(answer.locator(".reactions")).to_contain_text("👍")
    await answer.get_by_role("button", name="Действия с сообщением").click()
    await chat.get_by_role("menuitem", name="Ответить").click()
    await write(chat, "спасибо")
    assert "reply_to_message" in telegram.chat(ENTREPRENEUR).messages[-2]
    await expect(answer).to_have_count(2)  # the second quotes the first
    await answer.get_by_role("button", name="Действия с сообщением").first.click()
    await chat.get_by_role("menuitem", name="Удалить у всех").click()
    await expect(answer).to_have_count(1)


async def test_a_specialist_works_in_topics(page: Page, telegram: Telegram):
    await page.get_by_role("radio", name="Ольга").click()
    group = {"chat_id": STAFF_GROUP}
    topic = await telegram.call("createForumTopic", group | {"name": "Вопрос Ирины"})
    thread = {"message_thread_id": topic["message_thread_id"]}
    await telegram.call("sendMessage", group | thread | {"text": "Когда приём заявок?"})
    await page.get_by_role("button", name="Вопрос Ирины").click()
    await expect(page.get_by_role("heading", name="Специалисты › Вопрос Ирины")).to_be_visible()
    await expect(bubbles(page, "Когда приём заявок?")).to_be_visible()
    await write(page, "В марте")
    await expect(bubbles(page, "В марте").first).to_be_visible()
    written = [one for one in telegram.chat(STAFF_GROUP).messages if one["from"]["id"] == ADMIN]
    assert written[0]["message_thread_id"] == topic["message_thread_id"]


async def test_when_the_bot_asks_for_a_reply_the_next_text_is_one(chat: Page, telegram: Telegram):
    asked = {
        "chat_id": ENTREPRENEUR,
        "text": "Как вас зовут?",
        "reply_markup": {"force_reply": True},
    }
    sent = await telegram.call("sendMessage", asked)
    await expect(chat.locator("#context")).to_contain_text("Ответ: Как вас зовут?")
    await chat.get_by_role("radio", name="Артём").click()
    await chat.get_by_role("radio", name="Ирина").click()
    await expect(chat.locator("#context")).to_be_visible()
    await write(chat, "Ирина")
    await expect(bubbles(chat, "Вы написали: Ирина")).to_be_visible()
    (mine,) = [one for one in telegram.chat(ENTREPRENEUR).messages if one.get("text") == "Ирина"]
    assert mine["reply_to_message"]["message_id"] == sent["message_id"]
    await expect(chat.locator("#context")).to_be_hidden()


async def test_a_bad_network_is_set_and_mended(chat: Page, telegram: Telegram):
    await chat.get_by_role("button", name="Сделать сеть плохой").click()
    await chat.get_by_role("slider", name="Обрыв до выполнения").fill("0.25")
    await chat.get_by_role("button", name="Применить").click()
    await expect(chat.locator("#network.bad")).to_be_visible()
    assert telegram.faults.rates.drop == 0.25
    await chat.get_by_role("button", name="Сделать сеть плохой").click()
    await chat.get_by_role("button", name="Всё хорошо").click()
    await expect(chat.locator("#network.bad")).to_have_count(0)
    assert telegram.faults.rates.drop == 0


async def test_what_people_type_is_never_markup(chat: Page):
    await write(chat, "<img src=x onerror=alert(1)><b>не жирно</b>")
    await expect(bubbles(chat, "Вы написали: <img src=x")).to_be_visible()
    assert await chat.locator("article img, article b").count() == 0


async def test_a_narrow_screen_hides_the_list_of_chats_and_fits(chat: Page):
    await chat.set_viewport_size({"width": 360, "height": 640})
    await button(chat, "Экспорт").click()
    await expect(bubbles(chat, "Гранты на экспорт")).to_be_visible()
    assert await chat.evaluate("document.documentElement.scrollWidth") == 360
    drawer = chat.get_by_role("button", name="Люди и чаты")
    await expect(drawer).to_have_text("Ирина")
    await drawer.click()
    await chat.get_by_role("radio", name="Артём").click()
    await chat.keyboard.press("Escape")
    await expect(drawer).to_have_text("Артём")
    await expect(chat.get_by_role("button", name="Запустить")).to_be_visible()


async def test_it_dresses_dark_and_light(chat: Page):
    await chat.emulate_media(color_scheme="dark")
    await expect(chat.locator("html")).to_have_attribute("data-theme", "dark")
    await chat.get_by_role("button", name="Тёмное или светлое оформление").click()
    await expect(chat.locator("html")).to_have_attribute("data-theme", "light")


async def test_nothing_is_asked_of_other_addresses(chat: Page, address: str):
    asked: list[str] = []
    chat.on("request", lambda request: asked.append(request.url))
    await chat.reload()
    await expect(button(chat, "Экспорт")).to_be_visible()
    assert asked
    assert [url for url in asked if not url.startswith(address)] == []


EVIL = """<!doctype html><title>evil</title><body>
<img src="{api}/setWebhook?url=http://127.0.0.1:1/steal">
<script src="{api}/sendMessage?chat_id={irina}&text=script"></script>
<iframe src="{api}/deleteMessage?chat_id={irina}&message_id=1"></iframe>
<link rel="stylesheet" href="{api}/getUpdates?offset=9999999999">
<iframe name="posted"></iframe>
<form method="post" target="posted" action="{api}/sendMessage">
<input name="chat_id" value="{irina}"><input name="text" value="form"></form>
<script>
document.forms[0].submit();
const written = {{action: "write", person_id: {irina}, text: "fetch"}};
const options = {{method: "POST", mode: "no-cors", body: JSON.stringify(written)}};
Promise.allSettled([
  fetch("{address}/playground/act", options),
  fetch("{api}/sendMessage?chat_id={irina}&text=fetch", options),
  fetch("{api}/sendMessage?chat_id={irina}&text=get", {{mode: "no-cors"}}),
  fetch("{api}/sendMessage?chat_id={irina}&text=head", {{method: "HEAD", mode: "no-cors"}}),
  fetch("{address}/playground/state").then(() => document.title = "read"),
]).then(() => setTimeout(() => document.body.append("done"), 500));
</script>"""


@pytest_asyncio.fixture(loop_scope="session")
async def evil(address: str) -> AsyncIterator[str]:
    """Where another page of this machine is, which drives the playground as far as it can."""
    api = f"{address}/bot42:TEST"
    html = EVIL.format(api=api, address=address, irina=ENTREPRENEUR)

    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=html, content_type="text/html")

    app = web.Application()
    app.router.add_get("/", show)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    yield f":{runner.addresses[0][1]}/"
    await runner.cleanup()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "evil.example"])
async def test_a_page_of_another_site_can_do_nothing(
    browser: Browser, address: str, telegram: Telegram, evil: str, host: str
):
    telegram.start(ENTREPRENEUR)
    context = await browser.new_context()
    page = await context.new_page()
    if host == "evil.example":  # a name of the attacker's, as no machine has it
        html = await (await page.request.get(f"http://{HOST}{evil}")).text()
        await page.route("http://evil.example/", lambda route: route.fulfill(body=html))
        await page.goto("http://evil.example/")
    else:
        await page.goto(f"http://{host}{evil}")
    await expect(page.get_by_text("done")).to_be_visible()
    assert await page.title() == "evil"
    await context.close()
    texts = {message.get("text") for message in telegram.chat(ENTREPRENEUR).messages}
    assert not texts & {"script", "form", "fetch", "get", "head"}
    assert not telegram.webhook.url
