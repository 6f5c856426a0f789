// The buttons of the head, the panel and the drawer.

import { copyText } from "./clipboard.js";
import { toCommand } from "./command.js";
import { byId } from "./dom.js";

const NARROW = "(max-width: 900px)"; // as in phone.css

export class Tools {
  constructor(app) {
    this.app = app;
    const { root } = app;
    const click = (id, f) => byId(id).addEventListener("click", f);
    click("k-link", (e) => this.copy(location.href, e.currentTarget));
    byId("k-command").title = app.words.say("copy_command_title");
    click("k-command", (e) => this.copy(toCommand(app.filter, app.head), e.currentTarget));
    click("k-print", () => window.print());
    click("k-theme", () => {
      this.setTheme(app.themeName === "light" ? "dark" : "light");
      app.remember();
    });
    click("k-mode", () => {
      this.setMode(app.surface.painter.mode === "rings" ? "dots" : "rings");
      app.remember();
    });
    const shown = () => getComputedStyle(root.querySelector(".panel")).display !== "none";
    click("k-layers", () => this.panel(!shown()));
    for (const tab of root.querySelectorAll("[data-tab]")) {
      tab.addEventListener("click", () => this.drawer(tab.dataset.tab));
    }
    document.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && app.selected.length) app.select([]);
    });
    window.addEventListener("hashchange", () => app.restore());
    this.place();
    this.press();
  }

  /** In the head where there is room, else in the panel. */
  place() {
    const { root } = this.app;
    const tools = root.querySelector(".tools");
    const narrow = window.matchMedia(NARROW);
    const put = () => root.querySelector(narrow.matches ? ".panel" : ".bar").append(tools);
    narrow.addEventListener("change", put);
    put();
  }

  setTheme(name) {
    const { app } = this;
    app.themeName = name;
    app.dress();
    for (const part of app.parts) part.dress?.();
    this.press();
    app.surface.redraw();
  }

  /** "rings" gathers what is close together; "dots" draws every report by itself. */
  setMode(mode) {
    this.app.surface.painter.mode = mode;
    this.press();
    this.app.surface.redraw();
  }

  /** The buttons for both say how they stand. */
  press() {
    byId("k-theme").setAttribute("aria-pressed", String(this.app.themeName === "dark"));
    byId("k-mode").setAttribute("aria-pressed", String(this.app.surface.painter.mode === "dots"));
  }

  panel(open) {
    this.app.root.classList.toggle("panel-open", open);
    this.app.root.classList.toggle("panel-shut", !open);
    byId("k-layers").setAttribute("aria-expanded", String(open));
    this.app.resize();
  }

  /** Opens a tab of the drawer; the same tab again closes it. */
  drawer(name) {
    const { root } = this.app;
    const open = root.dataset.drawer === name ? "" : name;
    root.dataset.drawer = open;
    for (const tab of root.querySelectorAll("[data-tab]")) {
      tab.setAttribute("aria-expanded", String(tab.dataset.tab === open));
    }
    this.app.resize();
  }

  /** Copies, and says on the button whether it worked. */
  async copy(text, button) {
    const before = button.textContent;
    const done = await copyText(text);
    button.textContent = this.app.words.say(done ? "copied" : "copy_failed");
    setTimeout(() => {
      button.textContent = before;
    }, 1500);
  }
}
