// A text with its entities, as elements. Offsets are UTF-16 units, which is how JavaScript counts too.
import { h, icon } from "./dom.js";
import { copy } from "./dialogs.js";
import { openLink } from "./links.js";
import { act } from "./api.js";
import { here } from "./store.js";

export function formatted(text, entities = []) {
  return range(text, entities, 0, text.length);
}

function range(text, entities, from, to) {
  const nodes = [];
  let at = from;
  for (let i = 0; i < entities.length;) {
    const outer = entities[i];
    const begin = Math.max(outer.offset, at);
    const end = Math.min(outer.offset + outer.length, to);
    const inner = [];
    for (i += 1; i < entities.length && entities[i].offset < end; i += 1) inner.push(entities[i]);
    if (begin >= end) continue;
    if (begin > at) nodes.push(text.slice(at, begin));
    nodes.push(wrap(outer, range(text, inner, begin, end), text.slice(begin, end)));
    at = end;
    // a quote or a block of code ends its line by itself
    if (BLOCKS.has(outer.type) && text[at] === "\n") at += 1;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
const PLAIN = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  blockquote: "blockquote",
};

function wrap(entity, children, text) {
  if (entity.type in PLAIN) return h(PLAIN[entity.type], {}, children);
  return (KINDS[entity.type] ?? ((_, inside) => h("span", {}, inside)))(entity, children, text);
}

const link = (url, children, ask) =>
  h(
    "a",
    {
      href: url,
      rel: "noopener",
      onclick: (event) => (event.preventDefault(), openLink(url, ask)),
    },
    children,
  );

const KINDS = {
  spoiler,
  expandable_blockquote: expandable,
  code: (_, children, text) =>
    h(
      "code",
      { tabindex: 0, role: "button", title: "Скопировать", ...clicked(() => copy(text)) },
      children,
    ),
  pre: (entity, children, text) =>
    h(
      "div",
      { class: "pre" },
      h(
        "button",
        { type: "button", class: "copy", onclick: () => copy(text) },
        `${entity.language ?? "код"} · копировать`,
      ),
      h("pre", {}, children),
    ),
  text_link: (entity, children) => link(entity.url, children, true),
  url: (_, children, text) =>
    link(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`, children, false),
  email: (_, children, text) => link(`mailto:${text}`, children, false),
  phone_number: (_, children, text) => link(`tel:${text.replace(/[^+\d]/g, "")}`, children, false),
  mention: (_, children, text) => link(`https://t.me/${text.slice(1)}`, children, false),
  hashtag: (_, children) => h("span", { class: "hashtag" }, children),
  bot_command: (_, children, text) =>
    h(
      "a",
      {
        href: "#",
        onclick: (event) => (event.preventDefault(), act("write", { ...here(), text })),
      },
      children,
    ),
  date_time: (entity, children) =>
    h(
      "time",
      {
        datetime: new Date(entity.unix_time * 1000).toISOString(),
        title: new Date(entity.unix_time * 1000).toLocaleString("ru"),
      },
      children,
    ),
};

function spoiler(_, children) {
  const hidden = h(
    "span",
    { class: "spoiler", tabindex: 0, role: "button", "aria-label": "Скрытый текст: показать" },
    h("span", {}, children),
  );
  const show = () => {
    hidden.classList.add("shown");
    hidden.removeAttribute("role");
    hidden.removeAttribute("aria-label");
  };
  for (const [name, run] of Object.entries(clicked(show)))
    hidden.addEventListener(name.slice(2), run);
  return hidden;
}

// As in an app: three lines, and a tap anywhere unfolds the others; what has no more is not folded.
function expandable(_, children) {
  const text = h("div", { class: "folded" }, children);
  const button = h("button", { type: "button", class: "expand" }, icon("unfold"));
  const quote = h("blockquote", { class: "expandable" }, text, button);
  const draw = () => {
    const open = quote.classList.contains("open");
    button.hidden = !open && text.scrollHeight <= text.clientHeight + 1;
    button.setAttribute("aria-expanded", String(open));
    button.setAttribute("aria-label", open ? "Свернуть" : "Показать полностью");
  };
  quote.addEventListener("click", (event) => {
    if (button.hidden || event.target.closest("a, code")) return;
    quote.classList.toggle("open");
    draw();
  });
  new ResizeObserver(draw).observe(text);
  draw();
  return quote;
}

function clicked(run) {
  const onkeydown = (event) => {
    if (event.key === "Enter" || event.key === " ") (event.preventDefault(), run());
  };
  return { onclick: run, onkeydown };
}
