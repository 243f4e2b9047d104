// The page: dresses it, wires it, and starts listening.
import { listen } from "./api.js";
import { apply } from "./changes.js";
import { chatMenu } from "./chat_menu.js";
import { wireComposer } from "./composer.js";
import { find } from "./dom.js";
import { wireMessages } from "./messages.js";
import { closeDrawer, reload, toggleDrawer } from "./navigation.js";
import { askNetwork } from "./network.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const theme = () => localStorage.getItem("theme") ?? (dark.matches ? "dark" : "light");
const dress = () => (document.documentElement.dataset.theme = theme());

function wire() {
  dress();
  dark.addEventListener("change", dress);
  find("theme").addEventListener("click", () => {
    localStorage.setItem("theme", theme() === "dark" ? "light" : "dark");
    dress();
  });
  find("network").addEventListener("click", askNetwork);
  find("drawer").addEventListener("click", toggleDrawer);
  find("curtain").addEventListener("click", closeDrawer);
  find("chat-menu").addEventListener("click", (event) => chatMenu(event.currentTarget));
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeDrawer());
  wireComposer();
  wireMessages();
}

wire();
listen(apply, reload);
