// The buttons of the head, the panel and the drawer.

import { copyText } from "./base/clipboard.js";
import { byId, el, fill } from "./base/dom.js";
import { toCommand, toCommands } from "./command.js";
import { keptInWords } from "./data/picked.js";
import { Saving } from "./drawer/saving.js";
import { Measure } from "./map/measure.js";
import { Modes } from "./map/modes.js";

const COPIED_MS = 1500;
const NARROW = "(max-width: 900px)"; // as in phone.css

export class Tools {
  constructor(app) {
    this.app = app;
    const { root } = app;
    const click = (id, f) => byId(id).addEventListener("click", f);
    click("k-link", (e) => this.copy(location.href, e.currentTarget, keptInWords(app)));
    byId("k-command").title = app.words.say("copy_command_title");
    click("k-command", (e) => this.copyCommand(e.currentTarget));
    click("k-print", () => window.print());
    this.themes();
    const shown = () => getComputedStyle(root.querySelector(".panel")).display !== "none";
    click("k-layers", () => this.panel(!shown()));
    for (const tab of root.querySelectorAll("[data-tab]")) {
      tab.addEventListener("click", () => this.drawer(tab.dataset.tab));
    }
    new Saving(app);
    document.addEventListener("keydown", (e) => {
      if (e.key === "Escape") this.escape();
    });
    window.addEventListener("hashchange", () => app.restore());
    app.measure = new Measure(app);
    click("k-measure", () => this.pressed("k-measure", app.measure.toggle()));
    this.modes = new Modes(app, (mode) => {
      this.setMode(mode);
      app.remember();
    });
    this.fullScreen();
    this.place();
    this.press();
  }

  pressed(id, on) {
    byId(id).setAttribute("aria-pressed", String(on));
  }

  /** The whole screen, where the browser allows it (not in somebody else's frame, mostly). */
  fullScreen() {
    const button = byId("k-full");
    button.hidden = !document.fullscreenEnabled;
    button.addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen();
    });
    document.addEventListener("fullscreenchange", () =>
      this.pressed("k-full", Boolean(document.fullscreenElement)),
    );
  }

  /** Ends what lies on top: measuring, the panel of a phone, else the card. */
  escape() {
    const { root, selected, card, measure } = this.app;
    if (measure.on) this.pressed("k-measure", measure.toggle());
    else if (this.narrow.matches && root.classList.contains("panel-open")) {
      this.panel(false);
      byId("k-layers").focus();
    } else if (selected.length || !card.root.hidden) this.app.select([]);
  }

  /** In the head where there is room, else in the panel. */
  place() {
    const { root } = this.app;
    const tools = root.querySelector(".tools");
    this.narrow = window.matchMedia(NARROW);
    const put = () => {
      root.querySelector(this.narrow.matches ? ".panel" : ".bar").append(tools);
      const open = this.narrow.matches
        ? root.classList.contains("panel-open")
        : !root.classList.contains("panel-shut");
      byId("k-layers").setAttribute("aria-expanded", String(open));
    };
    this.narrow.addEventListener("change", put);
    put();
  }

  /** The themes to choose from, in the order of the palette. */
  themes() {
    const { app } = this;
    const select = byId("k-theme");
    fill(
      select,
      Object.keys(app.head.themes).map((name) =>
        el("option", { value: name, text: app.words.say(`theme_${name}`) }),
      ),
    );
    select.addEventListener("change", () => {
      this.setTheme(select.value);
      app.remember();
    });
  }

  setTheme(name) {
    const { app } = this;
    app.themeName = name;
    app.dress();
    for (const part of app.parts) part.dress?.();
    this.press();
    app.surface.redraw();
  }

  /** "rings" gathers what is close together; "dots" draws every report by itself; "density"
   *  counts them per cell. */
  setMode(mode) {
    this.app.surface.painter.mode = mode;
    this.modes.press(mode);
    this.app.surface.redraw();
  }

  press() {
    byId("k-theme").value = this.app.themeName;
  }

  panel(open) {
    this.app.root.classList.toggle("panel-open", open);
    this.app.root.classList.toggle("panel-shut", !open);
    byId("k-layers").setAttribute("aria-expanded", String(open));
    this.app.resize();
  }

  /** Opens a tab of the drawer; the same tab again closes it. */
  drawer(name) {
    this.openDrawer(this.app.root.dataset.drawer === name ? "" : name);
    this.app.remember();
  }

  /** Opens a tab, or with "" none. */
  openDrawer(open) {
    const { root } = this.app;
    if (root.dataset.drawer === open) return;
    root.dataset.drawer = open;
    for (const tab of root.querySelectorAll("[data-tab]")) {
      tab.setAttribute("aria-expanded", String(tab.dataset.tab === open));
    }
    this.app.resize();
  }

  /** What the command cannot say is said on the button. */
  copyCommand(button) {
    const { app } = this;
    const { command, missing } = app.comparing.on
      ? toCommands(app.filter, app.head, app.comparing.periods())
      : toCommand(app.filter, app.head);
    const what = missing.map((part) => app.words.say(`missing_${part}`)).join(", ");
    this.copy(command, button, what ? app.words.say("copied_without", { what }) : "");
  }

  /** Copies, and says on the button for a while whether it worked. */
  async copy(text, button, note = "") {
    button.dataset.label ??= button.textContent;
    const done = await copyText(text);
    button.textContent = done && note ? note : this.app.words.say(done ? "copied" : "copy_failed");
    clearTimeout(button.timer);
    button.timer = setTimeout(
      () => {
        button.textContent = button.dataset.label;
      },
      note ? 4 * COPIED_MS : COPIED_MS,
    );
  }
}
