// @ts-check
// The forms in which a prediction is made that are no landscape: a choice, and a number.

import { readNumber } from "../../web/numbers.js";
import { make } from "./task.js";

/** Radio buttons, one for each option. */
export function choiceForm({ labels, values }, id) {
  const radios = labels.map((_, i) => make("input", "", { type: "radio", name: id, value: i }));
  const node = make("div", "options", {}, ...labels.map((label, i) =>
    make("label", "option", {}, radios[i], make("span", "", {}, label))));
  return {
    node,
    read() {
      const chosen = radios.findIndex((radio) => radio.checked);
      return chosen < 0 ? { wrong: "Choose one of the options first." } : { given: values[chosen] };
    },
    // Of a group of radio buttons, the Tab key knows the chosen one only.
    focus: () => (radios.find((radio) => radio.checked) ?? radios[0]).focus(),
    close() {},
  };
}

/** A field for a number. */
export function numberForm({ tolerance }, id, commit) {
  const field = make("input", "field", {
    type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", id,
    "aria-describedby": `${id}-note`,
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") commit();
  });
  const node = make("div", "number", {}, make("label", "", { for: id }, "Your number"), field,
    make("span", "note", { id: `${id}-note` }, tolerance));
  return {
    node,
    read() {
      const number = readNumber(field.value);
      if (Number.isFinite(number)) return { given: number };
      const given = field.value.trim();
      if (!given) return { wrong: "Type a number first." };
      return { wrong: `Type a number, such as 0.1 or 1e-3, not “${given}”.` };
    },
    focus: () => field.focus(),
    close() {},
  };
}
