// Opening links as Telegram does: its own inside, the others after a question.
import { act } from "./api.js";
import { alertBox, dialog } from "./dialogs.js";
import { h } from "./dom.js";
import { goTo } from "./navigation.js";
import { store } from "./store.js";

const OWN = /^(?:https?:\/\/)?(?:t\.me|telegram\.me)\/([A-Za-z0-9_]+)\/?(?:\?(.*))?$/;
const RESOLVE = /^tg:\/\/resolve\?(.*)$/;

export async function openLink(url, ask = true) {
  const inside = insideBot(url);
  if (inside) return startBot(inside.get("start") ?? inside.get("startgroup"));
  if (ask && (await confirmed(url)) !== "open") return undefined;
  return void window.open(url, "_blank", "noopener");
}

const confirmed = (url) =>
  dialog("Открыть ссылку?", h("p", { class: "said" }, url), { no: "Отмена", open: "Открыть" });

// The parameters of a link into this bot, or null for any other link.
function insideBot(url) {
  const resolved = RESOLVE.exec(url);
  const query = new URLSearchParams(resolved?.[1] ?? OWN.exec(url)?.[2] ?? "");
  const name = resolved ? query.get("domain") : OWN.exec(url)?.[1];
  return name?.toLowerCase() === store.bot.username?.toLowerCase() ? query : null;
}

export async function startBot(payload) {
  goTo(store.me);
  if (payload === null) return undefined;
  if (!/^[A-Za-z0-9_-]{0,64}$/.test(payload)) {
    return alertBox("Так не бывает", `Telegram не откроет ссылку с таким start: ${payload}`);
  }
  return act("start", { person_id: store.me, payload });
}
