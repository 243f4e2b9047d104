"""Commands as people type them: from a phone that capitalises, with a slip of the finger."""

import pytest

from bot.conversation import texts as conversation_texts
from bot.knowledge import texts as knowledge_texts
from bot.ui import texts as ui_texts


@pytest.mark.parametrize(
    ("command", "words"),
    {
        "/Menu": knowledge_texts.HOME_HINT,
        "/HELP": knowledge_texts.HELP,
        "/Settings": "Настройки",
        "/Saved": knowledge_texts.SAVED_EMPTY,
        "/Start training_rudnevo_what-is": "2 октября 2024",
        "/SEARCH когда открылось Руднево": "2 октября 2024",
        "/Menu@Moscow_Business_Bot": knowledge_texts.HOME_HINT,
    }.items(),
)
async def test_a_phone_may_capitalise_a_command(person, command, words):
    await person.writes(command)
    assert words in person.screen.text


async def test_a_phone_may_capitalise_the_first_start(person):
    await person.writes("/Start")
    assert knowledge_texts.BUSINESS in person.screen.buttons


async def test_an_admins_phone_capitalises_too(admin):
    await admin.writes("/Broadcasts")
    assert conversation_texts.UNKNOWN_COMMAND not in admin.screen.text


@pytest.mark.parametrize(
    ("typed", "meant"),
    {
        "/strat": "start",
        "/hlep": "help",
        "/SETINGS": "settings",
        "/specalist 1": "specialist",
    }.items(),
)
async def test_a_slip_in_a_command_is_told_what_was_meant(person, typed, meant):
    await person.writes(typed)
    assert f"Может быть, /{meant}?" in person.screen.text
    assert person.screen.buttons == [ui_texts.HOME]


@pytest.mark.parametrize("typed", ["/", "/nonsense", "/stats", "/brodcast", "/стоп"])
async def test_what_resembles_no_command_of_everybody_is_not_guessed_at(person, typed):
    await person.writes(typed)
    assert person.screen.text == conversation_texts.unknown_command("")
