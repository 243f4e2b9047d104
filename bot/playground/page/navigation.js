// Who we are and which chat is open.
import { read } from "./api.js";
import { applyLate } from "./changes.js";
import { find } from "./dom.js";
import { drawMessages } from "./messages.js";
import { drawComposer, clearContext, obeyForceReply } from "./composer.js";
import { drawHeader, drawSidebar } from "./sidebar.js";
import { pressKey, store } from "./store.js";

// Reads everything anew: after a start, a lost connection, a change of people, groups or commands.
export async function reload() {
  store.loading += 1;
  try {
    await readAll();
  } finally {
    store.loading -= 1;
  }
  draw();
  if (!store.loading) applyLate();
}

async function readAll() {
  Object.assign(store, await read("state"));
  if (!store.people.some((one) => one.id === store.me)) store.me = store.people[0]?.id ?? 0;
  const person = store.me;
  const { chats } = person ? await read(`chats/${person}`) : { chats: [] };
  if (person !== store.me) return; // somebody else is played by now, and is read too
  store.chats = new Map(chats.map((chat) => [chat.id, chat]));
  store.waiting = new Map();
  for (const chat of chats)
    for (const { message_id: id, data, id: press } of chat.waiting)
      store.waiting.set(pressKey(chat.id, id, data), press);
  if (!store.chats.has(store.open.chat)) store.open = { chat: store.me, thread: 0 };
}

export function draw() {
  drawSidebar();
  drawHeader();
  drawMessages();
  drawComposer();
}

export function goTo(chat, thread = 0) {
  store.open = { chat, thread };
  clearContext();
  closeDrawer();
  draw();
  obeyForceReply();
}

export async function play(person) {
  store.me = person;
  localStorage.setItem("person", person);
  store.open = { chat: person, thread: 0 };
  clearContext();
  await reload();
  obeyForceReply();
}

export function toggleDrawer() {
  const open = document.body.classList.toggle("drawer-open");
  find("drawer").setAttribute("aria-expanded", String(open));
  if (open) find("people").querySelector("[tabindex='0']")?.focus();
}

export function closeDrawer() {
  document.body.classList.remove("drawer-open");
  find("drawer").setAttribute("aria-expanded", "false");
}
