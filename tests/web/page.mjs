// As much of a page as the widgets need to be driven in Node: elements, frames, models.
import { isDeepStrictEqual } from "node:util";

/** The page's clock and what may differ between pages. */
export const page = {
  now: 0,
  calm: false,
  ratio: 1,
  waiting: new Map(),
  count: 0,
  get frames() { return this.waiting.size; },
  reset() {
    Object.assign(this, { now: 0, calm: false, ratio: 1 });
    this.waiting.clear();
  },
  /** Let time pass until the next frame. */
  frame(ms = 16) {
    this.now += ms;
    const due = [...this.waiting.values()];
    this.waiting.clear();
    due.forEach((act) => act(this.now));
  },
};

class Style {
  setProperty(name, value) { this[name] = value; }
}

class FakeElement extends EventTarget {
  constructor(tag) {
    super();
    Object.assign(this, {
      tag, parent: null, nodes: [], attributes: {}, dataset: {}, style: new Style(), className: "",
      classList: new Set(), hidden: false, disabled: false, value: "", title: "", tabIndex: 0,
      clientWidth: 0, clientHeight: 0, box: { left: 0, top: 0, right: 0, width: 0, height: 0 },
    });
  }

  get children() { return this.nodes.filter((node) => node instanceof FakeElement); }
  get childElementCount() { return this.children.length; }
  get lastElementChild() { return this.children.at(-1) ?? null; }
  get lastChild() { return this.nodes.at(-1) ?? null; }
  get textContent() { return this.nodes.map((node) => node.textContent ?? node).join(""); }
  set textContent(text) { this.replaceChildren(...(text ? [text] : [])); }
  get valueAsNumber() { return Number(this.value); }
  set valueAsNumber(number) { this.value = String(number); }

  append(...nodes) {
    for (const node of nodes) {
      node.remove?.();
      if (node instanceof FakeElement) node.parent = this;
      this.nodes.push(node);
    }
  }
  appendChild(node) {
    this.append(node);
    return node;
  }
  replaceChildren(...nodes) {
    this.children.forEach((child) => { child.parent = null; });
    this.nodes = [];
    this.append(...nodes);
  }
  remove() {
    if (this.parent) this.parent.nodes = this.parent.nodes.filter((node) => node !== this);
    this.parent = null;
  }
  setAttribute(name, value) { this.attributes[name] = String(value); }
  getAttribute(name) { return this.attributes[name] ?? null; }
  removeAttribute(name) { delete this.attributes[name]; }
  getBoundingClientRect() { return this.box; }
  getContext() { return CONTEXT; }
  focus() {}

  /** The first element below with a tag and, if given, a class. */
  find(tag, className = "") {
    for (const child of this.children) {
      const found = child.tag === tag && child.className.includes(className) ? child : child.find(tag, className);
      if (found) return found;
    }
    return null;
  }
}

/** A canvas' context that draws nothing. */
const CONTEXT = new Proxy({}, { get: () => () => {}, set: () => true });

class FakeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

const request = (act) => {
  page.count += 1;
  page.waiting.set(page.count, act);
  return page.count;
};

Object.assign(globalThis, {
  document: {
    createElement: (tag) => new FakeElement(tag),
    createElementNS: (_space, tag) => new FakeElement(tag),
  },
  window: {
    get devicePixelRatio() { return page.ratio; },
    setTimeout: (...given) => setTimeout(...given).unref(),
    matchMedia: () => ({ matches: page.calm }),
  },
  ResizeObserver: FakeObserver,
  HTMLCanvasElement: FakeElement,
  Option: class extends FakeElement {
    constructor(text, value) {
      super("option");
      Object.assign(this, { textContent: text, value });
    }
  },
  requestAnimationFrame: request,
  cancelAnimationFrame: (frame) => page.waiting.delete(frame),
});
performance.now = () => page.now;

export const element = (tag) => new FakeElement(tag);

/** A widget's model as a host has it, which counts what is done to it. */
export class FakeModel {
  constructor(state, models = new Map()) {
    Object.assign(this, { state, listeners: new Map(), changed: [], saved: 0, sent: [] });
    this.widget_manager = {
      async get_model(id) {
        if (!models.has(id)) throw new Error(`no model ${id}`);
        return models.get(id);
      },
    };
  }

  get(name) { return this.state[name]; }

  set(name, value) {
    if (isDeepStrictEqual(this.state[name], value)) return;
    this.state[name] = value;
    this.changed.push(name);
    this.tell(`change:${name}`);
  }

  tell(event, ...given) {
    for (const listener of [...(this.listeners.get(event) ?? [])]) listener(...given);
  }

  on(event, listener) {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }

  off(event, listener) {
    this.listeners.set(event, (this.listeners.get(event) ?? []).filter((each) => each !== listener));
  }

  /** How many listen to anything. */
  get listening() { return [...this.listeners.values()].flat().length; }

  save_changes() { this.saved += 1; }

  send(content) { this.sent.push(content); }

  /** Forget what was counted. */
  forget() {
    Object.assign(this, { changed: [], saved: 0, sent: [] });
  }
}
