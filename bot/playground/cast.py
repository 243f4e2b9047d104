"""The people of the playground page, ready to be played."""

from bot.playground.telegram import Telegram

ADMIN = 1000001
STUDENT = 1000002
ENTREPRENEUR = 1000003
SPECIALIST = 1000004
STAFF_GROUP = -1001000000001


def add_cast(telegram: Telegram) -> None:
    """Irina the entrepreneur, Artyom the student, Olga the admin, and Pavel of the specialists.

    Olga and Pavel sit in the specialists' group, a forum.
    """
    telegram.me["first_name"] = "Бизнес и учёба в Москве"
    telegram.add_person(ENTREPRENEUR, "Ирина", "irina_export")
    telegram.add_person(STUDENT, "Артём", "artyom_student")
    telegram.add_person(ADMIN, "Ольга", "olga_admin")
    telegram.add_person(SPECIALIST, "Павел", "pavel_staff")
    group = telegram.add_group(STAFF_GROUP, "Специалисты", is_forum=True)
    group.members |= {ADMIN: "creator", SPECIALIST: "member"}
