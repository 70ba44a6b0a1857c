// @ts-check
// Pointing at a picture, with a pointer or with keys: the start, a drag, a pick, a step read out.

import { ARROWS, element, setTexts } from "../../web/kit.js";
import { intoAxes, isInside, toData, toFigure } from "../../web/numbers.js";
import { nearestStep, pointAt, readings } from "./painting.js";

const REACH = 14; // pixels within which a step is read out

export function createPointing(root, stage, player) {
  const { model, clock } = player;
  const tip = element("div", "gdw-tip", { "aria-hidden": "true", hidden: "" });
  let hovered = -1;
  let ghost = null; // where the start was put, until its run has come
  let grip = null; // the axes that is dragged in, and where the drag began there
  let carried = [0, 0]; // how far keys have moved what a drag moves, since the last drag

  const picture = () => player.known.picture;
  const axesOf = (which) => picture().axes[which];

  /** The axes that answer to a pointer: the one for the start, those to drag in, those to pick in. */
  function livelyAxes() {
    if (player.disabled || !player.known) return [];
    const { start_axes: start, drag_axes: others, picks } = picture();
    return [start, ...others, ...picks.map(({ axes }) => axes)].filter((which) => which !== null);
  }

  const pickIn = (which) => picture().picks.find(({ axes }) => axes === which);

  /** Tell of a place in an axes: the start, where a drag has got to, or what is picked. */
  function put(panel, which, place, from) {
    const axes = axesOf(which);
    const within = intoAxes(axes, place);
    const data = toData(axes, within);
    if (which === picture().start_axes) {
      ghost = { panel, place: within };
      model.set("start", data);
      player.put({ do: "start", at: data });
    } else if (pickIn(which)) {
      player.pick(pickIn(which), data);
    } else {
      carried = [0, 0];
      player.put({ do: "point", at: [which, ...data, ...from] });
    }
    stage.draw();
  }

  function press(event, panel) {
    const place = stage.placeOf(event, panel);
    const which = livelyAxes().find((each) => isInside(axesOf(each), place));
    if (event.button !== 0 || which === undefined) return;
    panel.canvas.setPointerCapture(event.pointerId);
    player.drag(true);
    grip = { which, from: toData(axesOf(which), place) };
    put(panel, which, place, grip.from);
  }

  function move(event, panel) {
    const place = stage.placeOf(event, panel);
    if (panel.canvas.hasPointerCapture(event.pointerId)) {
      put(panel, grip.which, place, grip.from);
      return;
    }
    const lively = livelyAxes().some((each) => isInside(axesOf(each), place));
    panel.canvas.style.cursor = lively ? "crosshair" : "";
    hover(stepAt(place, panel), event);
  }

  function release(event, panel) {
    if (!panel.canvas.hasPointerCapture(event.pointerId)) return;
    panel.canvas.releasePointerCapture(event.pointerId);
    player.drag(false);
  }

  /** The step of the run that is nearest to a place, on a path or a curve; -1 for none. */
  function stepAt(place, { canvas, span }) {
    const { run, known } = player;
    if (!run) return -1;
    /** @type {[number, number]} */
    const size = [canvas.clientWidth / (span[1] - span[0]), canvas.clientHeight];
    const last = Math.min(clock.step, player.end());
    for (const track of known.moving.tracks) {
      if (track.kind !== "trail" && track.kind !== "curve") continue;
      const step = nearestStep(run, track, axesOf(track.axes), last, place, REACH, size);
      if (step >= 0) return step;
    }
    return -1;
  }

  /** Read out one step; the same step is marked in every panel. */
  function hover(step, event) {
    tip.hidden = step < 0;
    if (step >= 0) {
      setTexts(tip, [`step ${step}`, ...readings(player.known.moving.readouts, player.run, step)]);
      const box = root.getBoundingClientRect();
      const x = event.clientX - box.left;
      const right = x > box.width / 2;
      tip.style.left = right ? "" : `${x + 14}px`;
      tip.style.right = right ? `${box.width - x + 14}px` : "";
      tip.style.top = `${event.clientY - box.top + 14}px`;
    }
    if (hovered !== step) {
      hovered = step;
      stage.draw();
    }
  }

  /** Move the start by a fiftieth of its axes; or tell the axes to drag in of such a move. */
  function nudge({ key, target }) {
    const [right, up] = ARROWS[key];
    const { start_axes: start } = picture();
    const dragged = picture().drag_axes.find((each) => stage.panelOf(axesOf(each))?.canvas === target);
    if (dragged !== undefined) {
      const { x_limits: [left, last], y_limits: [bottom, top] } = axesOf(dragged);
      carried = [carried[0] + (right * (last - left)) / 50, carried[1] + (up * (top - bottom)) / 50];
      player.put({ do: "point", at: [dragged, ...carried] });
      return true;
    }
    if (start === null) return false;
    const axes = axesOf(start);
    const [x, y] = model.get("start");
    const trail = player.known.moving.tracks.find(({ kind }) => kind === "trail");
    if (x === undefined && !trail) return false;
    /** @type {number[]} */
    const from = x === undefined ? pointAt(player.run, trail, axes, 0) : toFigure(axes, x, y ?? 0);
    const place = [from[0] + (right * axes.width) / 50, from[1] - (up * axes.height) / 50];
    put(stage.panelOf(axes), start, place);
    return true;
  }

  const KEYS = {
    " ": () => clock.play(!model.get("playing")),
    ArrowLeft: () => clock.goTo(clock.step - model.get("step")),
    ArrowRight: () => clock.goTo(clock.step + model.get("step")),
    Home: () => clock.goTo(model.get("min")),
    End: () => clock.goTo(player.end()),
  };

  return {
    tip,
    get hovered() { return hovered; },

    /** Listen to the pointer on a panel. */
    follow(panel) {
      const { canvas } = panel;
      canvas.setAttribute("role", "img");
      canvas.addEventListener("pointerdown", (event) => press(event, panel));
      canvas.addEventListener("pointermove", (event) => move(event, panel));
      canvas.addEventListener("pointerup", (event) => release(event, panel));
      canvas.addEventListener("pointercancel", (event) => release(event, panel));
      canvas.addEventListener("pointerleave", () => hover(-1));
    },

    /** What a key does while the focus is on a picture; whether it did anything. */
    press(event) {
      if (!(event.target instanceof HTMLCanvasElement) || player.disabled || !player.run) return false;
      if (event.shiftKey && ARROWS[event.key]) return nudge(event);
      KEYS[event.key]?.();
      return event.key in KEYS;
    },

    paintGhost(panel, brush) {
      if (ghost?.panel === panel) brush.dot(brush.place(ghost.place), 6, "white", "black");
    },

    settle() {
      ghost = null;
    },
  };
}
