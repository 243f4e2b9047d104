// Who we can be, and which chats that person has.
import { avatar, fill, find, h, icon } from "./dom.js";
import { summary } from "./media.js";
import { networkIsBad } from "./network.js";
import { goTo, play } from "./navigation.js";
import { chat, inBotChat, me, store } from "./store.js";

export function drawSidebar() {
  fill(find("people"), store.people.map(person));
  fill(find("chats"), [...store.chats.values()].flatMap(entry));
  find("network").classList.toggle("bad", networkIsBad());
}

function person(one, at) {
  const chosen = one.id === store.me;
  const unread = store.unread.get(one.id);
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const move = (event) => {
    const next = steps[event.key] && store.people.at((at + steps[event.key]) % store.people.length);
    if (next)
      (event.preventDefault(),
        play(next.id).then(() => find("people").querySelector("[aria-checked=true]").focus()));
  };
  return h(
    "button",
    {
      type: "button",
      role: "radio",
      "aria-checked": String(chosen),
      tabindex: chosen ? 0 : -1,
      class: "person",
      onclick: () => play(one.id),
      onkeydown: move,
    },
    avatar(one.first_name, one.id),
    h("span", {}, one.first_name),
    unread
      ? h("span", { class: "badge", "aria-label": `непрочитанных: ${unread}` }, String(unread))
      : null,
  );
}

function entry(one) {
  const name = one.title ?? store.bot.first_name;
  const rows = [
    row(one, 0, avatar(name, one.id === store.me ? store.bot.id : one.id), name, preview(one)),
  ];
  for (const topic of one.topics)
    rows.push(
      row(
        one,
        topic.id,
        h("span", { class: "topic", "aria-hidden": "true" }, topic.closed ? icon("lock") : "#"),
        topic.name,
        "",
      ),
    );
  return rows;
}

function row(one, thread, mark, name, text) {
  const current = store.open.chat === one.id && store.open.thread === thread;
  const unread = !thread && !current ? store.unread.get(one.id) : 0;
  return h(
    "button",
    {
      type: "button",
      class: `chat ${thread ? "in-forum" : ""}`,
      "aria-current": current ? "page" : null,
      onclick: () => goTo(one.id, thread),
    },
    mark,
    h(
      "span",
      { class: "titles" },
      h("span", { class: "name" }, name),
      text ? h("span", { class: "last" }, text) : null,
    ),
    unread ? h("span", { class: "badge" }, String(unread)) : null,
  );
}

const preview = (one) => {
  const last = one.messages.at(-1);
  return last ? summary(last).slice(0, 60) : "Пока пусто";
};

export function drawHeader() {
  const open = chat();
  const topic = open?.topics.find((one) => one.id === store.open.thread);
  const name = open?.title ?? store.bot.first_name ?? "";
  const whose = me()?.first_name ?? "";
  find("whose").textContent = whose;
  find("drawer").setAttribute("aria-label", `Люди и чаты, сейчас пишет ${whose}`);
  find("title").textContent = topic ? `${name} › ${topic.name}` : name;
  find("chat-avatar").replaceWith(
    Object.assign(avatar(name, inBotChat() ? store.bot.id : (open?.id ?? 0)), {
      id: "chat-avatar",
    }),
  );
  drawStatus();
}

let typing = 0;

export function drawStatus(action = "") {
  clearTimeout(typing);
  find("status").textContent = action
    ? "печатает…"
    : inBotChat()
      ? "бот"
      : chat()?.is_forum
        ? "группа с темами"
        : "группа";
  if (action) typing = setTimeout(drawStatus, 5000);
}
