// Out of the page: copying text, also without leave to use the clipboard itself, and files.

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

/** Hands text (in parts) to the browser as a file to keep; nothing leaves the machine. */
export function saveFile(parts, name, type) {
  const url = URL.createObjectURL(new Blob(parts, { type: `${type};charset=utf-8` }));
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
