// @ts-check
// What every widget's front end needs: elements, listening to models, telling the kernel.

/**
 * @typedef {{get: (name: string) => any, set: (name: any, value?: any) => void,
 *            on: (event: string, listener: any) => void, off: (event: string, listener: any) => void,
 *            save_changes: () => void, send: (content: any) => void, widget_manager: any}} Model
 */

/** How long the kernel may take, in ms, before the learner is told that it has not answered. */
export const PATIENCE = 3000;

/**
 * A new element with a class, attributes and children, which may be texts.
 * @param {string} tag
 * @param {string} className
 * @param {Record<string, any>} attributes
 * @param {...(Node | string)} children
 * @returns {any}
 */
export function element(tag, className = "", attributes = {}, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** A button that does something; its content is a text or an icon. */
export function button(className, content, act, attributes = {}) {
  const made = element("button", className, { type: "button", ...attributes }, content);
  made.addEventListener("click", act);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** A drawing that says nothing: what it means stands beside it, or is the button's label. */
export function svg(className, tag, attributes = {}) {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("aria-hidden", "true");
  if (className) made.setAttribute("class", className);
  const inner = made.appendChild(document.createElementNS(SVG, tag));
  for (const [name, value] of Object.entries(attributes)) inner.setAttribute(name, value);
  return made;
}

/** An icon on a ground of 20 by 20. @param {string} path */
export function icon(path, className = "") {
  const made = svg(className, "path", { d: path });
  made.setAttribute("viewBox", "0 0 20 20");
  return made;
}

/** Set a text only if it differs, so that nothing is announced twice and nothing is laid out. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** Have one child for each text. */
export function setTexts(parent, texts, tag = "span") {
  while (parent.children.length > texts.length) parent.lastElementChild.remove();
  texts.forEach((text, i) => setText(parent.children[i] ?? parent.appendChild(element(tag)), text));
}

/** Say a text aloud once it has stood for a while; the same text is said once. */
export function createSpeech(node, rest = 500) {
  let said = "";
  let timer = 0;
  return {
    say(text) {
      if (said === text) return;
      said = text;
      clearTimeout(timer);
      timer = window.setTimeout(() => setText(node, text), rest);
    },
    end: () => clearTimeout(timer),
  };
}

export const uniqueId = () => `gdw-${Math.random().toString(36).slice(2)}`;

/** Tell the kernel what has changed, if there is a kernel: without it everything here goes on. */
export function save(model) {
  try {
    model.save_changes();
  } catch (error) {
    console.debug("gdwidgets: no kernel to tell", error);
  }
}

/** Send the kernel a message, if there is one. */
export function send(model, content) {
  try {
    model.send(content);
  } catch (error) {
    console.debug("gdwidgets: no kernel to tell", error);
  }
}

/**
 * Listen to a model until the signal is aborted, also if it was before.
 * @param {Model} model
 * @param {string[]} events
 * @param {AbortSignal} signal
 */
export function listen(model, events, listener, signal) {
  if (signal.aborted) return;
  for (const event of events) model.on(event, listener);
  signal.addEventListener("abort", () => {
    for (const event of events) model.off(event, listener);
  });
}

export const changes = (names) => names.map((name) => `change:${name}`);

/** The model that a trait refers to; null if there is none, or none any more. */
export async function find(model, reference) {
  if (typeof reference !== "string") return null;
  try {
    return await model.widget_manager.get_model(reference.replace(/^IPY_MODEL_/, ""));
  } catch {
    return null; // closed meanwhile, or not part of a saved page
  }
}

/** Whether nobody can use a widget: its user said so, or something holds it. */
export const isDisabled = (model) => Boolean(model.get("disabled") || model.get("held")?.length);

/** Count what was asked of the kernel, and tell when an answer is overdue. */
export function createPatience(complain, wait = PATIENCE) {
  let timer = 0;
  return {
    asked() {
      clearTimeout(timer);
      timer = window.setTimeout(complain, wait);
    },
    answered: () => clearTimeout(timer),
  };
}

/** Where each arrow key leads: to the right, and upward. */
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * Keep the plain keys of a widget from the page around it: JupyterLab takes them for its own
 * commands. Those that save or run (with Ctrl, Alt, Meta, or Shift with Enter) go on to it.
 * @param {HTMLElement} root
 * @param {(event: KeyboardEvent) => boolean} handle whether the widget itself made use of a key
 */
export function keepKeys(root, handle = () => false) {
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.shiftKey && event.key === "Enter") return;
    event.stopPropagation();
    if (handle(event)) event.preventDefault();
  });
}
