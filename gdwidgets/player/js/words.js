// @ts-check
// What is said about a run: its numbers at the step, a table, the legend, a sentence, a remedy.

import { button, createSpeech, element, save, setAttribute, setText, setTexts } from "../../web/kit.js";
import { plain } from "../../web/numbers.js";
import { readings } from "./painting.js";

/** @param {() => void} redraw called when what is shown on the stage changes with it */
export function createWords(player, redraw) {
  const { model, clock } = player;
  const numbers = element("div", "gdw-numbers");
  const legend = element("div", "gdw-legend", { role: "group", "aria-label": "Shown" });
  const table = element("table", "gdw-table");
  const caption = element("p", "gdw-caption", { "aria-hidden": "true" });
  const remedy = element("span");
  const apply = button("gdw-button", "", () => {
    const help = player.remedy;
    if (!help) return;
    player.apply(help);
    caption.focus({ preventScroll: true }); // the button goes, and would take the focus along
  });
  const advice = element("p", "gdw-advice", {}, remedy, apply);
  const live = element("p", "gdw-hidden", { "aria-live": "polite" });
  const alert = element("p", "gdw-error", { role: "alert" });
  const root = element("div", "gdw-words", {}, legend, numbers, table, caption, advice, live, alert);
  const speech = createSpeech(live);
  caption.tabIndex = -1;
  let laidOut = null;

  /** A switch for each label of the legend, and the frame of the table. */
  function layOut(moving) {
    if (laidOut === moving) return;
    laidOut = moving;
    legend.replaceChildren(...moving.legend.map(({ label, color }) => {
      const swatch = element("span", "gdw-swatch", { "aria-hidden": "true" });
      swatch.style.background = color;
      const made = button("gdw-switch", swatch, () => toggle(label));
      made.append(label);
      made.dataset.label = label;
      return made;
    }));
    legend.hidden = !moving.legend.length;
    const { rows, columns, title } = moving.table;
    table.hidden = !rows;
    if (!rows) return;
    table.replaceChildren(
      ...(title ? [element("caption", "", {}, title)] : []),
      element("tr", "", {}, element("td"), ...columns.map((name) => element("th", "", { scope: "col" }, name))),
      ...rows.map(({ name, columns: cells }) =>
        element("tr", "", {}, element("th", "", { scope: "row" }, name), ...cells.map(() => element("td")))),
    );
  }

  function toggle(label) {
    const hidden = model.get("hidden");
    model.set("hidden", hidden.includes(label) ? hidden.filter((each) => each !== label) : [...hidden, label]);
    save(model);
    redraw();
  }

  function writeTable({ table: { rows } }, run, step) {
    rows?.forEach(({ columns }, i) => {
      const { cells } = [...table.rows].at(i - rows.length);
      columns.forEach((column, k) => setText(cells[k + 1], plain(run.data[step * run.columns + column])));
    });
  }

  /** Where a run began, where it ended and after how many steps, for who can't see it. */
  function travel(run, { readouts }) {
    if (!readouts.length || player.disabled) return "";
    const last = player.end();
    const [from, to] = [0, last].map((step) => readings(readouts, run, step).join(", "));
    return `From ${from} to ${to} in ${last} steps.`;
  }

  /** Write all of it; what is said of the run as a whole is returned. */
  function write() {
    const { known, run } = player;
    const { step } = clock;
    if (!known) return "";
    layOut(known.moving);
    const count = `step ${step} of ${model.get("max")}`;
    setTexts(numbers, [count, ...(run ? readings(known.moving.readouts, run, step) : [])]);
    if (run) writeTable(known.moving, run, step);
    for (const each of legend.children) {
      setAttribute(each, "aria-pressed", String(!model.get("hidden").includes(each.dataset.label)));
    }
    const words = player.caption;
    setText(caption, words);
    const summary = `${words} ${run ? travel(run, known.moving) : ""}`.trim();
    speech.say(summary);
    const help = player.remedy;
    advice.hidden = !help;
    setText(remedy, help?.text ?? "");
    apply.hidden = !help?.label;
    apply.disabled = player.disabled;
    setText(apply, help?.label ?? "");
    setText(alert, player.error);
    return summary;
  }

  return { root, write, end: speech.end };
}
