// @ts-check
/**
 * The fog game's map: a landscape of which only the ground around the walker is seen.
 *
 * The whole game is played here. The landscape came as a Chebyshev series, so height and slope
 * anywhere, every step and gradient descent's own path need no kernel. The kernel hears of the
 * path and the end, and sends its own judgement, which takes the place of the one made here.
 *
 * @typedef {number[]} Point
 * @typedef {{coefficients: Float64Array, size: number, domain: Point[]}} Land
 * @typedef {{domain: Point[], start: Point, treasures: Point[], depth: number, reach: number,
 *            sight: number, n_steps: number, longest: number, typical: number, label: string,
 *            truth: string, names: string[]}} Place
 * @typedef {{height: number, reached: number | null, resting: boolean}} Arrival
 * @typedef {{rate: number, steps: number, you: Arrival,
 *            descent: Arrival & {path: Point[], left: number | null}}} Judgement
 *   `reached` is the step at which the treasure was in reach, `left` the one that left the map
 */

/* ---------------------------------------------------------------- the landscape, pure */

/** T_k and its derivative for k < size, at s in [-1, 1]. */
function chebyshev(s, size) {
  const values = [1, s];
  const second = [1, 2 * s]; // of the second kind: T_k' = k U_(k-1)
  for (let k = 2; k < size; k += 1) {
    values.push(2 * s * values[k - 1] - values[k - 2]);
    second.push(2 * s * second[k - 1] - second[k - 2]);
  }
  return { values, slopes: values.map((_, k) => (k ? k * second[k - 1] : 0)) };
}

/** The height and the slope at a place. @param {Land} land @param {Point} point */
export function look(land, point) {
  const halves = land.domain.map(([low, high]) => (high - low) / 2);
  const [across, up] = point.map((x, i) =>
    chebyshev((x - land.domain[i][0]) / halves[i] - 1, land.size));
  let height = 0;
  const slope = [0, 0];
  for (let i = 0; i < land.size; i += 1) {
    let row = 0;
    let rowSlope = 0;
    for (let j = 0; j < land.size; j += 1) {
      const coefficient = land.coefficients[i * land.size + j];
      row += coefficient * up.values[j];
      rowSlope += coefficient * up.slopes[j];
    }
    height += row * across.values[i];
    slope[0] += (row * across.slopes[i]) / halves[0];
    slope[1] += (rowSlope * across.values[i]) / halves[1];
  }
  return { height, slope, steepness: Math.hypot(...slope) };
}

/** How far apart two places are, in shares of the map's sides: a step to the east and one to the north. */
export function apart(domain, from, to) {
  return domain.map(([low, high], i) => (to[i] - from[i]) / (high - low));
}

export const distance = (domain, from, to) => Math.hypot(...apart(domain, from, to));

export const inside = (domain, point) =>
  point.every((x, i) => x >= domain[i][0] && x <= domain[i][1]);

/** Where one step of gradient descent leads. */
export const downhill = (point, slope, rate) => point.map((x, i) => x - rate * slope[i]);

const isReached = (place, point) =>
  place.treasures.some((treasure) => distance(place.domain, point, treasure) <= place.reach);

/** What became of a path and of gradient descent. @returns {Judgement} */
export function judge(land, place, path, rate) {
  const arrival = (point, reached) => {
    const { height, steepness } = look(land, point);
    return { height, reached, resting: steepness < 1e-6 * place.typical };
  };
  const steps = path.length - 1;
  const found = path.findIndex((point) => isReached(place, point));
  const run = [place.start];
  let reached = null;
  let left = null;
  while (run.length <= place.longest && left === null) {
    const next = downhill(run.at(-1), look(land, run.at(-1)).slope, rate);
    if (inside(place.domain, next)) run.push(next);
    else left = run.length;
    if (reached === null && left === null && isReached(place, next)) reached = run.length - 1;
  }
  const shown = run.slice(0, steps + 1);
  return {
    rate,
    steps,
    you: arrival(path.at(-1), found < 0 ? null : found),
    descent: {
      ...arrival(shown.at(-1), reached),
      resting: arrival(run.at(-1), reached).resting,
      path: shown,
      left,
    },
  };
}

/* ---------------------------------------------------------------- words, pure */

const WINDS = ["east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east"];

/** The compass point of a direction on the map. */
export function compass([east, north]) {
  return WINDS[(Math.round(Math.atan2(north, east) / (Math.PI / 4)) + 8) % 8];
}

/** A number as a learner reads it: four digits, never 1e-05. */
export function plain(number) {
  if (!Number.isFinite(number)) return "–";
  const size = Math.abs(number);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) {
    const [digits, exponent] = number.toExponential(2).split("e");
    const raised = [...String(Number(exponent))].map((c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]);
    return `${digits} × 10${raised.join("")}`.replace("-", "−");
  }
  return String(Number(number.toPrecision(4))).replace("-", "−");
}

/** How steep the ground is, beside what is usual on this map. */
export function steepnessInWords(steepness, typical) {
  const share = steepness / typical;
  if (share < 0.01) return "almost flat";
  if (share < 0.3) return "gently";
  return share < 1.5 ? "steeply" : "very steeply";
}

/** Where downhill is, in words. */
export function groundInWords(place, slope, steepness) {
  const how = steepnessInWords(steepness, place.typical);
  if (how === "almost flat") return "The ground is almost flat here. Is it the deepest place? The slope can’t tell.";
  const way = place.domain.map(([low, high], i) => -slope[i] / (high - low));
  return `The ground falls ${how} to the ${compass(way)}.`;
}

const plural = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

/** What is to be said when the fog has lifted. @param {Judgement} judged */
export function verdict(place, judged, here) {
  const { you, descent, steps, rate } = judged;
  const above = (height) => plain(Math.max(0, height - place.depth));
  const nearest = [...place.treasures].sort(
    (a, b) => distance(place.domain, here, a) - distance(place.domain, here, b))[0];
  const words = [];
  if (you.reached !== null) {
    words.push(`You found the treasure in ${plural(you.reached, "step")}.`);
  } else {
    const flat = you.flat ? "where the ground is almost flat, but " : "";
    const way = compass(apart(place.domain, here, nearest));
    words.push(`You stopped ${flat}${above(you.height)} above the treasure, which lies to the ${way}.`);
  }
  if (steps && judged.alike) words.push("You walked just as gradient descent does.");
  const name = `Gradient descent with learning rate ${plain(rate)}`;
  const late = descent.reached === null || descent.reached > steps;
  const stood = `${name} stood ${above(descent.height)} above the treasure after as many steps`;
  if (descent.left !== null && late) {
    words.push(`${name} left the map at step ${descent.left}: its steps were too long.`);
  } else if (!late) {
    words.push(`${name} reached it in ${plural(descent.reached, "step")}.`);
  } else if (descent.reached !== null) {
    words.push(`${stood}, and would reach it at step ${descent.reached.toLocaleString("en")}.`);
  } else if (descent.resting) {
    words.push(`${stood}. It would never get there: it comes to rest in another valley, and no slope tells it of a deeper one.`);
  } else {
    words.push(`${stood}, and would still be on its way after ${plural(place.longest, "step")}.`);
  }
  return words.join(" ");
}

/* ---------------------------------------------------------------- one model */

/** What all views of one model share. */
function createFog() {
  /** @type {any} */ let model = null;
  /** @type {any} */ let control = null;
  /** @type {Land | null} */ let land = null;
  let message = "";
  const views = new Set();
  const redraw = () => views.forEach((view) => view.draw());

  /** Tell the kernel, if there is one: without it the game goes on. */
  function save() {
    try {
      model.save_changes();
    } catch (error) {
      console.debug("gdwidgets: no kernel to tell", error);
    }
  }

  function unpack() {
    const { buffer, byteOffset, byteLength } = model.get("series");
    const coefficients = new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
    const size = Math.sqrt(coefficients.length);
    land = { coefficients, size, domain: model.get("place").domain };
  }

  const game = {
    get model() { return model; },
    get place() { return /** @type {Place} */ (model.get("place")); },
    get path() { return /** @type {Point[]} */ (model.get("path")); },
    get here() { return game.path.at(-1); },
    get over() { return model.get("over"); },
    get rate() { return control ? control.get("value") : 0; },
    get message() { return message; },
    look: (point) => look(/** @type {Land} */ (land), point),

    say(text) {
      message = text;
      redraw();
    },

    /** Go somewhere: that is one step, and the ground there is seen. */
    move(to) {
      if (game.over) return;
      message = "";
      const { place } = game;
      const path = [...game.path, to];
      model.set("path", path);
      if (isReached(place, to) || path.length > place.n_steps) model.set("over", true);
      save();
      redraw();
    },

    stepDown() {
      const { slope, steepness } = game.look(game.here);
      const to = downhill(game.here, slope, game.rate);
      if (inside(game.place.domain, to)) return game.move(to);
      return game.say(
        `That step would be ${plain(game.rate * steepness)} long and lead off the map. `
        + "The slope is right, the learning rate is too large here.");
    },

    stepTo(to) {
      if (distance(game.place.domain, game.here, to) > game.place.sight * (1 + 1e-9)) {
        return game.say("That is in the fog: you can only step on ground that you see.");
      }
      return game.move(to);
    },

    lift() {
      message = "";
      model.set("over", true);
      save();
      redraw();
    },

    restart() {
      message = "";
      model.set("over", false);
      model.set("path", [game.place.start]);
      save();
      redraw();
    },

    another() {
      message = "A new place needs the kernel. It has been asked.";
      model.set("seed", model.get("seed") + 1);
      save();
      redraw();
    },

    /** The kernel's judgement of what is shown, or the browser's own until it comes. */
    judged() {
      const { path, rate, place } = game;
      const core = model.get("judged");
      const asked = JSON.stringify([path, rate]);
      const checked = JSON.stringify([core.walked, core.rate]) === asked;
      const judged = checked ? core : judge(land, place, path, rate);
      const { path: run } = judged.descent;
      const alike = run.length === path.length
        && run.every((point, i) => distance(place.domain, point, path[i]) < 1e-6);
      const flat = game.look(game.here).steepness < 0.01 * place.typical;
      return { ...judged, checked, alike, you: { ...judged.you, flat } };
    },
  };

  function begin() {
    unpack();
    message = "";
    views.forEach((view) => view.layOut());
  }

  async function follow() {
    const reference = model.get("learning_rate");
    if (typeof reference === "string") {
      control = await model.widget_manager.get_model(reference.replace(/^IPY_MODEL_/, ""));
    } else {
      control = reference;
    }
    control.on("change:value", redraw);
    redraw();
  }

  function initialize(context) {
    model = context.model;
    unpack();
    follow();
    model.on("change:game", begin);
    for (const name of ["path", "over", "judged", "error"]) model.on(`change:${name}`, redraw);
    return () => {
      control?.off("change:value", redraw);
      views.clear();
    };
  }

  function render({ el }) {
    const view = createView(el, game);
    views.add(view);
    view.layOut();
    return () => {
      views.delete(view);
      view.remove();
    };
  }

  return { initialize, render };
}

/* ---------------------------------------------------------------- painting */

const YOU = "#D55E00";
const DESCENT = "#CC79A7";
const TREASURE = "#F0E442";
const INK = "#1b1b1b";

/** A line with a light edge, so that it stands out on any ground. */
function polyline(context, places, color, dash = []) {
  context.lineJoin = context.lineCap = "round";
  for (const [stroke, width, dashes] of [["rgba(255, 255, 255, 0.8)", 5, []], [color, 2.4, dash]]) {
    context.beginPath();
    places.forEach((place, i) => (i ? context.lineTo(...place) : context.moveTo(...place)));
    context.setLineDash(dashes);
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.stroke();
  }
  context.setLineDash([]);
}

function shape(context, points, fill, edge, width = 1.5) {
  context.beginPath();
  points.forEach((point, i) => (i ? context.lineTo(...point) : context.moveTo(...point)));
  context.closePath();
  context.fillStyle = fill;
  context.fill();
  context.strokeStyle = edge;
  context.lineWidth = width;
  context.stroke();
}

/** The corners of a regular shape; a star has every other corner nearer. */
function corners([x, y], radius, count, inner = 1, turn = -Math.PI / 2) {
  return Array.from({ length: count }, (_, k) => {
    const r = k % 2 ? radius * inner : radius;
    const angle = turn + (2 * Math.PI * k) / count;
    return [x + r * Math.cos(angle), y + r * Math.sin(angle)];
  });
}

const dot = (context, place, radius, fill, edge) => shape(context, corners(place, radius, 24), fill, edge);

function arrow(context, from, to, color, width) {
  polyline(context, [from, to], color);
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const back = (turn) => [to[0] - width * Math.cos(angle + turn), to[1] - width * Math.sin(angle + turn)];
  shape(context, [to, back(0.5), back(-0.5)], color, "white", 1);
}

/* ---------------------------------------------------------------- one view */

const ARROW = "M2 8.5h9.5V4L19 10l-7.5 6v-4.5H2z";

function element(tag, className, attributes = {}, ...children) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const made = document.createElementNS("http://www.w3.org/2000/svg", "path");
  made.setAttribute("d", path);
  svg.append(made);
  return svg;
}

/** One view: the map under its fog, the numbers and buttons beside it, the comparison below. */
function createView(el, game) {
  const { model } = game;
  const ids = `gdw-fog-${Math.random().toString(36).slice(2)}`;
  const button = (label, title, act, ...before) => {
    const made = /** @type {HTMLButtonElement} */ (
      element("button", "gdw-fog-button", { type: "button", title }, ...before, label));
    made.addEventListener("click", act);
    return made;
  };
  const cover = element("div", "gdw-fog-cover");
  const canvas = /** @type {HTMLCanvasElement} */ (
    element("canvas", "gdw-fog-canvas", { role: "img", tabindex: 0, "aria-describedby": `${ids}-keys` }));
  const map = element("div", "gdw-fog-map", {},
    element("div", "gdw-fog-data"), cover, element("div", "gdw-fog-ink"), canvas);
  const label = element("p", "gdw-fog-label");
  const counter = element("span", "gdw-fog-steps");
  const numbers = element("dl", "gdw-fog-numbers");
  const formula = element("div", "gdw-fog-formula");
  const needle = icon(ARROW);
  const step = button("Step down the slope", "One step of gradient descent (Enter on the map)",
    () => game.stepDown(), needle);
  step.classList.add("gdw-fog-step");
  const lift = button("Lift the fog", "I’m there, or I give up", () => game.lift());
  const restart = button("Start again", "Back to the start, under the same fog", () => game.restart());
  const another = button("Another place", "The same kind of landscape, turned and moved", () => game.another());
  const caption = element("p", "gdw-fog-caption", { "aria-hidden": "true" });
  const live = element("p", "gdw-fog-hidden", { "aria-live": "polite" });
  const alert = element("p", "gdw-fog-error", { role: "alert" });
  const keys = element("p", "gdw-fog-keys", { id: `${ids}-keys` },
    "The arrow points down the slope, the ring is where that step lands. Or click on ground that "
    + "you see. With the keyboard, on the map: arrow keys aim, Enter steps there; with no aim, "
    + "Enter steps down the slope; Escape takes the aim away.");
  const result = element("section", "gdw-fog-result", { "aria-label": "You and gradient descent" });
  const side = element("div", "gdw-fog-side", {},
    element("div", "gdw-fog-head", {}, label, counter), caption, result,
    element("div", "gdw-fog-buttons", {}, step, lift, restart, another), numbers, formula, keys, alert);
  const root = element("div", "gdw-fog", { role: "group", "aria-label": "Fog game" }, map, side, live);
  el.append(root);

  /** @type {Point | null} */ let aim = null;
  let pointed = false; // the aim is where the mouse is
  let urls = [];
  let queued = 0;
  let announce = 0;

  const box = () => model.get("picture").axes[0];

  /** From the landscape to fractions of the picture, y down, and back. */
  function toPicture(point) {
    const { left, top, width, height } = box();
    const [u, v] = apart(game.place.domain, game.place.domain.map(([low]) => low), point);
    return [left + width * u, top + height * (1 - v)];
  }

  function toLand(event) {
    const { left, top, width, height } = box();
    const frame = canvas.getBoundingClientRect();
    const u = ((event.clientX - frame.left) / frame.width - left) / width;
    const v = 1 - ((event.clientY - frame.top) / frame.height - top) / height;
    return game.place.domain.map(([low, high], i) => low + (high - low) * [u, v][i]);
  }

  const pixels = (point) => {
    const [u, v] = toPicture(point);
    return [u * canvas.clientWidth, v * canvas.clientHeight];
  };

  /** Build the map anew for a new picture; until the fog lies on it, nothing of it is shown. */
  function layOut() {
    const picture = model.get("picture");
    urls.forEach((url) => URL.revokeObjectURL(url));
    urls = [picture.data, picture.ink].map((bytes) =>
      URL.createObjectURL(new Blob([bytes], { type: "image/png" })));
    const { style } = map;
    style.aspectRatio = `${picture.width} / ${picture.height}`;
    style.maxWidth = `${picture.width}px`;
    style.setProperty("--gdw-data", `url("${urls[0]}")`);
    style.setProperty("--gdw-ink", `url("${urls[1]}")`);
    for (const side of ["left", "top", "width", "height"]) cover.style[side] = `${100 * box()[side]}%`;
    aim = null;
    drawNow();
  }

  const resizes = new ResizeObserver(() => drawNow());
  resizes.observe(canvas);

  function draw() {
    if (!queued) queued = requestAnimationFrame(drawNow);
  }

  function drawNow() {
    cancelAnimationFrame(queued);
    queued = 0;
    clearFog();
    paint();
    write();
  }

  /** The fog is a sheet over the map with a hole where the walker is. */
  function clearFog() {
    const [u, v] = apart(game.place.domain, game.place.domain.map(([low]) => low), game.here);
    const size = `${100 * game.place.sight}%`;
    cover.style.setProperty("--gdw-hole",
      `radial-gradient(ellipse ${size} ${size} at ${100 * u}% ${100 * (1 - v)}%, transparent 88%, black 100%)`);
    root.classList.toggle("gdw-fog-lifted", game.over);
  }

  function paint() {
    const ratio = window.devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width) return;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { left, top, width: w, height: h } = box();
    context.beginPath();
    context.rect(left * width, top * height, w * width, h * height);
    context.clip();
    if (game.over) paintDescent(context);
    const path = game.path.map(pixels);
    if (path.length > 1) polyline(context, path, YOU);
    path.slice(1, -1).forEach((place) => dot(context, place, 3.2, "white", YOU));
    dot(context, path[0], 4.5, "white", YOU);
    const at = path.at(-1);
    if (!game.over) {
      const { slope } = game.look(game.here);
      const tip = pixels(downhill(game.here, slope, game.rate));
      const length = Math.hypot(tip[0] - at[0], tip[1] - at[1]);
      const longer = Math.max(length, 26) / length; // the way must be seen, however short the step
      if (length) {
        arrow(context, at, at.map((x, i) => x + longer * (tip[i] - x)), INK, 12);
        dot(context, tip, 3.5, "white", INK);
      }
    }
    if (aim && !game.over) {
      const mark = pixels(aim);
      polyline(context, [at, mark], YOU, [4, 5]);
      dot(context, mark, 6, "rgba(255, 255, 255, 0.5)", YOU);
    }
    dot(context, at, 7, YOU, "white");
  }

  function paintDescent(context) {
    const path = game.judged().descent.path.map(pixels);
    if (path.length > 1) polyline(context, path, DESCENT, [7, 5]);
    path.slice(1).forEach((place) => shape(context, corners(place, 4.5, 4, 1, Math.PI / 4), "white", DESCENT));
    shape(context, corners(path.at(-1), 9, 4, 1, Math.PI / 4), DESCENT, "white");
    for (const treasure of game.place.treasures) {
      shape(context, corners(pixels(treasure), 12, 10, 0.45), TREASURE, INK);
    }
  }

  /* words and numbers */

  function write() {
    const { place, here, over, rate } = game;
    const { height, slope, steepness } = game.look(here);
    const taken = game.path.length - 1;
    setText(label, place.label);
    setText(counter, over ? `${plural(taken, "step")}` : `step ${taken} of at most ${place.n_steps}`);
    setPairs([
      [place.names.join(", "), here.map(plain).join(", ")],
      ["height", plain(height)],
      [`slope along ${place.names[0]}`, plain(slope[0])],
      [`slope along ${place.names[1]}`, plain(slope[1])],
      ["next step’s length", plain(rate * steepness)],
    ]);
    setLines(formula, [
      "new place = place − learning rate × slope",
      ...here.map((x, i) => `${place.names[i]}:  ${plain(x)} − ${plain(rate)} × ${bracketed(slope[i])} = ${plain(x - rate * slope[i])}`),
    ]);
    const way = apart(place.domain, [0, 0], slope.map((each) => -each));
    needle.style.transform = `rotate(${Math.atan2(-way[1], way[0])}rad)`;
    const focused = /** @type {any} */ (el.getRootNode()).activeElement;
    for (const each of [numbers, formula, step, lift, keys]) each.hidden = over;
    if (over && (focused === step || focused === lift)) restart.focus();
    another.hidden = model.get("seed") === null;
    const ground = groundInWords(place, slope, steepness);
    const words = over ? writeResult() : game.message || (aim ? aimInWords(height) : ground);
    result.hidden = !over;
    setText(caption, words);
    const said = over || game.message || aim ? words : `Step ${taken}. Height ${plain(height)}. ${words}`;
    if (live.dataset.said !== said) {
      live.dataset.said = said;
      clearTimeout(announce);
      announce = window.setTimeout(() => setText(live, said), 400);
    }
    const picture = over
      ? `Map of ${place.label} without fog: your path, gradient descent’s path and the treasure. ${words}`
      : `Map of ${place.label} in fog; you see the ground around you at ${here.map(plain).join(", ")}. Height ${plain(height)}. ${ground}`;
    if (canvas.getAttribute("aria-label") !== picture) canvas.setAttribute("aria-label", picture);
    setText(alert, model.get("error"));
  }

  const bracketed = (number) => (number < 0 ? `(${plain(number)})` : plain(number));

  function setLines(parent, lines) {
    while (parent.children.length > lines.length) parent.lastElementChild.remove();
    lines.forEach((line, i) => setText(parent.children[i] || parent.appendChild(element("div", "")), line));
  }

  function setPairs(pairs) {
    if (!numbers.children.length) {
      numbers.append(...pairs.map(() => element("div", "", {}, element("dt", ""), element("dd", ""))));
    }
    pairs.forEach(([name, value], i) => {
      setText(numbers.children[i].children[0], name);
      setText(numbers.children[i].children[1], value);
    });
  }

  function aimInWords(height) {
    const { place, here } = game;
    const change = game.look(/** @type {Point} */ (aim)).height - height;
    const little = 0.02 * place.typical * place.sight * (place.domain[0][1] - place.domain[0][0]);
    const how = Math.abs(change) < little ? "about as high as here" : change < 0 ? "lower" : "higher";
    return `Aim: to the ${compass(apart(place.domain, here, aim))}, the ground there is ${how}.`;
  }

  /** The comparison; gives the sentence that sums it up. */
  function writeResult() {
    const { place } = game;
    const judged = game.judged();
    const { you, descent } = judged;
    const above = (height) => plain(Math.max(0, height - place.depth));
    const when = (reached) => (reached === null ? "no" : `at step ${reached.toLocaleString("en")}`);
    const rows = [
      ["", "you", "gradient descent"],
      ["steps", String(judged.steps), String(descent.path.length - 1)],
      ["loss (height) at the end", plain(you.height), plain(descent.height)],
      ["above the treasure", above(you.height), above(descent.height)],
      ["reaches the treasure", when(you.reached), descent.left === null || descent.reached !== null
        ? when(descent.reached) : `no: off the map at step ${descent.left}`],
    ];
    const origin = judged.checked
      ? "Worked out exactly by the kernel."
      : "Worked out in your browser; the kernel has not checked it yet.";
    const key = JSON.stringify([rows, origin, place.truth]);
    if (result.dataset.key !== key) {
      result.dataset.key = key;
      const table = element("table", "", {}, ...rows.map((row, i) => element("tr", "", {},
        ...row.map((text, j) => element(i && j ? "td" : "th", "", i && j ? {} : { scope: i ? "row" : "col" }, text)))));
      table.rows[0].cells[1].append(element("span", "gdw-fog-you", { "aria-hidden": "true" }));
      table.rows[0].cells[2].append(element("span", "gdw-fog-descent", { "aria-hidden": "true" }));
      const note = `${origin} This was: ${place.truth}. Move the learning rate to see where it would have led.`;
      result.replaceChildren(table, element("p", "gdw-fog-note", {}, note));
    }
    return verdict(place, judged, game.here);
  }

  /* pointing and keys */

  canvas.addEventListener("click", (event) => {
    const to = toLand(event);
    if (game.over || !inside(game.place.domain, to)) return;
    aim = null;
    game.stepTo(to);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (game.over || event.pointerType !== "mouse") return;
    const to = toLand(event);
    const seen = inside(game.place.domain, to)
      && distance(game.place.domain, game.here, to) <= game.place.sight;
    canvas.style.cursor = seen ? "crosshair" : "";
    if (!seen && !pointed) return;
    aim = seen ? to : null;
    pointed = seen;
    draw();
  });
  canvas.addEventListener("pointerleave", () => {
    if (!pointed) return;
    aim = null;
    pointed = false;
    draw();
  });

  /** Move the aim, within sight and on the map. */
  function aimBy(east, north) {
    const { domain, sight } = game.place;
    const from = apart(domain, game.here, aim || game.here);
    let way = [from[0] + (east * sight) / 6, from[1] + (north * sight) / 6];
    const far = Math.hypot(...way) / sight;
    if (far > 1) way = way.map((each) => each / far);
    aim = domain.map(([low, high], i) =>
      Math.min(Math.max(game.here[i] + way[i] * (high - low), low), high));
    pointed = false;
    game.say("");
  }

  function take() {
    const to = aim;
    aim = null;
    if (to) game.stepTo(to);
    else game.stepDown();
  }

  const KEYS = {
    ArrowLeft: () => aimBy(-1, 0),
    ArrowRight: () => aimBy(1, 0),
    ArrowUp: () => aimBy(0, 1),
    ArrowDown: () => aimBy(0, -1),
    Enter: take,
    " ": take,
    Escape: () => {
      aim = null;
      draw();
    },
  };

  // JupyterLab would take these keys for itself.
  root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.target !== canvas || game.over || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  return {
    draw,
    layOut,
    remove() {
      cancelAnimationFrame(queued);
      clearTimeout(announce);
      resizes.disconnect();
      urls.forEach((url) => URL.revokeObjectURL(url));
      root.remove();
    },
  };
}

export default createFog;
