// In somebody else's page: that page keeps its wheel, its scrolling and its keyboard.

import { byId, el } from "./base/dom.js";

const HINT_MS = 1800;

export const isFramed = () => window.self !== window.top;

/** Whether others could open this address: a page inside srcdoc has none. */
const hasAddress = () => /^(https?|file):$/.test(location.protocol);

/** The wheel zooms only with Ctrl or Cmd; a finger moves the host's page, two move the map. */
function yieldGestures(app, say) {
  const { map } = app;
  const node = map.getContainer();
  const allow = (handler, on) => (on ? handler.enable() : handler.disable());
  const whole = () => Boolean(document.fullscreenElement);
  const wheel = (event) => allow(map.scrollWheelZoom, event.ctrlKey || event.metaKey || whole());
  map.scrollWheelZoom.disable();
  node.addEventListener("wheel", wheel, { capture: true, passive: true });
  if (window.matchMedia("(pointer: coarse)").matches) map.dragging.disable();
  const pointer = (event) => allow(map.dragging, event.pointerType !== "touch" || whole());
  node.addEventListener("pointerdown", pointer, { capture: true, passive: true });
  const touch = (event) => {
    if (event.touches.length === 1 && !whole()) say("framed_fingers");
  };
  node.addEventListener("touchmove", touch, { passive: true });
  document.addEventListener("fullscreenchange", () => allow(map.dragging, true));
}

/** First and last stops of the keyboard: whoever does not want to walk through the map leaves. */
function wayOut(app) {
  const stop = (key, to) =>
    el("button", {
      type: "button",
      class: "leave",
      text: app.words.say(key),
      onclick: () => to().focus({ preventScroll: true }),
    });
  const end = stop("framed_back", () => start);
  const start = stop("framed_leave", () => end);
  app.root.prepend(start);
  app.root.append(end);
}

export function framed(app) {
  byId("k-link").hidden = !hasAddress();
  if (!isFramed()) return;
  const { root, words } = app;
  root.classList.add("framed");
  yieldGestures(app, (key) => app.notice.hint(words.say(key), HINT_MS));
  wayOut(app);
  if (!hasAddress()) return;
  const open = el("a", {
    class: "open-full",
    href: location.href,
    target: "_blank",
    rel: "noopener",
    text: words.say("framed_open"),
    onclick: () => {
      open.href = location.href; // the view as it is now
    },
  });
  root.querySelector(".tabs").prepend(open);
}
