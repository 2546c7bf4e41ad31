// Small helpers on the page: find, set only what changed, clone a template of the document, draw a symbol. No state.
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
export const slot = (name, root = document) => root.querySelector(`[data-slot="${name}"]`);

const symbols = () => document.querySelector("use[href]").getAttribute("href").split("#")[0];
const SVG = "http://www.w3.org/2000/svg";

export function say(element, text) {
  if (element && element.textContent !== String(text)) element.textContent = text;
}

export function show(element, visible) {
  if (element && element.hidden === Boolean(visible)) element.hidden = !visible;
}

export function attr(element, name, value) {
  if (!element) return;
  if (value === null || value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** A symbol of icons.svg as an element. */
export function icon(name, cls = "i") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", cls);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${symbols()}#${name}`);
  svg.append(use);
  return svg;
}

/** Change the symbol and colour of an <svg class="i …">. */
export function draw(svg, name, colour = "", size = "i") {
  attr(svg, "class", colour ? `${size} ${colour}` : size);
  attr(svg?.firstElementChild, "href", `${symbols()}#${name}`);
}

export const clone = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

export function el(tag, cls = "", text = "") {
  const element = document.createElement(tag);
  if (cls) element.className = cls;
  if (text) element.textContent = text;
  return element;
}

/** Fill `parent` with one element per item, reusing those of the same key, so that focus and pictures stay. */
export function list(parent, items, key, make, paint) {
  const old = new Map([...parent.children].filter((one) => one.dataset.key).map((one) => [one.dataset.key, one]));
  let before = [...parent.children].find((one) => one.dataset.key) ?? parent.querySelector(":scope > [data-last]");
  for (const item of items) {
    const id = String(key(item));
    const element = old.get(id) ?? make(item);
    element.dataset.key = id;
    old.delete(id);
    if (element === before) before = nextKeyed(before);
    else parent.insertBefore(element, before ?? parent.querySelector(":scope > [data-last]"));
    paint?.(element, item);
  }
  old.forEach((element) => element.remove());
}

function nextKeyed(element) {
  let next = element.nextElementSibling;
  while (next && !next.dataset.key && !("last" in next.dataset)) next = next.nextElementSibling;
  return next;
}

/** `work` that runs once at a time: a second tap while it runs is the same tap. */
export function once(work) {
  let running = null;
  return (...given) => (running ??= Promise.resolve(work(...given)).finally(() => { running = null; }));
}
