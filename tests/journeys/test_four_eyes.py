"""Where the setting wants it, what an editor changes waits for a second person."""

import pytest

from bot.editing import texts as editing_texts
from bot.editing.buttons import (
    ClearField,
    ConfirmChange,
    DiscardDraft,
    OpenAnswerDrafts,
    PublishDraft,
    SwitchRelated,
)
from bot.editing.models import ContentId, DraftField, DraftKind, Outcome
from bot.events import texts as events_texts
from bot.events.buttons import OpenEvent
from bot.history import texts as history_texts
from bot.history.buttons import OpenHistory
from bot.knowledge.buttons import OpenAnswer
from bot.knowledge.models import ContentKind
from bot.questions import texts as questions_texts
from bot.reviews import texts as reviews_texts
from bot.sheets import texts as sheets_texts
from bot.sheets.buttons import ExportSheet
from bot.ui import texts as ui_texts
from tests.fixtures import OTHER_ADMIN, make_settings
from tests.journeys.test_editing import sees_conflict
from tests.journeys.test_spreadsheets import changed

KEY = "export/money/grant"


@pytest.fixture
def settings():
    return make_settings(four_eyes="on")


@pytest.fixture
async def grant(services):
    return (await services.knowledge.find_key(KEY)).id


@pytest.fixture
async def editor(admin, grant):
    await admin.writes("/start")
    await admin.opens(OpenAnswer(answer_id=grant).pack())
    return admin


@pytest.fixture
async def second(world):
    second = world.person(OTHER_ADMIN, "Анна")
    await second.writes("/start")
    return second


@pytest.fixture
async def submitted(editor):
    """A change of the title that its author has saved."""
    await editor.presses(history_texts.EDIT)
    await editor.presses("Заголовок")
    await editor.writes("Экспортный грант")
    await editor.presses(editing_texts.SAVE)
    await editor.writes("короче")
    return editor


async def title(services, grant):
    return (await services.knowledge.answer(grant, 0)).title


async def test_a_change_waits_until_a_second_person_publishes_it(
    submitted, second, world, services, grant
):
    assert editing_texts.WAITS in submitted.screen.text
    assert (await title(services, grant)).startswith("Грант на экспорт")
    await world.tick()
    assert "1 правка ждёт второго человека" in second.screen.text
    assert "второго человека" not in submitted.screen.text.split("\n")[0]
    await second.presses(editing_texts.DRAFTS)
    await second.presses("⏳ Экспортный грант")
    assert "Автор: Ольга\nкороче" in second.screen.text
    assert second.screen.cut == []
    assert "Экспортный грант" in second.screen.text
    await second.presses(editing_texts.PUBLISH)
    assert await title(services, grant) == "Экспортный грант"
    assert "опубликована: «Экспортный грант»" in submitted.screen.text
    change = await services.editing.history.latest(ContentId(ContentKind.ANSWER, grant))
    assert (change.author, change.revision.note) == ("Ольга", "короче")
    (entry,) = await services.audit.latest(1)
    assert entry.admin_id == second.id


async def test_the_author_alone_cannot_publish_it(submitted, services, grant):
    assert editing_texts.PUBLISH not in submitted.screen.buttons
    (draft,) = await services.editing.drafts.unpublished()
    await submitted.opens(PublishDraft(draft_id=draft.id, revision=draft.revision).pack())
    assert submitted.toast == editing_texts.SENT_TO_REVIEW
    assert (await title(services, grant)).startswith("Грант на экспорт")


async def test_the_author_takes_it_back_to_correct_it(submitted, second):
    await submitted.presses(editing_texts.TAKE_BACK)
    assert submitted.toast == editing_texts.TAKEN_BACK
    assert editing_texts.SAVE in submitted.screen.buttons
    await second.opens(OpenAnswerDrafts().pack())
    assert "✏️ Экспортный грант" in second.screen.buttons


async def test_a_change_that_waits_is_taken_back_before_it_is_changed_further(
    submitted, grant, services
):
    await submitted.opens(OpenAnswer(answer_id=grant).pack())
    await submitted.presses(history_texts.EDIT)
    await submitted.presses("Заголовок")
    assert editing_texts.WAITS in submitted.screen.text
    assert editing_texts.PUBLISH not in submitted.screen.buttons
    await submitted.presses(editing_texts.TAKE_BACK)
    await submitted.presses("Заголовок")
    await submitted.writes("Грант экспортёру")
    (draft,) = await services.editing.drafts.unpublished()
    assert draft.title == "Грант экспортёру"


async def test_what_is_typed_for_a_change_that_waits_by_now_is_refused_in_words(
    editor, second, services, grant
):
    await editor.presses(history_texts.EDIT)
    await editor.presses("Заголовок")
    await editor.writes("Экспортный грант")
    await second.opens(OpenAnswerDrafts().pack())
    await second.presses("✏️ Экспортный грант")
    await second.presses("Заголовок")
    await editor.presses(editing_texts.SAVE)
    await editor.presses(editing_texts.SAVE_SILENTLY)
    await second.writes("Грант экспортёру")
    assert "Не записано" in second.screen.text
    assert f"«{editing_texts.RETURN}»" in second.screen.text
    assert editing_texts.PUBLISH in second.screen.buttons
    (draft,) = await services.editing.drafts.unpublished()
    assert (draft.is_waiting, draft.title) == (True, "Экспортный грант")


async def test_a_button_pressed_on_a_change_that_waits_offers_no_publishing_to_its_author(
    submitted, services
):
    (draft,) = await services.editing.drafts.unpublished()
    for old in (
        ClearField(draft_id=draft.id, field=DraftField.KEYWORDS),
        SwitchRelated(draft_id=draft.id, answer_id=draft.subject_id),
        ConfirmChange(draft_id=draft.id),
    ):
        await submitted.opens(old.pack())
        assert editing_texts.WAITS in submitted.screen.text
        assert editing_texts.TAKE_BACK in submitted.screen.buttons


async def test_a_second_person_may_return_it(submitted, second, world, services, grant):
    await second.opens(OpenAnswerDrafts().pack())
    await second.presses("⏳ Экспортный грант")
    await second.presses(editing_texts.RETURN)
    assert second.toast == editing_texts.RETURNED
    assert "возвращена на доработку" in submitted.screen.text
    await submitted.presses(editing_texts.TO_DRAFT)
    await submitted.presses("Заголовок")
    await submitted.writes("Грант экспортёру")
    await submitted.presses(editing_texts.SAVE)
    await submitted.presses(editing_texts.SAVE_SILENTLY)
    assert submitted.toast == editing_texts.SENT_TO_REVIEW
    await world.tick()
    assert "ждёт второго человека" in second.screen.text


async def test_going_back_withdrawing_and_checking_wait_too(editor, second, services, grant):
    before = await services.editing.history.now(ContentId(ContentKind.ANSWER, grant))
    await editor.presses(history_texts.EDIT)
    await editor.presses(reviews_texts.CHECK)
    assert editor.toast == editing_texts.SENT_TO_REVIEW
    await editor.presses(history_texts.WITHDRAW)
    await editor.presses(history_texts.WITHDRAW_NOWHERE[ContentKind.ANSWER])
    assert editor.toast == editing_texts.SENT_TO_REVIEW
    assert await services.editing.history.now(ContentId(ContentKind.ANSWER, grant)) == before
    await editor.opens(OpenHistory(kind=ContentKind.ANSWER, subject_id=grant).pack())
    await editor.presses("первая")
    await editor.presses(history_texts.RESTORE)
    assert editor.toast == history_texts.RESTORE_TOASTS[Outcome.CHANGED]
    withdrawal, check = await services.editing.drafts.unpublished()
    assert withdrawal.changed == ("withdrawn",)
    assert set(check.changed) == {"checked", "review_by"}


async def test_who_agrees_to_a_withdrawal_reads_that_people_see_the_card_no_more(
    editor, second, person, grant
):
    await editor.presses(history_texts.EDIT)
    await editor.presses(history_texts.WITHDRAW)
    await editor.presses(history_texts.WITHDRAW_NOWHERE[ContentKind.ANSWER])
    await second.opens(OpenAnswerDrafts().pack())
    await second.presses("⏳ Грант")
    await second.presses(editing_texts.PUBLISH)
    assert second.screen.text.endswith(editing_texts.NOW_WITHDRAWN)
    await person.writes("/start")
    await person.opens(OpenAnswer(answer_id=grant).pack())
    assert person.screen.text == ui_texts.GONE


async def test_new_dates_of_an_exhibition_wait_too(editor, second, services):
    gitex = await services.events.find_key("gitex-global-2026")
    await editor.opens(OpenEvent(event_id=gitex.id).pack())
    await editor.presses(events_texts.MOVE)
    await editor.writes("14–18 декабря 2026")
    await editor.presses(events_texts.APPLY)
    assert editor.toast == editing_texts.SENT_TO_REVIEW
    assert (await services.events.event(gitex.id)).dates == gitex.dates
    await second.opens(OpenAnswerDrafts().pack())
    await second.presses(f"⏳ {gitex.label}")
    assert "07.12.2026 → 14.12.2026" in second.screen.text
    await second.presses(editing_texts.PUBLISH)
    after = await services.events.event(gitex.id)
    assert (after.starts.day, after.dates_edited) == (14, after.today)


async def test_what_a_file_says_waits_too(editor, second, services, database, grant, tmp_path):
    await services.editing.history.change_to(
        ContentId(ContentKind.ANSWER, grant), {"title": "Экспортный грант"}, editor.id
    )
    await sees_conflict(editor, database, tmp_path)
    await editor.presses(history_texts.TAKE_THEIRS)
    assert editor.toast == editing_texts.SENT_TO_REVIEW
    await editor.presses("⏳ Заголовок · Экспортный грант")
    assert editing_texts.WAITS in editor.screen.text
    await editor.presses(history_texts.TAKE_THEIRS)
    assert await title(services, grant) == "Экспортный грант"
    assert len(await services.editing.drafts.unpublished()) == 1
    await second.opens(OpenAnswerDrafts().pack())
    await second.presses("⏳ Грант")
    await second.presses(editing_texts.PUBLISH)
    assert await title(services, grant) == "Грант экспортёру: сколько дают и кому"
    assert await services.editing.history.count_conflicts() == 0


async def test_leaving_it_as_in_the_chat_changes_nothing_and_waits_for_nobody(
    editor, services, database, grant, tmp_path
):
    await services.editing.history.change_to(
        ContentId(ContentKind.ANSWER, grant), {"title": "Экспортный грант"}, editor.id
    )
    await sees_conflict(editor, database, tmp_path)
    await editor.presses(history_texts.KEEP_MINE)
    assert editor.toast == history_texts.SETTLE_TOASTS[Outcome.DONE]
    assert await services.editing.history.count_conflicts() == 0


QUESTION = "где мыть снегоуборщик"


@pytest.fixture
async def bound(editor, person, grant):
    """The editor has bound what a person asked to the card."""
    await person.writes("/start")
    await person.writes(QUESTION)
    await editor.writes("/inbox")
    await editor.presses(QUESTION)
    await editor.presses(questions_texts.BIND)
    await editor.writes("грант на экспорт")
    await editor.presses("Грант на экспорт: сколько дают")
    return editor


async def test_questions_bound_to_a_card_wait_too(bound, second, person, services, grant):
    assert "второй человек" in bound.toast
    assert await services.editing.inbox.count() == 0
    await person.writes(QUESTION)
    assert "Грант на экспорт" not in person.screen.text
    await second.opens(OpenAnswerDrafts().pack())
    await second.presses("⏳ Грант")
    assert f"+ {QUESTION}" in second.screen.text
    await second.presses(editing_texts.PUBLISH)
    await person.writes(QUESTION)
    assert "Грант на экспорт" in person.screen.text


async def test_bound_questions_that_were_refused_are_in_the_inbox_again(bound, second, services):
    (draft,) = await services.editing.drafts.unpublished()
    await services.editing.drafts.return_to_author(draft)
    await bound.opens(DiscardDraft(draft_id=draft.id, sure=True).pack())
    assert await services.editing.inbox.count() == 1


async def test_a_new_answer_waits_too(editor, second, services):
    await editor.opens(OpenAnswerDrafts().pack())
    await editor.presses(editing_texts.NEW[DraftKind.ANSWER])
    await editor.writes("Снегоуборщик")
    await editor.presses("Экспорт")
    await editor.presses("Гранты, субсидии, займы")
    await editor.presses("И тем и другим")
    for words in ("Тут.", "ТАСС\n05.12.2025", "куда деть снегоуборщик"):
        await editor.writes(words)
    await editor.presses(editing_texts.PUBLISH)
    assert editor.toast == editing_texts.SENT_TO_REVIEW
    await second.opens(OpenAnswerDrafts().pack())
    await second.presses("⏳ Снегоуборщик")
    assert "Тут." in second.screen.text
    await second.presses(editing_texts.PUBLISH)
    link = await services.knowledge.find_key("export/money/snegouborshchik")
    assert (await services.knowledge.answer(link.id, 0)).checked is not None


async def test_a_spreadsheet_waits_too(editor, second, services):
    await editor.opens(ExportSheet(kind=DraftKind.EXHIBITION).pack(), editor.menu.id)
    document = editor.messages[-1]["document"]
    data = editor.world.telegram.files.get(document["file_id"]).data
    data = changed(data, "gitex-global-2026", organiser="Новый")
    await editor.sends("document", data, name="a.xlsx")
    await editor.presses(sheets_texts.APPLY)
    assert editor.screen.text == sheets_texts.UPLOAD_WAITS
    await second.opens(OpenAnswerDrafts().pack())
    await second.presses("⏳ a.xlsx")
    await second.presses(sheets_texts.APPLY)
    assert second.toast == sheets_texts.UPLOAD_TOASTS[Outcome.DONE]
    assert (await services.events.find_key("gitex-global-2026")).organiser == "Новый"
