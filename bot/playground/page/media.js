// Photos, files, sounds, places.
import { formatted } from "./entities.js";
import { h, icon, size } from "./dom.js";
import { copy } from "./dialogs.js";

const address = (file) => `/playground/files/${encodeURIComponent(file.file_id)}`;

const KINDS = {
  photo: (sizes) =>
    h(
      "a",
      {
        class: "photo",
        href: address(sizes.at(-1)),
        target: "_blank",
        "aria-label": "Открыть фото",
      },
      picture(sizes.at(-1)),
    ),
  document: (file) => download(file, "file", file.file_name || "Файл"),
  audio: (file) => download(file, "voice", file.file_name || "Аудио"),
  animation: (file) => download(file, "video", file.file_name || "Анимация"),
  video: (file) => download(file, "video", file.file_name || "Видео"),
  voice: (file) => download(file, "voice", `Голосовое, ${file.duration} с`),
  sticker: (file) =>
    h("div", { class: "sticker", role: "img", "aria-label": "Стикер" }, file.emoji ?? "🙂"),
  contact: (who) =>
    h(
      "div",
      { class: "file" },
      h("span", { class: "sign" }, "👤"),
      `${who.first_name}, ${who.phone_number}`,
    ),
};

export function media(message) {
  if (message.venue)
    return place(message.venue.location, message.venue.title, message.venue.address);
  if (message.location) return place(message.location, "Геопозиция", "");
  const kind = Object.keys(KINDS).find((name) => message[name]);
  return kind ? KINDS[kind](message[kind]) : null;
}

// Its place is kept before it comes, so that nothing jumps.
function picture(size) {
  const image = h("img", { src: address(size), alt: "Фото" });
  image.style.aspectRatio = `${size.width} / ${size.height}`;
  image.style.width = `${Math.min(size.width, 480, (340 * size.width) / size.height)}px`;
  return image;
}

const NAMES = {
  photo: "Фото",
  document: "Файл",
  audio: "Аудио",
  animation: "Анимация",
  video: "Видео",
  voice: "Голосовое сообщение",
  sticker: "Стикер",
  venue: "Место",
  location: "Геопозиция",
  contact: "Контакт",
};

// A message in a line of text.
export function summary(message) {
  const kind = Object.keys(NAMES).find((name) => message[name]);
  return message.text ?? message.caption ?? NAMES[kind] ?? "Событие";
}

const download = (file, sign, name) =>
  h(
    "a",
    { class: "file", href: address(file), download: name },
    h("span", { class: "sign" }, icon(sign)),
    h(
      "span",
      {},
      h("span", { class: "name" }, name),
      h("span", { class: "size" }, `${size(file.file_size)} · скачать`),
    ),
  );

// The picture of the map is drawn here: a real one would have to come from outside.
function place(spot, title, words) {
  const where = `${spot.latitude},${spot.longitude}`;
  return h(
    "button",
    { type: "button", class: "venue", title: "Скопировать координаты", onclick: () => copy(where) },
    h("span", { class: "map", "aria-hidden": "true" }, "📍"),
    h("strong", {}, title),
    words ? h("span", {}, formatted(words)) : null,
    h("span", { class: "size" }, where.replace(",", ", ")),
  );
}
