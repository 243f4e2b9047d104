// The list of messages in the open chat.
import { bubble, service } from "./bubble.js";
import { summary } from "./media.js";
import { speak } from "./dialogs.js";
import { day, fill, find, h } from "./dom.js";
import { chat, inBotChat, inThread, isMine, me, shown, store } from "./store.js";

const list = () => find("messages");
let stuck = true; // the newest message is in sight, and stays so whatever grows
const toBottom = () => (list().scrollTop = list().scrollHeight);
const elementOf = (id) => list().querySelector(`[data-id="${id}"]`);

export function wireMessages() {
  list().addEventListener(
    "scroll",
    () => (stuck = list().scrollHeight - list().scrollTop - list().clientHeight < 80),
  );
  new ResizeObserver(() => stuck && toBottom()).observe(list());
}

export function drawMessages() {
  store.unread.delete(store.open.chat);
  const messages = shown();
  const empty = !messages.length && inBotChat();
  fill(list(), empty ? welcome() : h("div", { class: "filler" }));
  for (const one of messages) append(one);
  toBottom();
}

function welcome() {
  const text = chat().description || "Здесь пока ничего нет. Напишите боту первым.";
  return h("div", { class: "welcome" }, h("strong", {}, "Что умеет этот бот?"), h("p", {}, text));
}

function append(message) {
  const last = list().lastElementChild;
  const date = day(message.date);
  if (lastDay() !== date) list().append(h("div", { class: "day", data: { day: date } }, date));
  const album = message.media_group_id;
  const made = element(message);
  if (album && last?.dataset.album === album) last.append(made);
  else if (album)
    list().append(
      h("div", { class: `album ${isMine(message) ? "mine" : ""}`, data: { album } }, made),
    );
  else list().append(made);
}

const lastDay = () => [...list().querySelectorAll(".day")].at(-1)?.dataset.day;

const element = (message) =>
  service(message)
    ? h("div", { class: "service", data: { id: message.message_id } }, service(message))
    : bubble(message);

// Puts a new or changed message on the page; the focus stays where it was, as near as can be.
export function showMessage(message, isNew) {
  if (message.chat.id !== store.open.chat || !inThread(message)) return;
  const old = elementOf(message.message_id);
  const stick = stuck || isMine(message);
  if (old) replace(old, element(message));
  else if (isNew) {
    list()
      .querySelector(".welcome")
      ?.replaceWith(h("div", { class: "filler" }));
    append(message);
  }
  if (!isMine(message))
    speak(`${old ? "Сообщение изменилось" : "Новое сообщение"}: ${summary(message).slice(0, 300)}`);
  if (stick) toBottom();
}

function replace(old, made) {
  const focused = document.activeElement;
  const kind = focused.closest(".keyboard") ? ".keyboard button" : "button";
  const at = [...old.querySelectorAll(kind)].indexOf(focused);
  old.replaceWith(made);
  if (at < 0) return;
  const now = [...made.querySelectorAll(kind)];
  (now[Math.min(at, now.length - 1)] ?? find("input")).focus({ preventScroll: true });
}

export function redraw(id) {
  const message = chat()?.messages.find((one) => one.message_id === id);
  const old = elementOf(id);
  if (message && old) replace(old, element(message));
}

export function hideMessage(id) {
  const gone = elementOf(id);
  const album = gone?.closest(".album");
  gone?.remove();
  if (album && !album.children.length) album.remove();
}

export function jump(id) {
  const target = elementOf(id);
  target?.scrollIntoView({ block: "center", behavior: "smooth" });
  target?.classList.add("flash");
  setTimeout(() => target?.classList.remove("flash"), 1200);
}

export const lastOfMine = () =>
  shown().findLast((one) => isMine(one) && one.text && !one.via_bot && me());
