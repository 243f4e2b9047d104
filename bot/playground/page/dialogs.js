// Toasts, alerts and questions.
import { fill, find, h, icon } from "./dom.js";

export function toast(text) {
  const note = h("div", { class: "toast" }, text);
  inPlace(() => find("toasts").append(note));
  setTimeout(() => inPlace(() => note.remove()), 3500);
}

// What is read or about to be pressed stays where it is, however much room the toasts take above it.
function inPlace(change) {
  const box = find("toasts");
  const before = box.offsetHeight;
  change();
  find("messages").scrollTop += box.offsetHeight - before;
}

// For screen readers alone: an edit in place makes no sound otherwise.
export function speak(text) {
  find("spoken").textContent = text;
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Скопировано");
  } catch {
    toast("Браузер не дал скопировать");
  }
}

// Shows `content` over the page; resolves with the value of the button that closed it, or "".
export function dialog(title, content, buttons) {
  const box = h("dialog", { "aria-label": title }, h("h2", {}, title), content);
  const row = h("div", { class: "buttons" });
  const form = h("form", { method: "dialog" }, row);
  for (const [value, label] of Object.entries(buttons)) row.append(h("button", { value }, label));
  box.append(form);
  document.body.append(box);
  box.showModal();
  row.lastElementChild?.focus();
  return new Promise((resolve) => {
    box.addEventListener("click", (event) => event.target === box && box.close());
    box.addEventListener("close", () => {
      box.remove();
      resolve(box.returnValue);
    });
  });
}

export const alertBox = (title, text) =>
  dialog(title, h("p", { class: "said" }, text), { ok: "ОК" });

// A menu beside a button: `items` are [icon, label, action]. Arrows move, Esc closes, focus comes back.
export function menu(anchor, items, header = null) {
  const close = () => {
    box.remove();
    document.removeEventListener("pointerdown", outside, true);
  };
  const outside = (event) => box.contains(event.target) || close();
  const box = h("div", {
    class: "menu",
    role: "menu",
    onkeydown: (event) => keys(event, box, close, anchor),
  });
  const entries = items.map(([sign, label, action]) =>
    h(
      "button",
      { type: "button", role: "menuitem", onclick: () => (close(), anchor.focus(), action()) },
      icon(sign),
      label,
    ),
  );
  fill(box, header?.(close), entries);
  document.body.append(box);
  place(box, anchor.getBoundingClientRect());
  document.addEventListener("pointerdown", outside, true);
  box.querySelector("button")?.focus();
}

function place(box, anchor) {
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = Math.min(anchor.left, innerWidth - width - 8);
  const below = anchor.bottom + 4 + height < innerHeight;
  box.style.left = `${Math.max(8, left)}px`;
  box.style.top = `${below ? anchor.bottom + 4 : Math.max(8, anchor.top - height - 4)}px`;
}

function keys(event, box, close, anchor) {
  const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    close();
    anchor.focus();
  } else if (step) {
    event.preventDefault();
    const entries = [...box.querySelectorAll("button")];
    const at = entries.indexOf(document.activeElement);
    entries[(at + step + entries.length) % entries.length].focus();
  }
}
