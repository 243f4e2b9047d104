import pytest

from bot.search.small_talk import SmallTalk, small_talk, without_small_talk


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Привет!", SmallTalk.GREETING),
        ("добрый вечер", SmallTalk.GREETING),
        ("Спасибо большое вам", SmallTalk.THANKS),
        ("благодарю, выручили", SmallTalk.THANKS),
        ("всё понятно", SmallTalk.SEEN),
        ("понятно, спасибо", SmallTalk.THANKS),
        ("до свидания", SmallTalk.FAREWELL),
        ("ты умный?", SmallTalk.ABOUT),
        ("что ты умеешь", SmallTalk.ABOUT),
        ("привет, как дела", SmallTalk.CHAT),
        ("скучно мне поболтай со мной", SmallTalk.CHAT),
        ("заткнись", SmallTalk.ABUSE),
        ("чушь собачья а не ответы", SmallTalk.ABUSE),
        ("ну ты и мудак", SmallTalk.ABUSE),
    ],
)
def test_talk_is_told_by_its_kind(said: str, kind: SmallTalk) -> None:
    assert small_talk(said) is kind


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "😂",
        "помощь экспортёрам",
        "привет, где взять грант",
        "спасибо, а как попасть на выставку",
        "кто ты такой чтобы решать кому давать грант на экспорт промышленной продукции в китай",
    ],
)
def test_a_question_is_no_talk(asked: str) -> None:
    assert small_talk(asked) is None


def test_a_greeting_before_a_question_is_left_out() -> None:
    assert without_small_talk("Добрый день! Где взять грант?") == "где взять грант"
    assert without_small_talk("Где взять грант?") == "Где взять грант?"
    assert without_small_talk("Привет") == "Привет"
