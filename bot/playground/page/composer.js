// Writing: text, answers, edits, attachments.
import { act, upload } from "./api.js";
import { closeSuggestions, suggest, suggestionKey } from "./suggestions.js";
import { menu } from "./dialogs.js";
import { find, h } from "./dom.js";
import { drawReplyKeyboard } from "./keyboard.js";
import { summary } from "./media.js";
import { lastOfMine } from "./messages.js";
import { chat, here, inBotChat, me, message, store } from "./store.js";

const input = () => find("input");

export function drawComposer() {
  const person = me();
  const closed = inBotChat() && person && (person.blocked || !person.started);
  find("form").hidden = Boolean(closed);
  find("start").hidden = !closed;
  find("start").textContent = person?.blocked ? "Разблокировать" : "Запустить";
  find("commands").hidden = !chat()?.commands.length;
  drawReplyKeyboard();
  drawContext();
}

function drawContext() {
  const target = message(store.edit || store.reply);
  find("context").hidden = !target;
  if (!target) return;
  find("context-text").textContent = `${store.edit ? "Изменение" : "Ответ"}: ${summary(target)}`;
}

export function clearContext() {
  if (store.edit) input().value = "";
  store.reply = store.edit = 0;
  drawContext();
}

export function replyTo(target) {
  store.edit = 0;
  store.reply = target.message_id;
  drawContext();
  input().focus();
}

// The bot has asked for a reply, and nothing was said since: as in an app, the next text is one.
export function obeyForceReply() {
  const asked = chat()?.keyboard;
  const last = chat()?.messages.at(-1);
  const free = !store.edit && !store.reply;
  if (free && asked?.force_reply && last?.message_id === asked.message_id) replyTo(last);
}

export function editMine(target) {
  store.reply = 0;
  store.edit = target.message_id;
  input().value = target.text ?? target.caption;
  drawContext();
  grow();
  input().focus();
}

export function setInput(text) {
  input().value = text;
  input().focus();
  grow();
  suggest(text);
}

function grow() {
  input().style.height = "auto";
  input().style.height = `${Math.min(input().scrollHeight, 160)}px`;
}

async function submit(event) {
  event.preventDefault();
  const text = input().value.trim();
  if (!text) return;
  const { edit, reply } = store;
  input().value = "";
  store.edit = store.reply = 0;
  closeSuggestions();
  drawContext();
  grow();
  if (edit) await act("edit", { ...here(), message_id: edit, text });
  else await act("write", { ...here(), reply_to: reply || undefined, text });
}

function typed(event) {
  if (suggestionKey(event)) return;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  else if (event.key === "Escape") clearContext();
  else if (event.key === "ArrowUp" && !input().value && lastOfMine()) {
    event.preventDefault();
    editMine(lastOfMine());
  }
}

function pick(kind, accept = "") {
  const chooser = h("input", { type: "file", multiple: true, accept });
  chooser.addEventListener("change", () => sendFiles(kind, [...chooser.files]));
  chooser.click();
}

function sendFiles(kind, files) {
  const reply = store.reply;
  clearContext();
  if (files.length) upload({ ...here(), reply_to: reply, kind }, files);
}

const sample = (kind, name) => sendFiles(kind, [new File(["playground"], name)]);

const ATTACHMENTS = [
  ["photo", "Фото", () => pick("photo", "image/png,image/jpeg,image/gif")],
  ["file", "Файл", () => pick("document")],
  ["video", "Видео", () => pick("video", "video/*")],
  ["voice", "Голосовое (пример)", () => sample("voice", "voice.oga")],
  ["sticker", "Стикер (пример)", () => sample("sticker", "sticker.webp")],
];

export function wireComposer() {
  find("form").addEventListener("submit", submit);
  input().addEventListener("keydown", typed);
  input().addEventListener("input", () => (grow(), suggest(input().value)));
  find("attach").addEventListener("click", (event) => menu(event.currentTarget, ATTACHMENTS));
  find("commands").addEventListener("click", () => setInput("/"));
  find("context-close").addEventListener("click", () => (clearContext(), input().focus()));
  find("start").addEventListener("click", () =>
    me().blocked
      ? act("block", { person_id: store.me, blocked: false })
      : act("start", { person_id: store.me }),
  );
}
