// @ts-check
/**
 * The player: everything that moves, over a picture that stands still.
 *
 * The module is evaluated once for each model, so what `createPlayer` closes over is shared by
 * all views of that model: one clock, one selected run. Playing, scrubbing and choosing
 * a run happen here alone; the kernel hears where the clock stopped and where the start was put.
 *
 * @typedef {{left: number, top: number, width: number, height: number,
 *            x_scale: string, y_scale: string, x_limits: number[], y_limits: number[]}} Axes
 *   where an axes is, in fractions of the figure with y down, and what it shows
 * @typedef {{kind: string, axes: number, column: number, count: number, space: string,
 *            color: string, width: number, label: string}} Track
 * @typedef {{data: Float32Array, columns: number, stop: number, caption: string}} Run
 */

/* ---------------------------------------------------------------- geometry, pure */

/** How far along an axis a value is: 0 at its first limit, 1 at its last. */
export function along(value, [first, last], scale) {
  if (scale !== "log") return (value - first) / (last - first);
  const smallest = Math.min(first, last) * 1e-30;
  return Math.log(Math.max(value, smallest) / first) / Math.log(last / first);
}

/** The value at a place along an axis: the inverse of `along`. */
export function valueAt(fraction, [first, last], scale) {
  return scale === "log"
    ? first * (last / first) ** fraction
    : first + (last - first) * fraction;
}

/** From data coordinates to fractions of the figure, y down. @param {Axes} axes */
export function toFigure(axes, x, y) {
  return [
    axes.left + axes.width * along(x, axes.x_limits, axes.x_scale),
    axes.top + axes.height * (1 - along(y, axes.y_limits, axes.y_scale)),
  ];
}

/** From fractions of the figure back to data coordinates. @param {Axes} axes */
export function toData(axes, u, v) {
  return [
    valueAt((u - axes.left) / axes.width, axes.x_limits, axes.x_scale),
    valueAt(1 - (v - axes.top) / axes.height, axes.y_limits, axes.y_scale),
  ];
}

export function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
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

/** The place of a track's point at a step, between steps on the straight line. */
export function pointAt(run, track, axes, clock, point = 0) {
  const before = Math.floor(clock);
  const at = (step) => {
    const first = step * run.columns + track.column;
    if (track.kind === "curve") return toFigure(axes, step, run.data[first]);
    const x = run.data[first + 2 * point];
    const y = run.data[first + 2 * point + 1];
    return track.space === "figure" ? [x, y] : toFigure(axes, x, y);
  };
  const from = at(before);
  if (clock === before) return from;
  const to = at(before + 1);
  const part = clock - before;
  return [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])];
}

/** The step whose point is nearest to a place, or -1 when none is within reach (pixels). */
export function nearestStep(run, track, axes, last, place, reach, [width, height]) {
  let best = -1;
  let closest = reach * reach;
  for (let step = 0; step <= last; step += 1) {
    const [u, v] = pointAt(run, track, axes, step);
    const distance = ((u - place[0]) * width) ** 2 + ((v - place[1]) * height) ** 2;
    if (distance <= closest) [best, closest] = [step, distance];
  }
  return best;
}

/* ---------------------------------------------------------------- painting */

const FAR = 1e5; // pixels: beyond this a canvas loses its aim

/** One panel's canvas, ready to draw in pixels. */
class Brush {
  constructor(context, panel, width, height) {
    this.context = context;
    this.panel = panel;
    this.width = width / (panel[1] - panel[0]);
    this.height = height;
  }

  place([u, v]) {
    return [
      clamp((u - this.panel[0]) * this.width, -FAR, FAR),
      clamp(v * this.height, -FAR, FAR),
    ];
  }

  clipTo(axes) {
    const [x, y] = this.place([axes.left, axes.top]);
    this.context.beginPath();
    this.context.rect(x, y, axes.width * this.width, axes.height * this.height);
    this.context.clip();
  }

  /** A line with a light edge, so that it stands out on any ground. */
  polyline(places, color, width, halo = true) {
    if (places.length < 2) return;
    const { context } = this;
    context.beginPath();
    places.forEach((place, i) => (i ? context.lineTo(...place) : context.moveTo(...place)));
    context.lineJoin = context.lineCap = "round";
    if (halo) {
      context.strokeStyle = "rgba(255, 255, 255, 0.75)";
      context.lineWidth = width + 2;
      context.stroke();
    }
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke();
  }

  dot([x, y], radius, fill, edge = "white") {
    const { context } = this;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = fill;
    context.fill();
    if (!edge) return;
    context.strokeStyle = edge;
    context.lineWidth = 1.5;
    context.stroke();
  }

  arrowhead([fromX, fromY], [x, y], color, size) {
    const angle = Math.atan2(y - fromY, x - fromX);
    const { context } = this;
    context.beginPath();
    context.moveTo(x, y);
    for (const turn of [-0.45, 0.45]) {
      context.lineTo(x - size * Math.cos(angle + turn), y - size * Math.sin(angle + turn));
    }
    context.closePath();
    context.fillStyle = color;
    context.fill();
  }
}

/** How each kind of track is drawn: (brush, track, points at the clock, the path so far). */
const PAINTERS = {
  trail(brush, track, now, path) {
    brush.polyline(path, track.color, track.width);
    let last = null;
    for (const place of path) {
      if (last && Math.hypot(place[0] - last[0], place[1] - last[1]) < 6) continue;
      brush.dot(place, track.width * 1.1, "white", track.color);
      last = place;
    }
    if (path.length) brush.dot(path[0], 4, "white", track.color);
    brush.dot(now[0], 6, track.color);
  },
  curve(brush, track, now, path) {
    brush.polyline(path, track.color, track.width, false);
    brush.dot(now[0], 5, track.color);
  },
  cloud(brush, track, now) {
    for (const place of now) brush.dot(place, track.width / 2, track.color);
  },
  line(brush, track, now) {
    brush.polyline(now, track.color, track.width);
  },
  segments(brush, track, now) {
    for (let i = 0; i + 1 < now.length; i += 2) {
      brush.polyline([now[i], now[i + 1]], track.color, track.width, false);
    }
  },
  arrow(brush, track, now) {
    const [tail, tip] = now;
    if (Math.hypot(tip[0] - tail[0], tip[1] - tail[1]) < 1) return;
    brush.polyline([tail, tip], track.color, track.width + 1);
    brush.arrowhead(tail, tip, track.color, 5 + 3 * track.width);
  },
};

/** Draw every track of a run in one panel, as it is at `clock`. */
export function paint(brush, picture, tracks, run, clock, hovered = -1) {
  tracks.forEach((track) => {
    const axes = picture.axes[track.axes];
    const centre = axes.left + axes.width / 2;
    if (centre < brush.panel[0] || centre > brush.panel[1]) return;
    brush.context.save();
    brush.clipTo(axes);
    const place = (step, point) => brush.place(pointAt(run, track, axes, step, point));
    const now = Array.from({ length: track.count }, (_, point) => place(clock, point));
    const path = [];
    if (track.kind === "trail" || track.kind === "curve") {
      for (let step = 0; step <= clock; step += 1) path.push(place(step, 0));
      path.push(now[0]);
    }
    PAINTERS[track.kind](brush, track, now, path);
    if (hovered >= 0 && path.length) brush.dot(place(hovered, 0), 5, "white", "black");
    brush.context.restore();
  });
}

/* ---------------------------------------------------------------- one model */

const WAITING = "This run has not been computed yet: it needs the kernel.";
const ASK_AFTER = 150; // milliseconds of quiet: a drag of the start is answered first
const SPEEDS = [0.25, 0.5, 1, 2, 4];
const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** What all views of one model share. */
function createPlayer() {
  /** @type {any} */ let model = null;
  const views = new Set();
  const controls = new Map();
  const idle = new Set();
  let clock = 0;
  let frame = 0;
  let last = 0;
  let dragging = false;
  let asking = 0;
  /** @type {Run | null} */ let shown = null;
  let waiting = false;

  /** Tell the kernel, if there is one: without it everything here goes on. */
  function save() {
    try {
      model.save_changes();
    } catch (error) {
      console.debug("gdwidgets: no kernel to tell", error);
    }
  }

  /** Where the run stands along an axis of the family; -1 for a value that has no run yet. */
  function index({ name, size, values }) {
    const control = controls.get(name);
    const value = control?.get("value");
    if (values && typeof value === "number") return values.indexOf(value);
    const chosen = control ? control.get("index") : model.get(`${name}_index`);
    return clamp(Math.trunc(chosen) || 0, 0, size - 1);
  }

  /** The run that the controls point at; the one before while it is still on its way. */
  function select() {
    const family = model.get("family");
    const indices = family.map(index);
    const member = indices.at(-1) ?? 0;
    const position = indices.slice(0, -1).reduce((sum, k, i) => sum * family[i].size + k, 0);
    const shelf = indices.includes(-1) ? null : model.get("shelves")[model.get("shelf_of")[position]];
    waiting = !shelf;
    if (waiting) return;
    const { buffer, byteOffset, byteLength } = shelf.frames;
    const size = byteLength / shelf.stops.length;
    const from = byteOffset + member * size;
    shown = {
      data: new Float32Array(buffer.slice(from, from + size)),
      columns: size / 4 / (model.get("max") + 1),
      stop: shelf.stops[member],
      caption: shelf.captions[member],
    };
  }

  /** Once there is time, ask for the shelves that were left out to show a picture sooner. */
  function askForMissing() {
    clearTimeout(asking);
    asking = window.setTimeout(() => {
      const revision = model.get("revision");
      if (dragging || model.get("wanted") === revision) return;
      if (!model.get("shelves").includes(null)) return;
      model.set("wanted", revision);
      save();
    }, ASK_AFTER);
  }

  const end = () => (shown ? Math.max(model.get("min"), Math.min(shown.stop, model.get("max"))) : 0);
  const redraw = () => views.forEach((view) => view.draw());

  /** A control is disabled while every position of it shows the same run. */
  function disableIdle() {
    const family = model.get("family");
    const shelfOf = model.get("shelf_of");
    if (family.some((axis) => index(axis) < 0)) return;
    let stride = 1;
    let position = 0;
    for (let i = family.length - 2; i >= 0; i -= 1) {
      position += stride * index(family[i]);
      stride *= family[i].size;
    }
    for (const axis of family.slice(0, -1)) {
      const { name, size } = axis;
      stride /= size;
      const first = position - stride * index(axis);
      const matters = Array.from({ length: size }, (_, k) => shelfOf[first + k * stride])
        .some((shelf) => shelf !== shelfOf[position]);
      const control = controls.get(name);
      if (!control || matters === !idle.has(name)) continue;
      if (matters) idle.delete(name);
      else idle.add(name);
      control.set("disabled", !matters);
    }
  }

  function refresh() {
    disableIdle();
    select();
    redraw();
  }

  /** Put the clock somewhere; the step is announced in the browser, and only there. */
  function setClock(time) {
    clock = clamp(time, model.get("min"), model.get("max"));
    const step = Math.floor(clock + 1e-9);
    if (model.get("value") !== step) model.set("value", step);
    redraw();
  }

  function tick(now) {
    frame = 0;
    if (!views.size) return;
    if (!model.get("playing")) {
      setPlaying(false);
      return;
    }
    const passed = Math.min(now - last, 100);
    last = now;
    const next = clock + (passed * model.get("speed")) / model.get("interval");
    if (next < end()) {
      setClock(next);
    } else if (model.get("repeat")) {
      setClock(model.get("min"));
    } else {
      setClock(end());
      setPlaying(false);
      return;
    }
    frame = requestAnimationFrame(tick);
  }

  function setPlaying(playing) {
    if (playing && clock >= end()) setClock(model.get("min"));
    if (playing && !frame) {
      last = performance.now();
      frame = requestAnimationFrame(tick);
    }
    if (model.get("playing") !== playing) model.set("playing", playing);
    if (!playing) {
      setClock(Math.floor(clock + 1e-9));
      save();
    }
    redraw();
  }

  /** The kernel wants it to play: not for a learner who asked for less motion. */
  function playUnasked() {
    if (!model.get("playing") || frame) return;
    if (still()) model.set("playing", false);
    else setPlaying(true);
  }

  /** Move to a whole step and say so. */
  function goTo(step) {
    if (model.get("playing")) model.set("playing", false);
    setClock(clamp(Math.round(step), model.get("min"), end()));
    save();
  }

  async function follow() {
    for (const [name, reference] of Object.entries(model.get("controls"))) {
      if (controls.has(name) || typeof reference !== "string") continue;
      const id = reference.replace(/^IPY_MODEL_/, "");
      const control = await model.widget_manager.get_model(id);
      control.on("change:index change:value", refresh);
      controls.set(name, control);
    }
    refresh();
  }

  function initialize(context) {
    model = context.model;
    clock = model.get("value");
    select();
    model.on("change:value", () => {
      if (Math.floor(clock + 1e-9) !== model.get("value")) setClock(model.get("value"));
    });
    model.on("change:playing", playUnasked);
    model.on("change:controls", follow);
    model.on("change:shelves", () => {
      refresh();
      views.forEach((view) => view.settle());
      askForMissing();
    });
    for (const { name } of model.get("family")) model.on(`change:${name}_index`, refresh);
    for (const name of ["disabled", "description", "error", "repeat", "speed", "min", "max"]) {
      model.on(`change:${name}`, redraw);
    }
    model.on("change:picture", () => views.forEach((view) => view.layOut()));
    playUnasked();
    follow();
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(asking);
      controls.forEach((control) => control.off("change:index change:value", refresh));
      controls.clear();
      views.clear();
    };
  }

  function render({ el }) {
    const view = createView(el, {
      get model() { return model; },
      get clock() { return clock; },
      get run() { return shown; },
      get caption() { return waiting ? WAITING : shown.caption; },
      end, goTo, setPlaying, save,
      scrub: (step) => setClock(clamp(step, model.get("min"), end())),
      drag(begins) {
        dragging = begins;
        if (!begins) askForMissing();
      },
    });
    views.add(view);
    view.layOut();
    playUnasked();
    askForMissing();
    return () => {
      views.delete(view);
      view.remove();
    };
  }

  return { initialize, render };
}

/* ---------------------------------------------------------------- one view */

const ICONS = {
  play: "M5 3.5v13l11-6.5z",
  pause: "M5 3.5h3.5v13H5zM11.5 3.5H15v13h-3.5z",
  back: "M15 4v12l-8-6zM5 4h2v12H5z",
  forward: "M5 4v12l8-6zM13 4h2v12h-2z",
  repeat: "M4 8a4 4 0 0 1 4-4h5V2l4 3-4 3V6H8a2 2 0 0 0-2 2v2H4zM16 12a4 4 0 0 1-4 4H7v2l-4-3 4-3v2h5a2 2 0 0 0 2-2v-2h2z",
};

function element(tag, className, attributes = {}, ...children) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function setIcon(button, name, label) {
  if (button.dataset.icon === name) return;
  button.dataset.icon = name;
  button.setAttribute("aria-label", label);
  button.title = label;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  button.replaceChildren(svg);
}

function iconButton(name, label, onClick) {
  const button = element("button", "gdw-button", { type: "button" });
  setIcon(button, name, label);
  button.addEventListener("click", onClick);
  return button;
}

/** One view: panels with a canvas over the layers, a bar of controls, a line in words. */
function createView(el, player) {
  const { model } = player;
  const root = element("div", "gdw-player", { role: "group" });
  const panels = element("div", "gdw-panels");
  const bar = element("div", "gdw-bar");
  const numbers = element("div", "gdw-numbers");
  const caption = element("p", "gdw-caption", { "aria-hidden": "true" });
  const live = element("p", "gdw-hidden", { "aria-live": "polite" });
  const alert = element("p", "gdw-error", { role: "alert" });
  const tip = element("div", "gdw-tip", { "aria-hidden": "true", hidden: "" });
  /** @type {{element: HTMLElement, canvas: HTMLCanvasElement, span: number[]}[]} */
  let frames = [];
  let urls = [];
  let hovered = -1;
  let ghost = null;
  let queued = 0;
  let announce = 0;

  /* the bar */
  const toggle = iconButton("play", "Play", () => player.setPlaying(!model.get("playing")));
  const back = iconButton("back", "Step back", () => player.goTo(current() - model.get("step")));
  const forward = iconButton("forward", "Step forward", () => player.goTo(current() + model.get("step")));
  const repeat = iconButton("repeat", "Repeat", () => {
    model.set("repeat", !model.get("repeat"));
    player.save();
  });
  const scrub = /** @type {HTMLInputElement} */ (
    element("input", "gdw-scrub", { type: "range", "aria-label": "Step", min: 0, step: 1 })
  );
  scrub.addEventListener("input", () => {
    if (model.get("playing")) player.setPlaying(false);
    player.scrub(Number(scrub.value));
  });
  scrub.addEventListener("change", () => player.goTo(Number(scrub.value)));
  const speed = /** @type {HTMLSelectElement} */ (
    element("select", "gdw-speed", { "aria-label": "Speed" })
  );
  speed.addEventListener("change", () => {
    model.set("speed", Number(speed.value));
    player.save();
  });
  bar.append(back, toggle, forward, scrub, speed, repeat);
  root.append(panels, bar, numbers, caption, live, alert, tip);
  el.append(root);

  const current = () => Math.floor(player.clock + 1e-9);

  /** Build the panels anew for a new picture. */
  function layOut() {
    const picture = model.get("picture");
    urls.forEach((url) => URL.revokeObjectURL(url));
    const [data, ink] = (urls = [picture.data, picture.ink].map((bytes) =>
      URL.createObjectURL(new Blob([bytes], { type: "image/png" }))));
    if (frames.length !== picture.panels.length) {
      frames = picture.panels.map((span) => makePanel(span));
      panels.replaceChildren(...frames.map((each) => each.element));
    }
    frames.forEach((each, i) => {
      const span = (each.span = picture.panels[i]);
      const part = span[1] - span[0];
      const { style } = each.element;
      style.setProperty("--gdw-width", String(picture.width * part));
      style.aspectRatio = `${picture.width * part} / ${picture.height}`;
      style.setProperty("--gdw-size", `${100 / part}% 100%`);
      style.setProperty("--gdw-position", `${part < 1 ? (100 * span[0]) / (1 - part) : 0}% 0`);
      style.setProperty("--gdw-data", `url("${data}")`);
      style.setProperty("--gdw-ink", `url("${ink}")`);
    });
    measure();
  }

  function makePanel(span) {
    const canvas = /** @type {HTMLCanvasElement} */ (
      element("canvas", "gdw-canvas", { role: "img", tabindex: 0 })
    );
    const made = {
      element: element("div", "gdw-panel", {}, element("div", "gdw-data"), element("div", "gdw-ink"), canvas),
      canvas,
      span,
    };
    canvas.addEventListener("pointerdown", (event) => press(event, made));
    canvas.addEventListener("pointermove", (event) => move(event, made));
    canvas.addEventListener("pointerup", (event) => release(event, made));
    canvas.addEventListener("pointercancel", (event) => release(event, made));
    canvas.addEventListener("pointerleave", () => hover(-1));
    resizes.observe(canvas);
    return made;
  }

  /** Match every canvas to the device's own pixels. */
  function measure() {
    const ratio = window.devicePixelRatio || 1;
    for (const { canvas } of frames) {
      const width = Math.round(canvas.clientWidth * ratio);
      const height = Math.round(canvas.clientHeight * ratio);
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    }
    drawNow();
  }
  const resizes = new ResizeObserver(measure);

  function brushFor({ canvas, span }) {
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const ratio = canvas.width / canvas.clientWidth || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    return new Brush(context, span, canvas.clientWidth, canvas.clientHeight);
  }

  /** Draw at the next frame; any number of requests until then are one. */
  function draw() {
    if (!queued) queued = requestAnimationFrame(drawNow);
  }

  function drawNow() {
    cancelAnimationFrame(queued);
    queued = 0;
    const { run } = player;
    if (!run) return;
    const clock = Math.min(player.clock, player.end());
    for (const each of frames) {
      if (!each.canvas.width) continue;
      const brush = brushFor(each);
      paint(brush, model.get("picture"), model.get("tracks"), run, clock, hovered);
      if (ghost && ghost.panel === each) brush.dot(brush.place(ghost.place), 6, "white", "black");
    }
    write(run, Math.floor(clock + 1e-9));
  }

  /** The words and numbers around the picture. */
  function write(run, step) {
    const playing = model.get("playing");
    const disabled = model.get("disabled");
    setIcon(toggle, playing ? "pause" : "play", playing ? "Pause" : "Play");
    for (const each of [toggle, back, forward, repeat, scrub, speed]) each.disabled = disabled;
    repeat.setAttribute("aria-pressed", String(model.get("repeat")));
    scrub.min = model.get("min");
    scrub.max = model.get("max");
    scrub.value = String(step);
    scrub.setAttribute("aria-valuetext", `step ${step} of ${model.get("max")}`);
    if (speed.value !== String(model.get("speed"))) listSpeeds();
    setText(numbers, [`step ${step} of ${model.get("max")}`, ...readings(run, step)]);
    const words = player.caption;
    if (caption.textContent !== words) {
      caption.textContent = words;
      clearTimeout(announce);
      announce = window.setTimeout(() => { live.textContent = words; }, 500);
    }
    const label = [model.get("description"), words].filter(Boolean).join(". ");
    if (root.getAttribute("aria-label") !== (model.get("description") || "Descent player")) {
      root.setAttribute("aria-label", model.get("description") || "Descent player");
    }
    for (const { canvas } of frames) {
      if (canvas.getAttribute("aria-label") !== label) canvas.setAttribute("aria-label", label || "Descent");
    }
    if (alert.textContent !== model.get("error")) alert.textContent = model.get("error");
  }

  function listSpeeds() {
    const now = model.get("speed");
    const speeds = SPEEDS.includes(now) ? SPEEDS : [...SPEEDS, now].sort((a, b) => a - b);
    speed.replaceChildren(...speeds.map((each) => new Option(`${each}×`, String(each))));
    speed.value = String(now);
  }

  function readings(run, step) {
    return model.get("readouts").map(
      ({ name, column }) => `${name} ${plain(run.data[step * run.columns + column])}`,
    );
  }

  function setText(parent, texts) {
    while (parent.children.length > texts.length) parent.lastElementChild.remove();
    texts.forEach((text, i) => {
      const child = parent.children[i] || parent.appendChild(document.createElement("span"));
      if (child.textContent !== text) child.textContent = text;
    });
  }

  /* pointing at the picture */

  function placeOf(event, { canvas, span }) {
    const box = canvas.getBoundingClientRect();
    return [
      span[0] + ((event.clientX - box.left) / box.width) * (span[1] - span[0]),
      (event.clientY - box.top) / box.height,
    ];
  }

  function startAxes() {
    const { start_axes: which, axes } = model.get("picture");
    return which === null || model.get("disabled") ? null : axes[which];
  }

  function inside(axes, [u, v]) {
    return axes && u >= axes.left && u <= axes.left + axes.width
      && v >= axes.top && v <= axes.top + axes.height;
  }

  function putStart(panel, [u, v]) {
    const axes = startAxes();
    if (!axes) return;
    const place = [
      clamp(u, axes.left, axes.left + axes.width),
      clamp(v, axes.top, axes.top + axes.height),
    ];
    ghost = { panel, place };
    model.set("start", toData(axes, ...place));
    player.save();
    draw();
  }

  function press(event, panel) {
    const place = placeOf(event, panel);
    if (event.button !== 0 || !inside(startAxes(), place)) return;
    panel.canvas.setPointerCapture(event.pointerId);
    player.drag(true);
    putStart(panel, place);
  }

  function move(event, panel) {
    const place = placeOf(event, panel);
    if (panel.canvas.hasPointerCapture(event.pointerId)) {
      putStart(panel, place);
      return;
    }
    panel.canvas.style.cursor = inside(startAxes(), place) ? "crosshair" : "";
    const { run } = player;
    if (!run) return;
    const { axes } = model.get("picture");
    const size = [panel.canvas.clientWidth / (panel.span[1] - panel.span[0]), panel.canvas.clientHeight];
    for (const track of model.get("tracks")) {
      if (track.kind !== "trail" && track.kind !== "curve") continue;
      const last = Math.min(current(), player.end());
      const step = nearestStep(run, track, axes[track.axes], last, place, 14, size);
      if (step >= 0) {
        hover(step, event);
        return;
      }
    }
    hover(-1);
  }

  function release(event, panel) {
    if (!panel.canvas.hasPointerCapture(event.pointerId)) return;
    panel.canvas.releasePointerCapture(event.pointerId);
    player.drag(false);
  }

  /** Read out one step; the same step is marked in every panel. */
  function hover(step, event) {
    tip.hidden = step < 0;
    if (step >= 0) {
      setText(tip, [`step ${step}`, ...readings(player.run, step)]);
      const box = root.getBoundingClientRect();
      const x = event.clientX - box.left;
      const right = x > box.width / 2;
      tip.style.left = right ? "" : `${x + 14}px`;
      tip.style.right = right ? `${box.width - x + 14}px` : "";
      tip.style.top = `${event.clientY - box.top + 14}px`;
    }
    if (hovered !== step) {
      hovered = step;
      draw();
    }
  }

  /* keys: JupyterLab would take arrows and space for itself */

  function nudgeStart(event) {
    const axes = startAxes();
    const [x, y] = model.get("start").length ? model.get("start") : [];
    const panel = frames.find(({ span }) => axes && axes.left >= span[0] && axes.left < span[1]);
    if (!axes || !panel) return false;
    const from = x === undefined ? pointAt(player.run, model.get("tracks")[0], axes, 0) : toFigure(axes, x, y ?? 0);
    const [right, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    putStart(panel, [from[0] + (right * axes.width) / 50, from[1] + (down * axes.height) / 50]);
    return true;
  }

  const KEYS = {
    " ": () => player.setPlaying(!model.get("playing")),
    ArrowLeft: () => player.goTo(current() - model.get("step")),
    ArrowRight: () => player.goTo(current() + model.get("step")),
    Home: () => player.goTo(model.get("min")),
    End: () => player.goTo(player.end()),
  };

  root.addEventListener("keydown", (event) => {
    const onPicture = event.target instanceof HTMLCanvasElement;
    event.stopPropagation();
    if (!onPicture || model.get("disabled") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.shiftKey && event.key.startsWith("Arrow")) {
      if (nudgeStart(event)) event.preventDefault();
    } else if (KEYS[event.key]) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });

  return {
    draw,
    layOut,
    settle() { ghost = null; },
    remove() {
      cancelAnimationFrame(queued);
      clearTimeout(announce);
      resizes.disconnect();
      urls.forEach((url) => URL.revokeObjectURL(url));
      root.remove();
    },
  };
}

export default createPlayer;
