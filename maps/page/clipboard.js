// Copying text, also where the page has no leave to use the clipboard itself.

import { el } from "./dom.js";

/** Copies text; true when it worked. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text);
  }
}

function copyByHand(text) {
  const held = document.activeElement;
  const area = el("textarea", { value: text, class: "offscreen" });
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  held?.focus?.({ preventScroll: true });
  return done;
}
