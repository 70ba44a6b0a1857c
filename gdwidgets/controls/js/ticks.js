// @ts-check
// The marks below a slider, with as many labels as have room.

import { element } from "../../web/kit.js";

/** The least space between two labels, in px. */
const LABEL_GAP = 5;

export function createTicks(model) {
  const root = element("div", "gdw-slider-ticks", { "aria-hidden": "true" });

  function draw() {
    const [options, labels] = [model.get("options"), model.get("labels")];
    const last = options.length - 1;
    const places = model.get("_ticks").map((tick) => options.indexOf(tick));
    root.replaceChildren(...places.map((place) => {
      const mark = element("span", { 0: "gdw-slider-low", [last]: "gdw-slider-high" }[place]);
      mark.style.setProperty("--gdw-at", String(place / Math.max(1, last)));
      mark.dataset.label = labels[place].split(" ")[0];
      return mark;
    }));
    label();
  }

  /** Label the first tick, the last, and those between that have room. */
  function label() {
    const marks = /** @type {HTMLElement[]} */ ([...root.children]);
    for (const mark of marks) mark.textContent = mark.dataset.label ?? "";
    const boxes = marks.map((mark) => mark.getBoundingClientRect());
    const end = boxes.at(-1);
    let free = -Infinity;
    boxes.forEach((box, i) => {
      const fits = box.left > free && (box === end || box.right + LABEL_GAP < end.left);
      if (fits) free = box.right + LABEL_GAP;
      else if (box !== end) marks[i].textContent = "";
    });
  }

  const resizes = new ResizeObserver(label);
  resizes.observe(root);
  return { root, draw, remove: () => resizes.disconnect() };
}
