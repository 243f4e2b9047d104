// Inline mode: `@bot query` in any chat.
import { act } from "./api.js";
import { setInput } from "./composer.js";
import { find, h } from "./dom.js";
import { startBot } from "./links.js";
import { store } from "./store.js";
import { closeSuggestions, option, showSuggestions } from "./suggestions.js";

const asked = { timer: 0, id: "", query: "", results: [], early: null };

export const askInline = (query) => setInput(`@${store.bot.username} ${query}`);

// Waits until the person stops typing, as Telegram does.
export function inlineTyped(query) {
  clearTimeout(asked.timer);
  asked.timer = setTimeout(() => ask(query, ""), 250);
}

async function ask(query, offset) {
  if (!offset) asked.results = [];
  asked.query = query;
  asked.id = "";
  asked.id = await act("inline", { person_id: store.me, query, offset });
  if (asked.early?.id === asked.id) inlineAnswered(asked.early);
}

export function inlineAnswered({ id, answer }) {
  asked.early = { id, answer }; // a quick bot answers before the page knows the id of the query
  if (id !== asked.id || !find("input").value.startsWith("@")) return;
  asked.results.push(...answer.results.map((result) => ({ ...result, query: id })));
  const options = asked.results.map((result) =>
    option(result.title ?? "Без названия", result.description ?? "", () => choose(result)),
  );
  const button =
    answer.button &&
    h(
      "button",
      { type: "button", class: "wide", onclick: () => leave(answer.button) },
      answer.button.text,
    );
  const more =
    answer.next_offset && option("Показать ещё", "", () => ask(asked.query, answer.next_offset));
  const nothing = !options.length && !button && h("p", { class: "hint" }, "Ничего не нашлось");
  showSuggestions([button, ...options, more, nothing].filter(Boolean));
}

function choose(result) {
  find("input").value = "";
  closeSuggestions();
  act("choose", { query_id: result.query, result_id: result.id, chat_id: store.open.chat });
}

function leave(button) {
  find("input").value = "";
  closeSuggestions();
  startBot(button.start_parameter);
}
