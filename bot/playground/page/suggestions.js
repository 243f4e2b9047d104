// The list over the input: commands after "/", inline results after "@bot ".
import { act } from "./api.js";
import { fill, find, h } from "./dom.js";
import { inlineTyped } from "./inline.js";
import { chat, here, store } from "./store.js";

const box = () => find("suggestions");
const options = () => [...box().querySelectorAll("[role=option]")];
const current = () => box().querySelector("[aria-selected=true]");

export function closeSuggestions() {
  box().hidden = true;
  fill(box());
}

export function suggest(text) {
  const query = new RegExp(`^@${store.bot.username}(?:\\s+([\\s\\S]*))?$`, "i").exec(text);
  if (query) return inlineTyped(query[1] ?? "");
  const typed = /^\/(\w*)$/.exec(text);
  if (!typed) return closeSuggestions();
  const commands = (chat()?.commands ?? []).filter((one) =>
    one.command.startsWith(typed[1].toLowerCase()),
  );
  return showSuggestions(
    commands.map((one) => option(`/${one.command}`, one.description, () => run(one.command))),
  );
}

function run(command) {
  find("input").value = "";
  closeSuggestions();
  const name = chat().type === "private" ? "" : `@${store.bot.username}`;
  act("write", { ...here(), text: `/${command}${name}` });
}

export const option = (title, text, choose) =>
  h(
    "div",
    { role: "option", "aria-selected": "false", onclick: choose },
    h("strong", {}, title),
    h("span", {}, text),
  );

export function showSuggestions(elements) {
  box().hidden = !elements.length;
  fill(box(), elements);
  select(box().querySelector("[role=option]"));
}

function select(element) {
  current()?.setAttribute("aria-selected", "false");
  element?.setAttribute("aria-selected", "true");
  element?.scrollIntoView({ block: "nearest" });
}

// Whether the list took the key, so that the input must not.
export function suggestionKey(event) {
  if (box().hidden) return false;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const all = options();
    select(all[(all.indexOf(current()) + step + all.length) % all.length]);
  } else if (event.key === "Enter" || event.key === "Tab") {
    if (!current()) return false;
    current().click();
  } else if (event.key === "Escape") {
    closeSuggestions();
    if (/^\/\w*$/.test(event.target.value)) event.target.value = ""; // a command that was not chosen
  } else return false;
  event.preventDefault();
  return true;
}
