// One view: panels with a canvas over the layers, a bar of controls, a line in words.

const SPEEDS = [0.25, 0.5, 1, 2, 4];

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
  const advice = element("p", "gdw-advice");
  const remedy = element("span", "");
  const apply = element("button", "gdw-button", { type: "button" });
  apply.addEventListener("click", () => player.apply(player.remedy));
  advice.append(remedy, apply);
  const tip = element("div", "gdw-tip", { "aria-hidden": "true", hidden: "" });
  /** @type {{element: HTMLElement, canvas: HTMLCanvasElement, span: number[]}[]} */
  let frames = [];
  let urls = [];
  let hovered = -1;
  let ghost = null;
  let grip = null; // the axes that is dragged in, and where the drag began there
  let queued = 0;
  let announce = 0;
  let announced = "";

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
  root.append(panels, bar, numbers, caption, advice, live, alert, tip);
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
      const picture = model.get("picture");
      for (const { tracks, run: other, last, only } of player.overlays) {
        if (!only) paint(brush, picture, tracks, other, Math.min(clock, last));
      }
      paint(brush, picture, model.get("tracks"), run, clock, hovered);
      for (const { tracks, run: other, only } of player.overlays) {
        if (only) paint(brush, picture, tracks, other, 0);
      }
      if (ghost && ghost.panel === each) brush.dot(brush.place(ghost.place), 6, "white", "black");
    }
    write(run, Math.floor(clock + 1e-9));
  }

  /** The words and numbers around the picture. */
  function write(run, step) {
    const playing = model.get("playing");
    const disabled = model.get("disabled");
    setIcon(toggle, playing ? "pause" : "play", playing ? "Pause" : "Play");
    for (const each of [toggle, back, forward, repeat, scrub, speed, apply]) each.disabled = disabled;
    repeat.setAttribute("aria-pressed", String(model.get("repeat")));
    scrub.min = model.get("min");
    scrub.max = model.get("max");
    scrub.value = String(step);
    scrub.setAttribute("aria-valuetext", `step ${step} of ${model.get("max")}`);
    if (speed.value !== String(model.get("speed"))) listSpeeds();
    setText(numbers, [`step ${step} of ${model.get("max")}`, ...readings(run, step)]);
    const words = player.caption;
    const summary = `${words} ${travel(run)}`.trim();
    if (caption.textContent !== words) caption.textContent = words;
    if (announced !== summary) {
      announced = summary;
      clearTimeout(announce);
      announce = window.setTimeout(() => { live.textContent = summary; }, 500);
    }
    const help = player.remedy;
    advice.hidden = !help;
    if (help && remedy.textContent !== help.text) remedy.textContent = help.text;
    apply.hidden = !help?.label;
    if (help && apply.textContent !== help.label) apply.textContent = help.label;
    const label = [model.get("description"), summary].filter(Boolean).join(". ");
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

  /** Where a run began, where it ended and after how many steps, for who can't see it. */
  function travel(run) {
    const last = player.end();
    if (!model.get("readouts").length || model.get("disabled")) return "";
    return `From ${readings(run, 0).join(", ")} to ${readings(run, last).join(", ")} in ${last} steps.`;
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

  /** The axes that answer to a pointer: the one for the start, and those to drag in. */
  function livelyAxes() {
    const { start_axes: start, drag_axes: others } = model.get("picture");
    return model.get("disabled") ? [] : [start, ...others].filter((which) => which !== null);
  }

  const axesOf = (which) => model.get("picture").axes[which];

  function inside(axes, [u, v]) {
    return u >= axes.left && u <= axes.left + axes.width
      && v >= axes.top && v <= axes.top + axes.height;
  }

  /** Tell of a place in an axes: the start, or where a drag has got to. */
  function put(panel, which, [u, v], from) {
    const axes = axesOf(which);
    const place = [
      clamp(u, axes.left, axes.left + axes.width),
      clamp(v, axes.top, axes.top + axes.height),
    ];
    const data = toData(axes, ...place);
    if (which === model.get("picture").start_axes) {
      ghost = { panel, place };
      model.set("start", data);
    } else {
      model.set("pointed", [which, ...data, ...from]);
    }
    player.save();
    draw();
  }

  function press(event, panel) {
    const place = placeOf(event, panel);
    const which = livelyAxes().find((each) => inside(axesOf(each), place));
    if (event.button !== 0 || which === undefined) return;
    panel.canvas.setPointerCapture(event.pointerId);
    player.drag(true);
    grip = { which, from: toData(axesOf(which), ...place) };
    put(panel, which, place, grip.from);
  }

  function move(event, panel) {
    const place = placeOf(event, panel);
    if (panel.canvas.hasPointerCapture(event.pointerId)) {
      put(panel, grip.which, place, grip.from);
      return;
    }
    const lively = livelyAxes().some((each) => inside(axesOf(each), place));
    panel.canvas.style.cursor = lively ? "crosshair" : "";
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

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

  const panelOf = ({ left }) => frames.find(({ span }) => left >= span[0] && left < span[1]);

  /** Move the start by a fiftieth of its axes; or tell the axes to drag in of such a move. */
  function nudge({ key, target }) {
    const [right, up] = ARROWS[key];
    const { start_axes: start } = model.get("picture");
    const dragged = livelyAxes().find((each) => each !== start && panelOf(axesOf(each)).canvas === target);
    if (dragged !== undefined) {
      const { x_limits: [left, last], y_limits: [bottom, top] } = axesOf(dragged);
      const before = model.get("pointed");
      const [, x, y] = before.length === 3 && before[0] === dragged ? before : [dragged, 0, 0];
      model.set("pointed", [dragged, x + (right * (last - left)) / 50, y + (up * (top - bottom)) / 50]);
      player.save();
      return true;
    }
    if (!livelyAxes().includes(start)) return false;
    const axes = axesOf(start);
    const [x, y] = model.get("start").length ? model.get("start") : [];
    const trail = model.get("tracks").find(({ kind }) => kind === "trail");
    if (x === undefined && !trail) return false;
    const from = x === undefined ? pointAt(player.run, trail, axes, 0) : toFigure(axes, x, y ?? 0);
    put(panelOf(axes), start, [from[0] + (right * axes.width) / 50, from[1] - (up * axes.height) / 50]);
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
    if (event.shiftKey && ARROWS[event.key]) {
      if (nudge(event)) event.preventDefault();
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
