// The front end of OptionSlider: a native range over the places of a list of numbers, and a
// field that shows the number and takes a typed one.
//
// The model is the truth and is kept consistent here, without the kernel: whoever sets `index`
// or `value` in the browser (a drag, a jslink, a typed number) gets the other one set too, and
// `value` last. So a drag moves everything that listens, whether or not Python hears of it.

const SHOWN = [
  "options", "labels", "index", "value", "description", "disabled", "readout", "error",
  "tabbable", "tooltip",
];
const SLIDER_KEYS = [
  "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown",
];
/** How long the keys must rest, in ms, until a position chosen with them counts as chosen. */
const KEYS_REST = 250;
/** The least space between two labels below the slider, in px. */
const LABEL_GAP = 5;

/**
 * A number with all its digits and no exponent: 1e-7 is "0.0000001".
 * @param {number} number
 */
export function plainNumber(number) {
  const [, sign, digits, exponent] = /^(-?)([\d.]+)(?:e(.+))?$/.exec(String(number));
  if (!exponent) return sign + digits;
  const bare = digits.replace(".", "");
  const zeros = "0".repeat(Math.max(0, -exponent - 1));
  return sign + (exponent < 0 ? `0.${zeros}${bare}` : bare.padEnd(Number(exponent) + 1, "0"));
}

/**
 * The options with `value` among them; the number that was added before makes room for it.
 * @param {number[]} options ascending
 * @param {string[]} labels one for each
 * @param {number | null} added the one that is not of the given ones
 * @param {number} value between the first and the last
 * @returns {{options: number[], labels: string[], added: number | null, index: number}}
 */
export function include(options, labels, added, value) {
  const found = options.indexOf(value);
  if (found >= 0) return { options, labels, added, index: found };
  const kept = options.map((_, i) => i).filter((i) => options[i] !== added);
  const place = kept.filter((i) => options[i] < value).length;
  const widen = (list, item) => {
    const wider = kept.map((i) => list[i]);
    wider.splice(place, 0, item);
    return wider;
  };
  return {
    options: widen(options, value),
    labels: widen(labels, plainNumber(value)),
    added: value,
    index: place,
  };
}

/**
 * Why `value` can't be chosen, in words; nothing if it can.
 * @param {unknown} value
 * @param {number[]} options
 * @param {boolean} whole
 * @param {string} name what the number is called
 */
export function refusal(value, options, whole, name) {
  const [low, high] = [options[0], options[options.length - 1]];
  const right = whole ? Number.isInteger(value) : Number.isFinite(value);
  if (right && low <= value && value <= high) return "";
  const kind = whole ? "a whole number" : "a number";
  const given = typeof value === "number" ? value : `“${value}”`;
  return `${name} must be ${kind} from ${plainNumber(low)} to ${plainNumber(high)}, not ${given}`;
}

export default () => {
  let refused = ""; // what the model was last set to, if that could not be
  const redraws = new Set();

  const nameOf = (model) => model.get("description") || "the value";

  function choose(model, value) {
    const now = include(model.get("options"), model.get("labels"), model.get("_added"), value);
    if (now.added !== model.get("_added")) {
      model.set("_added", now.added);
      model.set("labels", now.labels);
      model.set("options", now.options);
    }
    model.set("index", now.index);
    model.set("value", now.options[now.index]);
  }

  function refuse(text) {
    refused = text;
    for (const redraw of redraws) redraw();
  }

  function initialize({ model }) {
    let settling = false; // choose() sets one trait after the other
    const settled = (follow) => () => {
      if (settling) return;
      const options = model.get("options");
      if (options[model.get("index")] === model.get("value")) return refuse("");
      settling = true;
      try {
        follow(options);
      } finally {
        settling = false;
      }
    };
    const followIndex = settled((options) => {
      const index = model.get("index");
      const text = refusal(index, [0, options.length - 1], true, "index");
      if (text) choose(model, model.get("value"));
      else model.set("value", options[index]);
      refuse(text);
    });
    const followValue = settled((options) => {
      const value = model.get("value");
      const text = refusal(value, options, model.get("_whole"), nameOf(model));
      if (text) model.set("value", options[model.get("index")]);
      else choose(model, value);
      refuse(text);
    });
    model.on("change:index", followIndex);
    model.on("change:value", followValue);
    return () => {
      model.off("change:index", followIndex);
      model.off("change:value", followValue);
    };
  }

  function render({ model, el }) {
    const id = `gdw-${Math.random().toString(36).slice(2)}`;
    const make = (tag, name, attributes = {}) => {
      const node = document.createElement(tag);
      node.className = `gdw-slider-${name}`;
      for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
      el.append(node);
      return node;
    };
    el.classList.add("gdw-slider");
    const label = make("label", "label", { for: id });
    const field = make("input", "field", {
      type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false",
      "aria-describedby": `${id}-alert`,
    });
    const range = make("input", "range", { id, type: "range", min: 0, step: 1 });
    const ticks = make("div", "ticks", { "aria-hidden": "true" });
    const removeGauge = createGauge(model, el);
    const alert = make("div", "alert", { id: `${id}-alert`, role: "alert" });

    let typing = false; // the field holds what the learner has not finished
    let mistyped = "";
    let unsaved = false;
    let keysHeld = false;
    let rest;

    function save() {
      clearTimeout(rest);
      unsaved = false;
      try {
        model.save_changes();
      } catch {
        // No kernel: the model has the position, and everything in the browser follows it.
      }
    }

    function moved() {
      if (model.get("index") !== range.valueAsNumber) {
        stopTyping();
        model.set("error", "");
        model.set("index", range.valueAsNumber);
        unsaved = true;
      }
      if (unsaved && model.get("continuous_update")) save();
    }

    function released() {
      if (unsaved && !keysHeld) save();
    }

    function stopTyping() {
      typing = false;
      mistyped = "";
    }

    function typed() {
      if (!typing) return;
      const text = field.value.trim();
      const place = model.get("labels").indexOf(text);
      const number = place >= 0 ? model.get("options")[place] : text === "" ? NaN : Number(text);
      const shown = Number.isNaN(number) ? text : number;
      mistyped = refusal(shown, model.get("options"), model.get("_whole"), nameOf(model));
      if (!mistyped) {
        stopTyping();
        refused = "";
        model.set("error", "");
        model.set("value", number);
        save();
      }
      draw();
    }

    function drawTicks() {
      const [options, labels] = [model.get("options"), model.get("labels")];
      const last = options.length - 1;
      const places = model.get("_ticks").map((tick) => options.indexOf(tick));
      ticks.replaceChildren(
        ...places.map((place) => {
          const mark = document.createElement("span");
          mark.className = { 0: "gdw-slider-low", [last]: "gdw-slider-high" }[place] ?? "";
          mark.style.setProperty("--gdw-at", String(place / Math.max(1, last)));
          mark.dataset.label = labels[place].split(" ")[0];
          return mark;
        }),
      );
      labelTicks();
    }

    /** Label the first tick, the last, and those between that have room. */
    function labelTicks() {
      const marks = [...ticks.children];
      for (const mark of marks) mark.textContent = mark.dataset.label;
      const boxes = marks.map((mark) => mark.getBoundingClientRect());
      const end = boxes.at(-1);
      let free = -Infinity;
      boxes.forEach((box, i) => {
        const fits = box.left > free && (box === end || box.right + LABEL_GAP < end.left);
        if (fits) free = box.right + LABEL_GAP;
        else if (box !== end) marks[i].textContent = "";
      });
    }

    function draw() {
      const [labels, index] = [model.get("labels"), model.get("index")];
      const last = labels.length - 1;
      label.textContent = model.get("description");
      range.max = String(last);
      range.valueAsNumber = index;
      range.style.setProperty("--gdw-at", String(index / Math.max(1, last)));
      range.setAttribute("aria-valuetext", labels[index]);
      field.setAttribute("aria-label", `${nameOf(model)}: type a number`);
      field.hidden = !model.get("readout");
      const longest = Math.max(5, ...labels.map((text) => text.length));
      field.style.setProperty("--gdw-characters", String(longest));
      if (!typing) field.value = labels[index];
      for (const input of [range, field]) {
        input.disabled = model.get("disabled");
        input.tabIndex = model.get("tabbable") === false ? -1 : 0;
      }
      if (!label.textContent) range.setAttribute("aria-label", nameOf(model));
      else range.removeAttribute("aria-label");
      el.title = model.get("tooltip") ?? "";
      el.removeAttribute("tabindex"); // ipywidgets puts `tabbable` on the element around
      const wrong = mistyped || refused || model.get("error");
      field.setAttribute("aria-invalid", String(Boolean(mistyped)));
      if (alert.textContent !== wrong) alert.textContent = wrong;
    }

    // JupyterLab cancels the arrow keys of a range in an output, so it must not see them.
    const own = (keys, handle) => (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (keys(event.key)) event.stopPropagation();
      handle(event.key);
    };
    range.addEventListener("input", moved);
    range.addEventListener("change", released);
    range.addEventListener("blur", () => {
      keysHeld = false;
      released();
    });
    range.addEventListener("keydown", own((key) => SLIDER_KEYS.includes(key), (key) => {
      keysHeld = SLIDER_KEYS.includes(key);
      clearTimeout(rest);
    }));
    range.addEventListener("keyup", () => {
      keysHeld = false;
      clearTimeout(rest);
      if (unsaved) rest = setTimeout(save, KEYS_REST);
    });
    field.addEventListener("focus", () => field.select());
    field.addEventListener("input", () => (typing = true));
    field.addEventListener("change", typed);
    field.addEventListener("keydown", own((key) => key !== "Tab", (key) => {
      if (key === "Enter") typed();
      if (key === "Escape") {
        stopTyping();
        draw();
      }
    }));

    const focus = ({ do: what }) => {
      if (what === "focus" || what === "blur") range[what]();
    };
    model.on("msg:custom", focus);
    for (const name of SHOWN) model.on(`change:${name}`, draw);
    for (const name of ["options", "_ticks"]) model.on(`change:${name}`, drawTicks);
    redraws.add(draw);
    drawTicks();
    draw();
    const resized = new ResizeObserver(labelTicks);
    resized.observe(ticks);
    return () => {
      resized.disconnect();
      removeGauge();
      if (unsaved) save();
      clearTimeout(rest);
      redraws.delete(draw);
      model.off("msg:custom", focus);
      for (const name of SHOWN) model.off(`change:${name}`, draw);
      for (const name of ["options", "_ticks"]) model.off(`change:${name}`, drawTicks);
    };
  }

  return { initialize, render };
};
