import re

from bot.broadcast import texts as broadcast_texts
from bot.people import audit_texts as people_audit_texts
from bot.people.audit import OPERATOR, AuditEntry, record
from bot.questions import texts as questions_texts
from bot.ui import texts as ui_texts


async def test_nothing_done_yet(admin):
    await admin.writes("/audit")
    assert people_audit_texts.EMPTY in admin.screen.text


async def test_who_did_what_before_and_after(admin):
    message = await admin.writes("Новости")
    await admin.writes("/broadcast", reply_to=message["message_id"])
    await admin.presses(broadcast_texts.CHOOSE_TOPIC)
    await admin.presses("Новости")
    await admin.writes("/audit")
    latest, first = admin.screen.text.split("\n\n")[1:]
    assert latest.startswith("23.11.2026 12:00 · изменён черновик рассылки № 1 · Ольга")
    assert latest.endswith("\nтема: нет → Новости")
    assert "начат черновик рассылки № 1" in first


async def test_nobody_is_called_a_man_in_the_journal(admin, person, sender, services):
    await person.writes("как растаможить снегоуборщик")
    await admin.writes("/inbox")
    await admin.presses("снегоуборщик")
    await admin.presses(questions_texts.WRITE)
    message = await admin.writes("Новости")
    await admin.writes("/broadcast", reply_to=message["message_id"])
    await admin.presses(broadcast_texts.CHOOSE_TOPIC)
    await admin.presses("Новости")
    await admin.presses("✅ Отправить")
    await admin.presses("✅ Отправить")
    await admin.writes("/audit")
    assert "· отправка рассылки № 1 ·" in admin.screen.text
    assert "· начат черновик № 1 ·" in admin.screen.text
    for action in people_audit_texts._ACTIONS.values():
        assert not re.search(r"\b\w+(ал|ил|ел|рыл|нул)\b", action), action


async def test_it_has_pages_and_shows_actions_without_words(admin, database, clock):
    async with database.transaction() as transaction:
        for number in range(20):
            entry = AuditEntry(admin.id, "do <b>something</b>", f"thing {number}", "x" * 500)
            await record(transaction, entry, clock.now)
    await admin.writes("/audit")
    assert "do <b>something</b> thing 19" in admin.screen.text
    assert "…" in admin.screen.text
    await admin.presses(ui_texts.NEXT)
    await admin.presses(ui_texts.NEXT)
    assert "thing 0" in admin.screen.text
    assert ui_texts.NEXT not in admin.screen.buttons


async def test_what_is_no_json_and_whoever_has_no_account_is_shown(admin, database, clock):
    async with database.transaction() as transaction:
        entry = AuditEntry(OPERATOR, "pause broadcast", "7", "running", "paused")
        await record(transaction, entry, clock.now)
        await transaction.execute("UPDATE audit SET after = '{broken'")
    await admin.writes("/audit")
    assert f"пауза рассылки № 7 · {people_audit_texts.OPERATOR}" in admin.screen.text
    assert "идёт → {broken" in admin.screen.text
