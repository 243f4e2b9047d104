"""People are stored beside the update that brings them; nobody waits long for that."""

from bot.background import Background
from bot.people import repository
from bot.people.models import Role
from bot.people.repository import People

MANY = 400


async def test_who_is_stored_while_they_are_read_is_new_all_the_same(database, monkeypatch):
    """The wait ends now before, now while, now after the person is stored."""
    monkeypatch.setattr(repository, "STORE_SECONDS", 0.0005)
    background = Background()
    people = People(database, background)
    assert all([(await people.remember(each)).is_new for each in range(1, MANY)])
    await background.close()


async def test_who_has_a_role_is_not_new_though_they_came_today(database, monkeypatch):
    first = People(database, background := Background())
    await first.set_role(await first.remember(1), Role.BUSINESS)
    monkeypatch.setattr(repository, "STORE_SECONDS", 0)
    assert not (await People(database, background).remember(1)).is_new
    await background.close()
