// @ts-check
// The front end of OptionSlider: a native range over the places of a list of numbers, and a
// field that shows the number and takes a typed one.
//
// The model is the truth and is kept consistent here, without the kernel: whoever sets `index`
// or `value` in the browser (a drag, a jslink, a typed number) gets the other one set too, and
// `value` last. So a drag moves everything that listens, whether or not Python hears of it.

import { changes, element, find, isDisabled, listen, save, setAttribute, setText, uniqueId } from "../../web/kit.js";
import { createGauge } from "./gauge.js";
import { createTicks } from "./ticks.js";
import { include, refusal } from "./options.js";

const SHOWN = [
  "options", "labels", "index", "value", "description", "disabled", "readout", "error",
  "tabbable", "tooltip",
];
const SLIDER_KEYS = [
  "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown",
];
/** How long the keys must rest, in ms, until a position chosen with them counts as chosen. */
const KEYS_REST = 250;

const nameOf = (model) => model.get("description") || "the value";

/** What all views of one model share: it keeps `index` and `value` in agreement. */
function createSlider() {
  const ending = new AbortController();
  const { signal } = ending;
  let refused = ""; // what the model was last set to, if that could not be
  /** @type {{control: any, values: any[]}[]} */ let needs = [];
  const redraws = new Set();
  const redraw = () => redraws.forEach((each) => each());

  function refuse(text) {
    refused = text;
    redraw();
  }

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

  /** Whether it makes no difference now: what it needs of other controls is not chosen there. */
  const isIdle = () => !needs.every(({ control, values }) => {
    const labels = control.get("_options_labels");
    return values.includes(labels ? labels[control.get("index")] : control.get("value"));
  });

  async function followNeeds(model) {
    const told = model.get("needs");
    const found = await Promise.all(told.map(({ control }) => find(model, control)));
    needs = told.map(({ values }, i) => ({ control: found[i], values })).filter(({ control }) => control);
    for (const { control } of needs) listen(control, changes(["index", "value"]), redraw, signal);
    redraw();
  }

  async function initialize({ model, signal: hosts }) {
    hosts?.addEventListener("abort", () => ending.abort());
    let settling = false; // choose() sets one trait after the other
    const settled = (follow) => () => {
      if (settling) return;
      const options = model.get("options");
      if (options[model.get("index")] === model.get("value")) {
        refuse("");
        return;
      }
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
    listen(model, ["change:index"], followIndex, signal);
    listen(model, ["change:value"], followValue, signal);
    listen(model, ["change:needs"], () => followNeeds(model), signal);
    await followNeeds(model);
    return () => ending.abort();
  }

  function render({ model, el }) {
    const here = new AbortController();
    const id = uniqueId();
    const make = (tag, name, attributes = {}) => {
      const node = element(tag, `gdw-slider-${name}`, attributes);
      el.append(node);
      return node;
    };
    el.classList.add("gdw", "gdw-slider");
    const label = make("label", "label", { for: id });
    const field = make("input", "field", {
      type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false",
      "aria-describedby": `${id}-alert`,
    });
    const range = make("input", "range", { id, type: "range", min: 0, step: 1 });
    const ticks = createTicks(model);
    const gauge = createGauge(model, here.signal);
    el.append(ticks.root, gauge);
    const alert = make("div", "alert", { id: `${id}-alert`, role: "alert" });

    let typing = false; // the field holds what the learner has not finished
    let mistyped = "";
    let unsaved = false;
    let keysHeld = false;
    let rest;

    function report() {
      clearTimeout(rest);
      unsaved = false;
      save(model);
    }

    function moved() {
      if (model.get("index") !== range.valueAsNumber) {
        stopTyping();
        model.set("error", "");
        model.set("index", range.valueAsNumber);
        unsaved = true;
      }
      if (unsaved && model.get("continuous_update")) report();
    }

    function released() {
      if (unsaved && !keysHeld) report();
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
        report();
      }
      draw();
    }

    function draw() {
      const [labels, index] = [model.get("labels"), model.get("index")];
      const last = labels.length - 1;
      setText(label, model.get("description"));
      range.max = String(last);
      range.valueAsNumber = index;
      range.style.setProperty("--gdw-at", String(index / Math.max(1, last)));
      setAttribute(range, "aria-valuetext", labels[index]);
      field.setAttribute("aria-label", `${nameOf(model)}: type a number`);
      field.hidden = !model.get("readout");
      const longest = Math.max(5, ...labels.map((text) => text.length));
      field.style.setProperty("--gdw-characters", String(longest));
      if (!typing) field.value = labels[index];
      for (const input of [range, field]) {
        input.disabled = isDisabled(model) || isIdle();
        input.tabIndex = model.get("tabbable") === false ? -1 : 0;
      }
      if (!label.textContent) range.setAttribute("aria-label", nameOf(model));
      else range.removeAttribute("aria-label");
      el.title = model.get("tooltip") ?? "";
      el.removeAttribute("tabindex"); // ipywidgets puts `tabbable` on the element around
      const wrong = mistyped || refused || model.get("error");
      field.setAttribute("aria-invalid", String(Boolean(mistyped)));
      setText(alert, wrong);
    }

    // JupyterLab cancels the arrow keys of a range in an output, so it must not see them.
    const own = (keys, handle) => (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.shiftKey && event.key === "Enter") return;
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
      if (unsaved) rest = setTimeout(report, KEYS_REST);
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
    listen(model, ["msg:custom"], focus, here.signal);
    listen(model, changes(SHOWN), draw, here.signal);
    listen(model, changes(["options", "_ticks"]), ticks.draw, here.signal);
    redraws.add(draw);
    ticks.draw();
    draw();
    return () => {
      here.abort();
      ticks.remove();
      if (unsaved) report();
      clearTimeout(rest);
      redraws.delete(draw);
    };
  }

  return { initialize, render };
}

export default createSlider;
