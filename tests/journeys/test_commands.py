"""Commands as people type them: from a phone that capitalises, with a slip of the finger."""

from bot.conversation import texts as conversation_texts
from bot.knowledge import texts as knowledge_texts
from bot.ui import texts as ui_texts


async def test_a_phone_may_capitalise_a_command(newcomers):
    for command, words in {
        "/Menu": knowledge_texts.HOME_HINT,
        "/HELP": knowledge_texts.HELP,
        "/Settings": "Настройки",
        "/Saved": knowledge_texts.SAVED_EMPTY,
        "/Start training_rudnevo_what-is": "2 октября 2024",
        "/SEARCH когда открылось Руднево": "2 октября 2024",
        "/Menu@Moscow_Business_Bot": knowledge_texts.HOME_HINT,
    }.items():
        person = next(newcomers)
        await person.writes(command)
        assert words in person.screen.text, command


async def test_a_phone_may_capitalise_the_first_start(person):
    await person.writes("/Start")
    assert knowledge_texts.BUSINESS in person.screen.buttons


async def test_an_admins_phone_capitalises_too(admin):
    await admin.writes("/Broadcasts")
    assert conversation_texts.UNKNOWN_COMMAND not in admin.screen.text


async def test_a_slip_in_a_command_is_told_what_was_meant(newcomers):
    for typed, meant in {
        "/strat": "start",
        "/hlep": "help",
        "/SETINGS": "settings",
        "/specalist 1": "specialist",
    }.items():
        person = next(newcomers)
        await person.writes(typed)
        assert f"Может быть, /{meant}?" in person.screen.text
        assert person.screen.buttons == [ui_texts.HOME], typed


async def test_what_resembles_no_command_of_everybody_is_not_guessed_at(newcomers):
    for typed in ("/", "/nonsense", "/stats", "/brodcast", "/стоп"):
        person = next(newcomers)
        await person.writes(typed)
        assert person.screen.text == conversation_texts.unknown_command(""), typed
