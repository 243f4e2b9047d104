// A network that fails on purpose.
import { act } from "./api.js";
import { dialog } from "./dialogs.js";
import { h } from "./dom.js";
import { store } from "./store.js";

const CHANCES = {
  flood: "429: слишком много запросов",
  server_error: "502: сбой сервера Telegram",
  page: "502: страница вместо ответа",
  drop: "Обрыв до выполнения",
  lost_answer: "Выполнено, но ответ потерян",
  delay: "Задержка",
  duplicate: "Обновление приходит дважды",
  swap: "Обновления не по порядку",
};
const SECONDS = { retry_after: "Ждать после 429, с", seconds: "Длина задержки, с" };

export const networkIsBad = () => Object.keys(CHANCES).some((name) => store.network[name] > 0);

export async function askNetwork() {
  const fields = {};
  const chances = Object.entries(CHANCES).map(([name, label]) => {
    const output = h("output", {}, percent(store.network[name]));
    fields[name] = h("input", {
      type: "range",
      min: 0,
      max: 1,
      step: 0.05,
      value: store.network[name],
    });
    fields[name].addEventListener(
      "input",
      () => (output.textContent = percent(fields[name].value)),
    );
    return h("label", {}, h("span", {}, label), fields[name], output);
  });
  const seconds = Object.entries(SECONDS).map(([name, label]) => {
    fields[name] = h("input", {
      type: "number",
      min: 0,
      max: 60,
      step: name === "seconds" ? 0.1 : 1,
      value: store.network[name],
    });
    return h("label", {}, h("span", {}, label), fields[name]);
  });
  const content = h(
    "div",
    { class: "network" },
    h(
      "p",
      { class: "hint" },
      "Как часто запросы бота встречают беду. Проверьте, что ни одно нажатие не пропадёт.",
    ),
    chances,
    seconds,
  );
  const said = await dialog("Плохая сеть", content, {
    no: "Отмена",
    well: "Всё хорошо",
    apply: "Применить",
  });
  const value = (name) => (said === "well" && name in CHANCES ? 0 : Number(fields[name].value));
  if (said === "well" || said === "apply")
    await act("network", {
      rates: Object.fromEntries(Object.keys(fields).map((name) => [name, value(name)])),
    });
}

const percent = (rate) => `${Math.round(rate * 100)}%`;
