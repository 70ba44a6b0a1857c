// @ts-check
// What stands beside the map: words, buttons and numbers; in the end the comparison.

import { button, element, icon, setText, setTexts } from "../../../web/kit.js";
import { plural } from "../../../web/numbers.js";
import { formulaOf, numbersOf, rowsOf, wayDown } from "./words.js";

const NEEDLE = "M2 8.5h9.5V4L19 10l-7.5 6v-4.5H2z";
const KEYS_IN_WORDS = "The arrow points down the slope, the ring is where that step lands. Or click on ground that "
  + "you see. With the keyboard, on the map: arrow keys aim, Enter steps there; with no aim, "
  + "Enter steps down the slope; Escape takes the aim away.";

export function createSide(game, id) {
  const act = (label, title, name) => button("gdw-button", label, () => game[name](), { title });
  const label = element("p", "gdw-fog-label");
  const counter = element("span", "gdw-fog-steps");
  const caption = element("p", "gdw-fog-caption", { "aria-hidden": "true" });
  const result = element("section", "gdw-fog-result", { "aria-label": "You and gradient descent" });
  const needle = icon(NEEDLE);
  const step = button("gdw-button gdw-fog-step", needle, () => game.stepDown(),
    { title: "One step of gradient descent (Enter on the map)" });
  step.append("Step down the slope");
  const lift = act("Lift the fog", "I’m there, or I give up", "lift");
  const restart = act("Start again", "Back to the start, under the same fog", "restart");
  const another = act("Another place", "The same kind of landscape, turned and moved", "another");
  const numbers = element("dl", "gdw-fog-numbers");
  const formula = element("div", "gdw-fog-formula");
  const keys = element("p", "gdw-fog-keys", { id }, KEYS_IN_WORDS);
  const alert = element("p", "gdw-error", { role: "alert" });
  const root = element("div", "gdw-fog-side", {},
    element("div", "gdw-fog-head", {}, label, counter), caption, result,
    element("div", "gdw-fog-buttons", {}, step, lift, restart, another), numbers, formula, keys, alert);
  let compared = "";

  function writeNumbers(pairs) {
    while (numbers.children.length < pairs.length) {
      numbers.append(element("div", "", {}, element("dt"), element("dd")));
    }
    pairs.forEach(([name, value], i) => {
      setText(numbers.children[i].children[0], name);
      setText(numbers.children[i].children[1], value);
    });
  }

  function cell(text, row, column) {
    if (row && column) return element("td", "", {}, text);
    return element("th", "", { scope: row ? "row" : "col" }, text);
  }

  /** The comparison, made anew only where it differs: it may be being read. */
  function writeResult() {
    const { place } = game;
    const judged = game.judged();
    const rows = rowsOf(place, judged);
    const origin = judged.checked
      ? "Worked out exactly by the kernel."
      : "Worked out in your browser; the kernel has not checked it yet.";
    const note = `${origin} This was: ${place.truth}. Move the learning rate to see where it would have led.`;
    const key = JSON.stringify([rows, note]);
    if (compared === key) return;
    compared = key;
    const table = element("table", "", {}, ...rows.map((row, i) =>
      element("tr", "", {}, ...row.map((text, j) => cell(text, i, j)))));
    table.rows[0].cells[1].append(element("span", "gdw-fog-you", { "aria-hidden": "true" }));
    table.rows[0].cells[2].append(element("span", "gdw-fog-descent", { "aria-hidden": "true" }));
    result.replaceChildren(table, element("p", "gdw-fog-note", {}, note));
  }

  return {
    root,

    /** Write all of it; `words` is the sentence that sums it up. */
    write(words) {
      const { place, here, over, rate, ground } = game;
      const taken = game.path.length - 1;
      setText(label, place.label);
      setText(counter, over ? plural(taken, "step") : `step ${taken} of at most ${place.n_steps}`);
      setText(caption, words);
      setText(alert, game.error);
      writeNumbers(numbersOf(place, here, ground, rate));
      setTexts(formula, formulaOf(place, here, ground, rate), "div");
      const [east, north] = wayDown(place, ground);
      needle.style.transform = `rotate(${Math.atan2(-north, east)}rad)`;
      const { activeElement: focused } = /** @type {any} */ (root.getRootNode());
      for (const each of [numbers, formula, step, lift, keys]) each.hidden = over;
      result.hidden = !over;
      another.hidden = !game.hasOthers;
      if (over && (focused === step || focused === lift)) restart.focus();
      if (over) writeResult();
    },
  };
}
