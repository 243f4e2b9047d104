// What a person can do with a message.
import { act } from "./api.js";
import { replyTo, editMine } from "./composer.js";
import { copy, menu } from "./dialogs.js";
import { h } from "./dom.js";
import { chat, here, isMine, store } from "./store.js";

// Telegram names «❤» without the mark that makes it red.
export const colored = (emoji) => `${emoji}\uFE0F`;

const EMOJI = ["👍", "👎", "❤", "🔥", "🎉", "🤔", "👀"];

export function messageMenu(anchor, message) {
  const text = message.text ?? message.caption;
  const place = { ...here(), message_id: message.message_id };
  const items = [["reply", "Ответить", () => replyTo(message)]];
  if (isMine(message) && text && !message.via_bot)
    items.push(["edit", "Изменить", () => editMine(message)]);
  if (text) items.push(["copy", "Скопировать текст", () => copy(text)]);
  items.push(["forward", "Переслать", () => forward(anchor, message)]);
  items.push(["trash", "Удалить у всех", () => act("delete", place)]);
  menu(anchor, items, (close) =>
    h(
      "div",
      { class: "emoji" },
      EMOJI.map((emoji) => reaction(emoji, place, close)),
    ),
  );
}

function reaction(emoji, place, close) {
  const given = chat()?.reactions[place.message_id] ?? [];
  const react = () => (
    close(),
    act("react", { ...place, emoji: given.includes(emoji) ? "" : emoji })
  );
  return h(
    "button",
    { type: "button", role: "menuitem", "aria-label": `Реакция ${emoji}`, onclick: react },
    colored(emoji),
  );
}

function forward(anchor, message) {
  const facts = {
    person_id: store.me,
    from_chat_id: message.chat.id,
    message_id: message.message_id,
  };
  const targets = [...store.chats.values()].map((one) => [
    "forward",
    one.title ?? store.bot.first_name,
    () => act("forward", { ...facts, chat_id: one.id }),
  ]);
  menu(anchor, targets);
}
