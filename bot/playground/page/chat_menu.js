// What can be done with the open chat.
import { act } from "./api.js";
import { alertBox, dialog, menu } from "./dialogs.js";
import { h } from "./dom.js";
import { goTo } from "./navigation.js";
import { chat, inBotChat, me, store } from "./store.js";

export function chatMenu(anchor) {
  const open = chat();
  if (!open) return;
  const items = [];
  if (inBotChat()) {
    const { blocked } = me();
    items.push([
      "lock",
      blocked ? "Разблокировать бота" : "Остановить и заблокировать",
      () => act("block", { person_id: store.me, blocked: !blocked }),
    ]);
    items.push(["link", "Открыть по ссылке t.me…", () => askLink()]);
    items.push([
      "dots",
      "Что умеет этот бот?",
      () => alertBox("Что умеет этот бот?", open.description || "Описания нет."),
    ]);
  }
  if (open.is_forum) items.push(["edit", "Новая тема", () => newTopic(open)]);
  if (store.open.thread)
    items.push([
      "trash",
      "Удалить тему",
      () => (
        act("delete_topic", { chat_id: open.id, thread_id: store.open.thread }),
        goTo(open.id)
      ),
    ]);
  if (items.length) menu(anchor, items);
}

async function newTopic(open) {
  const field = h("input", { "aria-label": "Название темы", maxlength: 128 });
  if (
    (await dialog("Новая тема", field, { no: "Отмена", make: "Создать" })) === "make" &&
    field.value.trim()
  ) {
    const id = await act("topic", {
      person_id: store.me,
      chat_id: open.id,
      name: field.value.trim(),
    });
    if (id) goTo(open.id, id);
  }
}

async function askLink() {
  const field = h("input", {
    "aria-label": "Параметр start",
    placeholder: "start=",
    maxlength: 64,
  });
  const said = await dialog(
    "Ссылка в бота",
    h("label", {}, `t.me/${store.bot.username}?start=`, field),
    { no: "Отмена", go: "Открыть" },
  );
  if (said === "go") act("start", { person_id: store.me, payload: field.value.trim() });
}
