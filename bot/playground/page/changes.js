// Applies what happens in the small Telegram to the page.
import { drawComposer, obeyForceReply } from "./composer.js";
import { alertBox, toast } from "./dialogs.js";
import { inlineAnswered } from "./inline.js";
import { settle } from "./keyboard.js";
import { openLink } from "./links.js";
import { hideMessage, redraw, showMessage } from "./messages.js";
import { reload } from "./navigation.js";
import { drawSidebar, drawStatus } from "./sidebar.js";
import { forget, isMine, keep, store } from "./store.js";

// While everything is read anew, changes wait: what is read may be older than they are.
export function apply(change) {
  if (store.loading) store.late.push(change);
  else CHANGES[change.type]?.(change);
}

export function applyLate() {
  for (const change of store.late.splice(0)) apply(change);
}

let reloading = 0;

function reloadSoon() {
  clearTimeout(reloading);
  reloading = setTimeout(reload, 50);
}

const CHANGES = {
  message({ chat_id: chatId, message }) {
    const isNew = keep(message);
    if (chatId !== store.open.chat && !isMine(message) && (isNew || !store.chats.has(chatId)))
      store.unread.set(chatId, (store.unread.get(chatId) ?? 0) + 1);
    if (chatId === store.open.chat) drawStatus();
    showMessage(message, isNew);
    drawSidebar();
  },
  deleted({ chat_id: chatId, message_id: id }) {
    forget(chatId, id);
    if (chatId === store.open.chat) hideMessage(id);
    drawSidebar();
  },
  answered(press) {
    for (const [key, id] of store.waiting)
      if (id === press.id || (!id && key.startsWith(`${press.chat_id}/${press.message_id}/`)))
        settle(key, press.message_id);
    if (press.person_id !== store.me) return;
    if (press.url) openLink(press.url, false);
    if (press.text && press.show_alert) alertBox(store.bot.first_name, press.text);
    else if (press.text) toast(press.text);
  },
  reactions({ chat_id: chatId, message_id: id, reactions }) {
    const place = store.chats.get(chatId);
    if (place) place.reactions[id] = reactions;
    if (chatId === store.open.chat) redraw(id);
  },
  action({ chat_id: chatId, action }) {
    if (chatId === store.open.chat) drawStatus(action);
  },
  keyboard({ chat_id: chatId, keyboard }) {
    const place = store.chats.get(chatId);
    if (place) place.keyboard = keyboard;
    drawComposer();
    if (chatId === store.open.chat) obeyForceReply();
  },
  inline(answer) {
    if (answer.person_id === store.me) inlineAnswered(answer);
  },
  chats: reloadSoon,
  commands: reloadSoon,
  profile: reloadSoon,
  network: reloadSoon,
};
