// One model: what all its views share, one clock and one selected run.
//
// Playing, scrubbing and choosing a run happen in the browser alone; the kernel hears where the
// clock stopped and where the start was put. player.py joins the files of this folder into one
// module, which is evaluated once for each model.

const WAITING = "This run has not been computed yet: it needs the kernel.";
const ASK_AFTER = 120; // milliseconds of quiet: a drag of the start is answered first
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
  let overlays = [];

  /** Tell the kernel, if there is one: without it everything here goes on. */
  function save(widget = model) {
    try {
      widget.save_changes();
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
      remedy: shelf.remedies?.[member] ?? null,
      gauge: { minimum: shelf.minimum?.[member] ?? null, limit: shelf.limit?.[member] ?? null },
    };
  }

  /** What is drawn on top of the run: always, or at one step of one run only. */
  function readOverlays() {
    overlays = Object.values(model.get("overlays")).map(({ frames, last, ...overlay }) => {
      const { buffer, byteOffset, byteLength } = frames;
      const data = new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
      return { ...overlay, last, run: { data, columns: data.length / (last + 1) } };
    });
    redraw();
  }

  function overlaysNow() {
    const now = [model.get("revision"), Math.floor(clock + 1e-9), ...model.get("family").map(index)];
    return overlays.filter(({ only }) => !only || only.every((each, i) => each === now[i]));
  }

  /** Show on the control of the learning rate how stable the step from here is. */
  function showGauge() {
    const { control: name, column } = model.get("gauge");
    const control = controls.get(name);
    if (!control || !shown || model.get("disabled")) return;
    const here = shown.data[Math.min(Math.floor(clock + 1e-9), end()) * shown.columns + column];
    const gauge = { here, ...shown.gauge };
    const before = control.get("gauge") ?? {};
    if (Object.keys(gauge).every((key) => gauge[key] === before[key])) return;
    control.set("gauge", gauge);
  }

  /** Do what a diagnosis advises: set a control, or put the start elsewhere. */
  function apply(remedy) {
    const control = controls.get(remedy.control);
    const at = control?.get("options").indexOf(remedy.value) ?? -1;
    if (at >= 0) {
      control.set({ index: at, value: remedy.value });
      save(control);
    } else if (remedy.start.length) {
      model.set("start", remedy.start);
      save();
    }
  }

  /** Once there is time, ask for the shelves that were left out to show a picture sooner. */
  function askForMissing() {
    clearTimeout(asking);
    asking = window.setTimeout(() => {
      const revision = model.get("revision");
      const missing = model.get("shelves").filter((shelf) => !shelf).length;
      const wanted = [revision, missing];
      if (dragging || !missing || String(model.get("wanted")) === String(wanted)) return;
      model.set("wanted", wanted);
      save();
    }, ASK_AFTER);
  }

  /** Put shelves that came later beside the others. */
  function putAway() {
    const { revision, shelves } = model.get("arrived");
    if (revision !== model.get("revision")) return;
    Object.assign(model.get("shelves"), shelves); // set() would send them all back to the kernel
    welcomeShelves();
  }

  function welcomeShelves() {
    refresh();
    views.forEach((view) => view.settle());
    askForMissing();
  }

  const end = () => (shown ? Math.max(model.get("min"), Math.min(shown.stop, model.get("max"))) : 0);
  function redraw() {
    showGauge();
    views.forEach((view) => view.draw());
  }

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
    model.on("change:shelves", welcomeShelves);
    for (const { name } of model.get("family")) model.on(`change:${name}_index`, refresh);
    for (const name of ["disabled", "description", "error", "repeat", "speed", "min", "max"]) {
      model.on(`change:${name}`, redraw);
    }
    model.on("change:arrived", putAway);
    model.on("change:overlays", readOverlays);
    model.on("change:picture", () => views.forEach((view) => view.layOut()));
    readOverlays();
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
      get caption() { return waiting ? WAITING : model.get("disabled") ? "" : shown.caption; },
      get overlays() { return overlaysNow(); },
      get remedy() { return waiting || model.get("disabled") ? null : shown.remedy; },
      end, goTo, setPlaying, save, apply,
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


export default createPlayer;
