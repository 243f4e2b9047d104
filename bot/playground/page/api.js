// Talks to the playground's own server: reads state, acts for a person, listens to changes.
import { toast } from "./dialogs.js";

export const read = async (path) => (await fetch(`/playground/${path}`)).json();

async function send(path, options) {
  try {
    const answer = await fetch(`/playground/${path}`, { method: "POST", ...options });
    const body = await answer.json();
    if (answer.ok) return body.result;
    toast(`Не получилось: ${body.error}`);
  } catch {
    toast("Площадка не отвечает: проверьте, что программа запущена.");
  }
  return undefined;
}

export const act = (action, facts) =>
  send("act", {
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ action, ...facts }),
  });

export function upload(facts, files) {
  const form = new FormData();
  for (const [name, value] of Object.entries(facts)) if (value) form.append(name, value);
  files.forEach((file, number) => form.append(`file${number}`, file, file.name));
  return send("upload", { body: form });
}

// `onReady` runs on every (re)connection: whatever happened meanwhile has to be read anew.
export function listen(onChange, onReady) {
  const events = new EventSource("/playground/events");
  events.onopen = onReady;
  events.onmessage = (event) => onChange(JSON.parse(event.data));
}
