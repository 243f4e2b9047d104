"""The chat and the message that a call names, and sending into it."""

from bot.playground.requests import BadRequestError, ForbiddenError, Json, Params, checked_markup
from bot.playground.world import INSIDE, Chat, World


def known_chat(world: World, params: Params, name: str = "chat_id") -> Chat:
    """Find the chat that a call names."""
    wanted = params.text(name)
    if not wanted:
        raise BadRequestError(f"{name} is empty")
    try:
        chat = world.chats.get(int(wanted))
    except ValueError:
        chat = None  # no simulated chat has a public name
    if chat is None:
        raise BadRequestError("chat not found")
    return chat


def writable_chat(world: World, params: Params) -> Chat:
    """Find the chat that a call names, if the bot may write there."""
    chat = known_chat(world, params)
    if chat.migrated_to:
        raise BadRequestError(
            "group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": chat.migrated_to}
        )
    if chat.person is None:
        status = chat.members.get(world.me["id"], "left")
        if status == "kicked":
            raise ForbiddenError(f"bot was kicked from the {chat.type} chat")
        if status not in INSIDE:
            raise ForbiddenError(f"bot is not a member of the {chat.type} chat")
    elif chat.person.deactivated:
        raise ForbiddenError("user is deactivated")
    elif chat.person.blocked:
        raise ForbiddenError("bot was blocked by the user")
    elif not chat.person.started:
        raise ForbiddenError("bot can't initiate conversation with a user")
    return chat


def known_message(chat: Chat, message_id: int, purpose: str) -> Json:
    """Find the message, or raise `message to <purpose> not found`."""
    if message_id not in chat.history:
        raise BadRequestError(f"message to {purpose} not found")
    return chat.history[message_id]


def deliver(world: World, params: Params, content: Json) -> Json:
    """Post `content` where the call says and return the message."""
    chat = writable_chat(world, params)
    place = _place(world, chat, params)
    markup = checked_markup(params.fields("reply_markup"))
    inline = {"reply_markup": markup} if markup and "inline_keyboard" in markup else {}
    message = world.post(chat, world.me, content | place | inline)
    if markup and not inline:
        asked = {"message_id": message["message_id"]} if markup.get("force_reply") else {}
        chat.keyboard = None if "remove_keyboard" in markup else markup | asked
        world.announce("keyboard", chat_id=chat.id, keyboard=chat.keyboard)
    return message


def _place(world: World, chat: Chat, params: Params) -> Json:
    thread_id = params.integer("message_thread_id")
    if thread_id and thread_id not in chat.topics:
        raise BadRequestError("message thread not found")
    reply = params.fields("reply_parameters") or {}
    if reply and "message_id" not in reply:
        raise BadRequestError('can\'t find field "message_id"')
    reply_to = int(reply.get("message_id", 0))
    optional = reply.get("allow_sending_without_reply")
    if reply_to and reply_to not in chat.history and not optional:
        raise BadRequestError("message to be replied not found")
    return world.reply_fields(chat, reply_to if reply_to in chat.history else 0, thread_id)
