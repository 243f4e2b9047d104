"""An admin composes, previews, tests and sends a broadcast; people get it."""

import pytest

from bot.broadcast import run_texts as broadcast_run_texts
from bot.broadcast import texts as broadcast_texts
from bot.broadcast.buttons import OpenBroadcast
from bot.people.models import Topic
from bot.ui import texts as ui_texts
from tests.person import Screen

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8"
    "cfc000000301010018dd8db00000000049454e44ae426082"
)


async def compose(admin, text="Грант на экспорт — приём до пятницы"):
    """A draft on the topic «Экспорт», of a message that was replied to."""
    message = admin.world.telegram.write_html(admin.id, f"<b>{text}</b>")
    await admin.world.settle()
    await admin.writes("/broadcast", reply_to=message["message_id"])
    await admin.presses(broadcast_texts.CHOOSE_TOPIC)
    await admin.presses("Экспорт")
    return message


async def send(admin):
    await admin.presses("✅ Отправить")
    await admin.presses("✅ Отправить")


async def test_from_a_reply_to_a_message_in_every_chat(admin, readers, sender, card_updater):
    message = await compose(admin)
    assert "Черновик рассылки № 1" in admin.screen.text
    assert "Тема: «Экспорт»" in admin.screen.text
    assert "Сейчас это 6 человек" in admin.screen.text

    await admin.presses("✅ Отправить 6 получателям")
    assert "Отправить 6 получателям?" in admin.screen.text
    await admin.presses("✅ Отправить 6 получателям")
    assert "Рассылка № 1 — идёт" in admin.screen.text
    card = admin.screen
    await sender.run_until_idle()
    for reader in readers:
        assert reader.screen.text == message["text"]
        assert reader.screen.message["entities"] == message["entities"]
        assert reader.screen.buttons == ["🔕 Не присылать: Экспорт"]

    await card_updater.refresh()
    shown = next(m for m in admin.messages if m["message_id"] == card.id)
    assert "завершена" in shown["text"]
    assert "Доставлено: 6" in shown["text"]


@pytest.mark.parametrize("kind", ["photo", "document", "video"])
async def test_every_kind_of_message_arrives_as_it_was(admin, readers, sender, kind):
    await admin.writes("/broadcast")
    assert admin.screen.text.startswith("Новая рассылка")
    sent = await admin.sends(kind, PNG)
    await admin.presses(broadcast_texts.CHOOSE_TOPIC)
    await admin.presses("Новости")
    await send(admin)
    await sender.run_until_idle()
    for reader in readers:
        assert reader.screen.message[kind] == sent[kind]
        assert reader.screen.buttons == ["🔕 Не присылать: Новости"]


async def test_the_last_question_says_what_goes_to_whom(admin, readers):
    await compose(admin, "Грант на экспорт &lt;новый&gt;: " + "приём заявок до пятницы " * 4)
    await admin.presses("✅ Отправить")
    assert (
        "Сообщение: «Грант на экспорт <новый>: приём заявок до пятницы приём зая…»\n"
        "Тема: «Экспорт»\nКому: всем\nКогда: сейчас\n"
    ) in admin.screen.text
    assert broadcast_run_texts.NO_REFUSAL not in admin.screen.text


async def test_a_service_notice_is_confirmed_knowing_that_nobody_can_refuse_it(admin):
    message = await admin.sends("photo", PNG)
    await admin.writes("/broadcast", reply_to=message["message_id"])
    await admin.presses(broadcast_texts.CHOOSE_TOPIC)
    await admin.presses(broadcast_texts.SERVICE)
    await admin.presses("✅ Отправить")
    assert "Сообщение: фото\nТема: служебное уведомление" in admin.screen.text
    assert broadcast_run_texts.NO_REFUSAL in admin.screen.text


async def test_the_list_tells_which_is_which_by_the_first_words(admin, sender):
    for text in ("Грант на экспорт", "Звоните +7 900 123-45-67: приём до пятницы, успейте подать"):
        await compose(admin, text)
        await send(admin)
        await sender.run_until_idle()
    await admin.writes("/broadcasts")
    assert admin.screen.buttons[:2] == [
        "✅ № 2 · 23.11 · Звоните ‹телефон›: приём до пят… · «Экспорт»",
        "✅ № 1 · 23.11 · Грант на экспорт · «Экспорт»",
    ]
    await admin.presses("№ 1")
    assert "Сообщение: «Грант на экспорт»\nТема: «Экспорт»" in admin.screen.text


async def test_an_edited_message_is_told_anew_and_the_old_question_is_void(admin, services):
    message = await admin.writes("Приём до пятницы")
    await admin.writes("/broadcast", reply_to=message["message_id"])
    await admin.presses(broadcast_texts.CHOOSE_TOPIC)
    await admin.presses("Экспорт")
    await admin.presses("✅ Отправить")
    asked = admin.screen
    await admin.edits(message, "Приём до субботы")
    assert admin.screen.text == asked.text
    await admin.presses("✅ Отправить", asked)
    assert admin.toast == broadcast_run_texts.STALE
    await admin.presses("✅ Отправить")
    assert "Сообщение: «Приём до субботы»" in admin.screen.text

    question = await admin.writes("когда открылось Руднево")
    await admin.edits(question, "как получить грант на экспорт")
    assert "рант" in admin.screen.text


async def send_album(admin, size=3):
    parts = admin.world.telegram.send_album(admin.id, [("photo", PNG)] * size, "Как это было")
    await admin.world.settle()
    return parts


async def test_an_album_stays_an_album_with_its_buttons_below(admin, readers, sender):
    await admin.writes("/broadcast")
    await send_album(admin)
    await admin.presses(broadcast_texts.CHOOSE_TOPIC)
    await admin.presses("Выставки")
    assert "Сообщение: альбом из 3, «Как это было»" in admin.screen.text
    await send(admin)
    await sender.run_until_idle()
    for reader in readers:
        *_, first, second, third, note = reader.messages
        assert first["media_group_id"] == second["media_group_id"] == third["media_group_id"]
        assert first["caption"] == "Как это было"
        assert note["text"] == broadcast_texts.ALBUM_NOTE
        assert reader.screen.buttons == ["🔕 Не присылать: Выставки"]


async def test_a_reply_to_one_part_of_an_album_means_all_of_it(admin):
    parts = await send_album(admin)
    await admin.writes("/broadcast", reply_to=parts[1]["message_id"])
    assert "Сообщение: альбом из 3" in admin.screen.text


async def test_the_preview_the_test_and_the_real_send_are_the_same_call(
    admin, readers, sender, world, services
):
    await compose(admin)
    await admin.presses("🔗 Кнопки")
    await admin.presses(broadcast_texts.ADD_LINK)
    await admin.writes("Программа — https://example.ru/program")
    await admin.presses(broadcast_texts.PREVIEW)
    await admin.presses(broadcast_texts.TEST)
    assert admin.toast == broadcast_texts.TESTED
    await send(admin)
    await sender.run_until_idle()
    payloads = world.calls("copyMessage")
    assert len(payloads) == 2 + 6
    same = [
        {k: v for k, v in call.items() if k not in {"chat_id", "disable_notification"}}
        for call in payloads
    ]
    assert all(payload == same[0] for payload in same)
    assert "reply_markup" in same[0]
    progress = await services.broadcasts.results.progress(1)
    assert progress.total == 6


async def test_a_confirm_button_dies_when_the_draft_changes(admin, readers, sender, services):
    await compose(admin)
    await admin.presses("✅ Отправить")
    confirm = admin.screen
    await admin.writes("/broadcasts")
    await admin.presses("✏️ Черновики: 1")
    await admin.presses("№ 1")
    await admin.presses(broadcast_texts.WAIT_MORNING)
    await admin.presses("✅ Отправить", confirm)
    assert admin.toast == broadcast_run_texts.STALE
    assert admin.alert
    assert "Черновик" in next(m for m in admin.messages if m["message_id"] == confirm.id)["text"]
    assert (await services.broadcasts.repository.find(1)).state == "draft"


async def test_a_confirm_button_dies_with_a_restart(admin, readers, services):
    await compose(admin)
    await admin.presses("✅ Отправить")
    services.broadcasts._tokens.clear()
    await admin.presses("✅ Отправить")
    assert admin.toast == broadcast_run_texts.STALE
    assert (await services.broadcasts.repository.find(1)).state == "draft"


async def test_a_confirm_button_works_once(admin, readers, sender, world):
    await compose(admin)
    await admin.presses("✅ Отправить")
    confirm = admin.screen.key("✅ Отправить")["callback_data"]
    await admin.opens(confirm)
    await admin.opens(confirm)
    assert admin.toast == broadcast_run_texts.STALE
    await sender.run_until_idle()
    assert len(world.calls("copyMessage")) == 6


async def test_of_two_admins_who_confirm_only_one_sends(
    admin, other_admin, sender, world, services
):
    await compose(admin)
    await admin.presses("✅ Отправить")
    await other_admin.writes("/broadcasts")
    await other_admin.presses("✏️ Черновики: 1")
    await other_admin.presses("№ 1")
    await other_admin.presses("✅ Отправить")
    await admin.presses("✅ Отправить")
    assert admin.toast == broadcast_run_texts.STALE
    await other_admin.presses("✅ Отправить")
    assert "идёт" in other_admin.screen.text
    await sender.run_until_idle()
    assert len(world.calls("copyMessage")) == 2
    assert [action.action for action in await services.audit.latest(1)] == ["start broadcast"]


async def test_the_preview_without_a_topic_says_which_button_is_still_to_come(admin):
    message = await admin.writes("Привет")
    await admin.writes("/broadcast", reply_to=message["message_id"])
    draft = admin.screen
    await admin.presses(broadcast_texts.PREVIEW)
    assert "Тема ещё не выбрана" in admin.screen.text
    assert "Ровно это" not in admin.screen.text
    await admin.presses(broadcast_texts.CHOOSE_TOPIC, draft)
    await admin.presses("Экспорт", draft_now(admin, draft))
    await admin.presses(broadcast_texts.PREVIEW, draft_now(admin, draft))
    assert admin.screen.text.startswith(broadcast_texts.PREVIEWED)


def draft_now(admin, screen):
    """The same message as it is now."""
    return Screen(next(m for m in admin.messages if m["message_id"] == screen.id))


async def test_without_a_topic_nothing_is_sent(admin):
    message = await admin.writes("Привет")
    await admin.writes("/broadcast", reply_to=message["message_id"])
    await admin.presses("✅ Отправить")
    assert admin.toast == broadcast_texts.TOPIC_FIRST
    assert broadcast_texts.SERVICE in admin.screen.buttons


async def test_a_service_notice_has_no_button_to_refuse_and_reaches_who_refused_topics(
    admin, readers, sender, services
):
    await services.people.preferences.switch_topic(readers[0].id, Topic.NEWS, wanted=False)
    message = await admin.writes("Ночью бот будет на обслуживании")
    await admin.writes("/broadcast", reply_to=message["message_id"])
    await admin.presses(broadcast_texts.CHOOSE_TOPIC)
    await admin.presses(broadcast_texts.SERVICE)
    await send(admin)
    await sender.run_until_idle()
    assert readers[0].screen.text == "Ночью бот будет на обслуживании"
    assert readers[0].screen.buttons == []


async def test_a_command_or_a_button_leaves_what_was_asked_for(admin):
    await admin.writes("/broadcast")
    await admin.writes("/start")
    await admin.writes("грант на экспорт")
    assert "Черновик" not in admin.screen.text

    await admin.writes("/broadcasts")
    assert broadcast_run_texts.LIST_EMPTY in admin.screen.text
    await admin.presses(broadcast_texts.NEW)
    await admin.presses(broadcast_texts.DROP_INPUT)
    assert broadcast_run_texts.LIST_EMPTY in admin.screen.text
    await admin.writes("грант на экспорт")
    assert "Черновик" not in admin.screen.text


async def test_another_message_takes_the_place_of_the_first(admin, readers, sender):
    await compose(admin)
    await admin.presses(broadcast_texts.MESSAGE)
    await admin.writes("Исправленный текст")
    assert "Тема: «Экспорт»" in admin.screen.text
    await send(admin)
    await sender.run_until_idle()
    assert readers[0].screen.text == "Исправленный текст"


async def test_a_message_that_is_gone_cannot_be_previewed_and_the_admin_is_told(admin, world):
    message = await compose(admin)
    world.telegram.chat(admin.id).history.pop(message["message_id"])
    await admin.presses(broadcast_texts.PREVIEW)
    assert admin.toast == broadcast_texts.UNCOPYABLE
    await admin.presses(broadcast_texts.PREVIEW)
    assert admin.alert


class TestDrafts:
    async def test_a_draft_is_deleted_by_a_second_press_and_its_number_is_never_given_again(
        self, admin, services
    ):
        await compose(admin, "Первая")
        card = admin.screen
        await admin.presses(broadcast_texts.DISCARD)
        assert "Удалить черновик № 1?" in admin.screen.text
        assert "«Первая»" in admin.screen.text
        await admin.presses(ui_texts.BACK)
        assert "Черновик рассылки № 1" in admin.screen.text
        await admin.presses(broadcast_texts.DISCARD)
        await admin.presses(broadcast_texts.DISCARD_SURE)
        assert admin.toast == broadcast_texts.DISCARDED
        assert broadcast_run_texts.DRAFTS_EMPTY in admin.screen.text
        await compose(admin, "Вторая")
        assert "Черновик рассылки № 2" in admin.screen.text
        await admin.opens(OpenBroadcast(broadcast_id=1).pack(), card.id)
        (shown,) = [each for each in admin.messages if each["message_id"] == card.id]
        assert Screen(shown).text.startswith("Этой страницы больше нет")
        assert [entry.action for entry in await services.audit.latest(9)].count(
            "discard broadcast"
        ) == 1

    async def test_what_is_no_draft_any_more_is_not_deleted(self, admin, services):
        await compose(admin)
        await admin.presses(broadcast_texts.DISCARD)
        sure = admin.screen.key(broadcast_texts.DISCARD_SURE)["callback_data"]
        found = await services.broadcasts.repository.find(1)
        await services.broadcasts.start(found)
        await admin.opens(sure)
        assert admin.toast == broadcast_texts.NOT_A_DRAFT
        assert "Рассылка № 1" in admin.screen.text
        await admin.opens(sure.replace(":1:1", ":1:0"))
        assert admin.toast == broadcast_texts.NOT_A_DRAFT

    @pytest.mark.parametrize(
        ("kind", "name"), [("photo", "фото"), ("document", "файл"), ("voice", "голосовое")]
    )
    async def test_one_without_words_is_named_by_its_kind(self, admin, kind, name):
        await admin.writes("/broadcast")
        await admin.sends(kind, PNG)
        assert f"Сообщение: {name}" in admin.screen.text
        await admin.writes("/broadcasts")
        await admin.presses("Черновики")
        assert f"№ 1 · 23.11 · {name}" in admin.screen.buttons[0]


class TestStars:
    async def test_stars_typed_by_hand_are_offered_as_bold_and_links_stay(
        self, admin, readers, sender, world
    ):
        html = 'Это **важно**: <a href="https://example.ru/">портал</a> и <i>всё</i> ** тут'
        message = world.telegram.write_html(admin.id, html)
        await world.settle()
        await admin.writes("/broadcast", reply_to=message["message_id"])
        assert admin.screen.text.startswith("В тексте слова стоят в звёздочках")
        await admin.presses(broadcast_texts.MAKE_BOLD)
        assert "«Это важно: портал и всё" in admin.screen.text
        await admin.presses(broadcast_texts.CHOOSE_TOPIC)
        await admin.presses("Новости")
        await send(admin)
        await sender.run_until_idle()
        got = readers[0].screen.message
        assert got["text"] == "Это важно: портал и всё ** тут"
        assert {(one["type"], one["offset"], one["length"]) for one in got["entities"]} == {
            ("bold", 4, 5), ("text_link", 11, 6), ("italic", 20, 3),
        }  # fmt: skip

    async def test_those_of_a_caption_too(self, admin, readers, sender, world):
        photo = (await admin.sends("photo", PNG))["photo"]
        await admin.writes("/broadcast")
        world.telegram.send(admin.id, {"photo": photo, "caption": "**Завтра** приём"})
        await world.settle()
        await admin.presses(broadcast_texts.MAKE_BOLD)
        await admin.presses(broadcast_texts.CHOOSE_TOPIC)
        await admin.presses("Новости")
        await send(admin)
        await sender.run_until_idle()
        got = readers[0].screen.message
        assert got["caption"] == "Завтра приём"
        assert got["caption_entities"] == [{"type": "bold", "offset": 0, "length": 6}]
        assert got["photo"] == photo

    async def test_they_can_be_left(self, admin):
        message = await admin.writes("**важно**")
        await admin.writes("/broadcast", reply_to=message["message_id"])
        await admin.presses(broadcast_texts.KEEP_STARS)
        assert "Сообщение: «**важно**»" in admin.screen.text

    @pytest.mark.parametrize("text", ["2 ** 3", "****", "** так **", "*важно*"])
    async def test_other_stars_are_left_alone(self, admin, text):
        message = await admin.writes(text)
        await admin.writes("/broadcast", reply_to=message["message_id"])
        assert "Черновик рассылки" in admin.screen.text
