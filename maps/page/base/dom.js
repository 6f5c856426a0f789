// Making elements. Text only ever enters the page as textContent; nothing here parses HTML.

import { visible } from "./text.js";

const SVG = "http://www.w3.org/2000/svg";

const READ = new Set(["title", "aria-label", "label"]); // attributes that are shown or read out

function apply(node, props) {
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "text") node.textContent = visible(value);
    else if (READ.has(key)) node.setAttribute(key, visible(value));
    else if (key === "class") node.setAttribute("class", value);
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked") node[key] = value;
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  return node;
}

/** An HTML element: el("button", {class: "x", text: "Go", onclick: f}, child, ...). */
export function el(tag, props = {}, ...children) {
  const node = apply(document.createElement(tag), props);
  for (const child of children.flat()) if (child) node.append(child);
  return node;
}

/** An SVG element, made the same way. */
export function svg(tag, props = {}, ...children) {
  const node = apply(document.createElementNS(SVG, tag), props);
  for (const child of children.flat()) if (child) node.append(child);
  return node;
}

export const byId = (id) => document.getElementById(id);

/** Replaces what is in a node. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter(Boolean));
  return node;
}

/** Words whose parts, dates above all, go to the next line whole: it breaks behind dashes and dots. */
export function unbroken(text) {
  const parts = visible(text).split(/(?<= [–·]) /);
  const pieces = parts.flatMap((part) => [" ", el("span", { class: "unbroken", text: part })]);
  return el("span", {}, pieces.slice(1));
}

/** A link that only ever leads to http or https; anything else stays plain text. */
export function safeLink(url, label) {
  if (!isWebAddress(url)) return el("span", { class: "url", text: label || url });
  return el("a", {
    href: url,
    text: label || url,
    target: "_blank",
    rel: "noopener noreferrer",
    referrerpolicy: "no-referrer",
  });
}

export function isWebAddress(url) {
  return /^https?:\/\/[^\s"'<>\u0060]+$/i.test(url ?? "");
}
