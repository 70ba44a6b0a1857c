// @ts-check
// A place on a landscape, to be clicked or typed, and where the run really ended.

import { changes, listen, setAttribute } from "../../web/kit.js";
import { intoAxes, toData, toFigure } from "../../web/numbers.js";
import { createStage } from "../../web/stage.js";
import { make } from "./task.js";

const THEIRS = "#d55e00";

/** A number as it is put into a field: no more digits than the span deserves. */
export function rounded(value, [low, high]) {
  const decimals = Math.max(0, 3 - Math.floor(Math.log10(high - low)));
  return String(Number(value.toFixed(Math.min(decimals, 12))));
}

/** A step of the arrow keys in a field: a round number, about a fiftieth of the span. */
export function niceStep([low, high]) {
  return 10 ** Math.floor(Math.log10((high - low) / 20));
}

/** The landscape of the player, to click on, with a field for each coordinate. */
export function placeForm({ names, spans, tolerance }, id, commit, model) {
  const fields = names.map((_, i) => make("input", "field", {
    type: "number", step: niceStep(spans[i]), id: `${id}-${i}`, autocomplete: "off",
  }));
  const stage = createStage(paint, { prepare: followPointer });
  const legend = make("span", "note", {}, "The white dot is where it starts.");
  const coordinates = make("div", "number", {}, ...names.flatMap((name, i) =>
    [make("label", "", { for: `${id}-${i}` }, name), fields[i]]),
  legend, make("span", "note", {}, tolerance));
  const node = make("div", "place", {}, stage.root, coordinates);
  /** @type {any} */ let player = null;
  let open = true;

  const axes = () => {
    const all = player?.get("picture");
    return all?.axes?.[all.start_axes];
  };
  const numbers = () => fields.map((field) => field.valueAsNumber);

  function layOut() {
    if (!axes()) return;
    const picture = player.get("picture");
    const centre = axes().left + axes().width / 2;
    stage.layOut({ ...picture, panels: [picture.panels.find(([left, right]) => centre >= left && centre <= right)] });
    draw();
  }

  /** What is to be seen: where the run starts, what the learner says, where the run ended. */
  function places() {
    const entries = model.get("entries");
    const known = (place) => (place.length && place.every(Number.isFinite) ? place : null);
    return {
      begun: known((player?.get("start") ?? []).slice(0, names.length)),
      said: known(open || !entries.length ? numbers() : [].concat(entries[0].answer)),
      ended: known(model.get("revealed") ? model.get("outcome_place") : []),
    };
  }

  /**
   * In pixels, within the axes; with one parameter the height says nothing.
   * @param {any} brush
   * @param {number[]} place
   */
  function pixels(brush, [x, y]) {
    const { y_limits: [bottom, top] } = axes();
    return brush.place(intoAxes(axes(), toFigure(axes(), x, y ?? (bottom + top) / 2)));
  }

  function paint(_panel, brush) {
    const { begun, said, ended } = places();
    const mark = (place, radius, fill, edge) => {
      const [x, y] = pixels(brush, place);
      if (place.length === 1) {
        const height = axes().height * brush.height;
        brush.polyline([[x, y - 0.2 * height], [x, y + 0.2 * height]], edge, 2 * radius / 3);
      } else brush.dot([x, y], radius, fill, edge);
    };
    if (said && ended) brush.polyline([pixels(brush, said), pixels(brush, ended)], "black", 2, { dash: [4, 4] });
    if (begun) mark(begun, 4.5, "white", "black");
    if (said) {
      mark(said, 9, "rgba(255, 255, 255, 0.35)", "black");
      if (said.length > 1) brush.dot(pixels(brush, said), 7.5, "transparent", "white");
    }
    if (ended) mark(ended, 7, THEIRS, "white");
  }

  function draw() {
    const { begun, said, ended } = places();
    const words = [["The start", begun], ["Your place", said], ["Where it ended", ended]]
      .filter(([, place]) => place)
      .map(([what, place]) => `${what}: ${place.map((x, k) => `${names[k]} ${rounded(x, spans[k])}`).join(", ")}.`);
    legend.hidden = !begun;
    coordinates.hidden = !open;
    for (const { canvas } of stage.panels) {
      setAttribute(canvas, "aria-label", ["The landscape.", ...words].join(" "));
      canvas.style.cursor = open ? "crosshair" : "";
    }
    stage.draw();
  }

  function followPointer(panel) {
    const { canvas } = panel;
    const point = (event) => {
      const place = toData(axes(), intoAxes(axes(), stage.placeOf(event, panel)));
      fields.forEach((field, i) => { field.value = rounded(place[i], spans[i]); });
      draw();
    };
    canvas.setAttribute("role", "img");
    canvas.tabIndex = -1; // the fields are for the keyboard
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !open || !axes()) return;
      canvas.setPointerCapture(event.pointerId);
      point(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) point(event);
    });
  }

  fields.forEach((field) => {
    field.addEventListener("input", draw);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") commit();
    });
  });

  return {
    node,
    read() {
      if (fields.some((field) => field.validity.badInput)) {
        return { wrong: "Type a number for each coordinate, such as 0.5 or -2." };
      }
      if (!numbers().every(Number.isFinite)) {
        return { wrong: "Click on the landscape first, or type the coordinates." };
      }
      return { given: numbers() };
    },
    focus: () => fields[0].focus(),
    show(editing) {
      open = editing;
      draw();
    },
    follow(found, signal) {
      player = found;
      listen(player, ["change:picture"], layOut, signal);
      listen(player, changes(["start"]), draw, signal);
      layOut();
    },
    close: stage.remove,
  };
}
