"""Who is where: groups, members, forum topics, and who has stopped the bot."""

from bot.playground.chats import INSIDE, Chat, MessageIds, Topic
from bot.playground.topics import drop_topic, make_topic
from bot.playground.wire import Json
from bot.playground.world import World


class Groups(World):
    """Actions of people around a chat; the bot learns of them as far as Telegram tells it."""

    def add_group(self, group_id: int, title: str, *, is_forum: bool = False) -> Chat:
        """Make a supergroup (`-100…`) or a basic group, where the bot is an administrator."""
        kind = "supergroup" if group_id < -(10**12) else "group"
        group = Chat(group_id, kind, MessageIds(), title=title, is_forum=is_forum)
        group.members[self.me["id"]] = "administrator"
        return self.add_chat(group)

    def add_member(self, chat_id: int, person_id: int, status: str = "member") -> None:
        """Let a person in, or change what they are there; the bot is told when that is itself."""
        chat = self.chats[chat_id]
        old, chat.members[person_id] = chat.members.get(person_id, "left"), status
        if person_id == self.me["id"]:
            self.tell_membership(chat, old, status)
        elif old not in INSIDE and status in INSIDE:
            user = self.people[person_id].user
            self.tell("message", chat, self.post(chat, user, {"new_chat_members": [user]}))
        self.announce("chats")

    def migrate_group(self, old_id: int, new_id: int) -> Chat:
        """Turn a basic group into a supergroup with a new id, as Telegram does on growth."""
        old = self.chats[old_id]
        new = self.add_group(new_id, old.title)
        new.members = dict(old.members)
        old.migrated_to = new_id
        author = self._someone(old)
        self.tell("message", old, self.post(old, author, {"migrate_to_chat_id": new_id}))
        self.tell("message", new, self.post(new, author, {"migrate_from_chat_id": old_id}))
        return new

    def create_topic(self, person_id: int, chat_id: int, name: str) -> Topic:
        """Open a topic in a forum."""
        return make_topic(self, self.chats[chat_id], name, self.people[person_id].user)

    def delete_topic(self, chat_id: int, thread_id: int) -> None:
        """Delete a topic with all its messages. Telegram tells the bot nothing of it."""
        drop_topic(self, self.chats[chat_id], thread_id)

    def delete_message(self, chat_id: int, message_id: int) -> None:
        """Delete for everyone. Telegram tells the bot nothing of it."""
        self.remove(self.chats[chat_id], message_id)

    def block(self, person_id: int) -> None:
        """Stop the bot: it gets 403 from now on, and an update that says so."""
        self._set_blocked(person_id, "member", "kicked")

    def unblock(self, person_id: int) -> None:
        """Let the bot write again."""
        self._set_blocked(person_id, "kicked", "member")

    def deactivate(self, person_id: int) -> None:
        """Delete the account. No update tells of it: the bot finds out when it writes."""
        self.people[person_id].deactivated = True

    def tell_membership(self, chat: Chat, old: str, new: str) -> None:
        """Queue `my_chat_member`: what the bot is in this chat has changed."""
        by = chat.person.user if chat.person else self._someone(chat)
        self.updates.add(
            "my_chat_member",
            {"chat": chat.json, "from": by, "date": self.now()}
            | {"old_chat_member": self.member(self.me, old)}
            | {"new_chat_member": self.member(self.me, new)},
        )

    def _set_blocked(self, person_id: int, old: str, new: str) -> None:
        person, blocked = self.people[person_id], new == "kicked"
        if person.blocked != blocked:
            person.blocked = blocked
            self.tell_membership(self.chats[person_id], old, new)
            self.announce("chats")

    def _someone(self, chat: Chat) -> Json:
        users = (self.people[key].user for key in chat.members if key in self.people)
        return next(users, self.me)
