// Makes elements. Text always goes in as text: nothing here, or anywhere else, parses HTML.

export const find = (id) => document.getElementById(id);

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export function fill(element, ...children) {
  element.replaceChildren(
    ...children.flat().filter((child) => child !== null && child !== undefined),
  );
}

// A picture from the page's own set; it says nothing to screen readers.
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/page/icons.svg#${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

export const clock = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString("ru", { hour: "2-digit", minute: "2-digit" });

export const day = (seconds) =>
  new Date(seconds * 1000).toLocaleDateString("ru", { day: "numeric", month: "long" });

export function size(bytes) {
  if (bytes < 1024) return `${bytes} Б`;
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(0)} КБ`;
  return `${(bytes / 1024 ** 2).toFixed(1)} МБ`.replace(".", ",");
}

const COLORS = ["#d65c5c", "#d97f2b", "#8a63d2", "#3f9a4a", "#2d9cb8", "#3d7bd0", "#c9598f"];

export function avatar(name, id, extra = "") {
  const mark = h("span", { class: `avatar ${extra}`, "aria-hidden": "true" }, [...name][0] ?? "?");
  mark.style.background = COLORS[Math.abs(id) % COLORS.length];
  return mark;
}
