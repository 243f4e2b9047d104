// One message as a bubble.
import { clock, h, icon } from "./dom.js";
import { formatted } from "./entities.js";
import { inlineKeyboard } from "./keyboard.js";
import { media, summary } from "./media.js";
import { colored, messageMenu } from "./message_menu.js";
import { jump } from "./messages.js";
import { chat, inBotChat, isMine, store } from "./store.js";

const SERVICE = {
  forum_topic_created: (m) => `${author(m)}: новая тема «${m.forum_topic_created.name}»`,
  forum_topic_closed: () => "Тема закрыта",
  forum_topic_reopened: () => "Тема снова открыта",
  new_chat_members: (m) =>
    `В группе: ${m.new_chat_members.map((one) => one.first_name).join(", ")}`,
  migrate_to_chat_id: () => "Группа стала супергруппой",
  migrate_from_chat_id: () => "Группа стала супергруппой",
};

export function service(message) {
  const kind = Object.keys(SERVICE).find((name) => name in message);
  return kind && SERVICE[kind](message);
}

export const author = (message) =>
  message.from?.is_bot ? store.bot.first_name : (message.from?.first_name ?? "");

export function bubble(message) {
  const mine = isMine(message);
  const text = message.text ?? message.caption;
  const entities = message.entities ?? message.caption_entities;
  const time = `${message.edit_date ? "изменено " : ""}${clock(message.date)}`;
  const body = h(
    "div",
    { class: `bubble ${message.sticker ? "bare" : ""}` },
    inBotChat() || mine ? null : h("div", { class: "author" }, author(message)),
    origin(message),
    replied(message),
    media(message),
    text ? h("div", { class: "text", dir: "auto" }, formatted(text, entities), room(time)) : null,
    reactions(message),
    h("span", { class: `meta ${text ? "over" : ""}` }, time),
    more(message),
  );
  return h(
    "article",
    {
      class: `message ${mine ? "mine" : "theirs"}`,
      data: { id: message.message_id },
      "aria-label": `${mine ? "Вы" : author(message)}, ${clock(message.date)}`,
    },
    body,
    inlineKeyboard(message),
  );
}

// Keeps the end of the last line free for the time, which lies over it.
const room = (time) => h("span", { class: "room", "aria-hidden": "true" }, time);

const more = (message) =>
  h(
    "button",
    {
      type: "button",
      class: "more",
      "aria-label": "Действия с сообщением",
      "aria-haspopup": "menu",
      onclick: (event) => messageMenu(event.currentTarget, message),
    },
    icon("dots"),
  );

function origin(message) {
  if (message.via_bot) return h("div", { class: "origin" }, `через @${message.via_bot.username}`);
  const from = message.forward_origin?.sender_user;
  return from ? h("div", { class: "origin" }, `Переслано от: ${from.first_name}`) : null;
}

// In a topic, everything answers the message that opened the topic: that is not worth showing.
function replied(message) {
  const target = message.reply_to_message;
  if (!target || service(target)) return null;
  return h(
    "button",
    { type: "button", class: "quote", onclick: () => jump(target.message_id) },
    h("strong", {}, author(target)),
    h("span", {}, summary(target)),
  );
}

function reactions(message) {
  const given = chat()?.reactions[message.message_id] ?? [];
  if (!given.length) return null;
  const counts = new Map();
  for (const emoji of given) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  return h(
    "div",
    { class: "reactions", "aria-label": "Реакции" },
    [...counts].map(([emoji, number]) =>
      h("span", {}, number > 1 ? `${colored(emoji)} ${number}` : colored(emoji)),
    ),
  );
}
