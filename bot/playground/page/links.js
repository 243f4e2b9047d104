// Opening links as Telegram does: its own inside, the others after a question.
import { act } from "./api.js";
import { setInput } from "./composer.js";
import { alertBox, dialog } from "./dialogs.js";
import { h } from "./dom.js";
import { goTo } from "./navigation.js";
import { store } from "./store.js";

const OWN = /^(?:https?:\/\/)?(?:t\.me|telegram\.me)\/([A-Za-z0-9_]+)\/?(?:\?(.*))?$/;
const RESOLVE = /^tg:\/\/resolve\?(.*)$/;
const SHARE = /^(?:https?:\/\/)?t\.me\/share(?:\/url)?\?(.*)$/;

export async function openLink(url, ask = true) {
  const inside = insideBot(url);
  if (inside) return startBot(inside.get("start") ?? inside.get("startgroup"));
  const shared = SHARE.exec(url);
  if (shared) return share(new URLSearchParams(shared[1]));
  if (ask && (await confirmed(url)) !== "open") return undefined;
  return void window.open(url, "_blank", "noopener");
}

// Puts a link and its words into the input of a chat that the person chooses.
async function share(query) {
  const text = [query.get("url"), query.get("text")].filter(Boolean).join("\n");
  const chats = [...store.chats.values()].map((one) => [
    `chat${one.id}`,
    one.title ?? store.bot.first_name,
  ]);
  const preview = h("p", { class: "said" }, text);
  const said = await dialog("Поделиться", preview, { no: "Отмена", ...Object.fromEntries(chats) });
  if (!said.startsWith("chat")) return;
  goTo(Number(said.slice(4)));
  setInput(text);
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
