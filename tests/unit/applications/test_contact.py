import pytest

from bot.applications.models import reachable


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ("+7 900 000-00-00", True),
        ("Ирина, 8 (495) 123 45 67 доб. 5", True),
        ("info@example.ru", True),
        ("мой телеграм @irina", True),
        ("позвоните", False),
        ("офис 12, этаж 3", False),
        ("@", False),
    ],
)
def test_a_contact_holds_something_to_answer_to(contact, expected):
    assert reachable(contact) is expected
