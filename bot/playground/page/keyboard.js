// Keyboards under messages, and the bot's own keyboard under the input.
import { act } from "./api.js";
import { copy, menu, toast } from "./dialogs.js";
import { fill, find, h, icon } from "./dom.js";
import { askInline } from "./inline.js";
import { openLink } from "./links.js";
import { goTo } from "./navigation.js";
import { redraw } from "./messages.js";
import { chat, here, pressKey, store } from "./store.js";

const SIGNS = {
  url: "link",
  copy_text: "copy",
  switch_inline_query: "forward",
  switch_inline_query_chosen_chat: "forward",
};

export function inlineKeyboard(message) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return h(
    "div",
    { class: "keyboard" },
    rows.map((row) =>
      h(
        "div",
        { class: "row" },
        row.map((button) => inlineButton(message, button)),
      ),
    ),
  );
}

function inlineButton(message, button) {
  const sign = Object.keys(SIGNS).find((name) => name in button);
  const waits = store.waiting.has(
    pressKey(message.chat.id, message.message_id, button.callback_data),
  );
  return h(
    "button",
    {
      type: "button",
      class: `${waits ? "waiting" : ""} ${button.style ?? ""}`,
      "aria-busy": String(waits),
      onclick: (event) => pressed(event.currentTarget, message, button),
    },
    h("span", { class: "label" }, button.text),
    sign ? icon(SIGNS[sign]) : null,
  );
}

function pressed(element, message, button) {
  if ("callback_data" in button) return press(message, button.callback_data);
  if ("url" in button) return openLink(button.url);
  if ("copy_text" in button) return copy(button.copy_text.text);
  if ("switch_inline_query_current_chat" in button)
    return askInline(button.switch_inline_query_current_chat);
  const query = button.switch_inline_query ?? button.switch_inline_query_chosen_chat?.query;
  if (query !== undefined) return chooseChat(element, query);
  return toast("Такие кнопки на площадке не нажимаются");
}

// A bot that is gone never answers: the wait ends by itself, as in Telegram.
async function press(message, data) {
  const key = pressKey(message.chat.id, message.message_id, data);
  if (store.waiting.has(key)) return;
  store.waiting.set(key, "");
  redraw(message.message_id);
  const place = { person_id: store.me, chat_id: message.chat.id, message_id: message.message_id };
  const id = await act("press", { ...place, data });
  if (store.waiting.has(key)) store.waiting.set(key, id);
  setTimeout(() => settle(key, message.message_id), id ? 15000 : 0);
}

export function settle(key, messageId) {
  if (store.waiting.delete(key)) redraw(messageId);
}

function chooseChat(anchor, query) {
  const chats = [...store.chats.values()];
  menu(
    anchor,
    chats.map((one) => [
      "forward",
      one.title ?? store.bot.first_name,
      () => (goTo(one.id), askInline(query)),
    ]),
  );
}

export function drawReplyKeyboard() {
  const rows = chat()?.keyboard?.keyboard;
  const box = find("reply-keyboard");
  box.hidden = !rows;
  if (!rows) return;
  const send = (button) => {
    if (chat().keyboard.one_time_keyboard) box.hidden = true;
    if (button.request_contact) return act("contact", here());
    return act("write", { ...here(), text: button.text ?? button });
  };
  fill(
    box,
    rows.map((row) =>
      h(
        "div",
        { class: "row" },
        row.map((button) =>
          h(
            "button",
            { type: "button", onclick: () => send(button) },
            button.text ?? button,
          ),
        ),
      ),
    ),
  );
}
