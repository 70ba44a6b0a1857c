// @ts-check
// The clock of a player: it runs between the first step and the end of the run that is shown.

import { clamp } from "../../web/numbers.js";
import { save } from "../../web/kit.js";

const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * @param {any} model whose `value` is the whole step, `playing`, `speed`, … what they say
 * @param {() => number} end the last step of the run that is shown
 * @param {() => void} moved called whenever the time or the state has changed
 */
export function createClock(model, end, moved) {
  let time = model.get("value");
  let frame = 0;
  let last = 0;

  const step = () => Math.floor(time + 1e-9);

  /** Put the clock somewhere; the step is announced in the browser, and only there. */
  function set(to) {
    time = clamp(to, model.get("min"), model.get("max"));
    if (model.get("value") !== step()) model.set("value", step());
    moved();
  }

  function tick(now) {
    frame = 0;
    if (!model.get("playing")) {
      play(false);
      return;
    }
    const passed = Math.min(now - last, 100);
    last = now;
    const next = time + (passed * model.get("speed")) / model.get("interval");
    if (next < end()) {
      set(next);
    } else if (model.get("repeat")) {
      set(model.get("min"));
    } else {
      set(end());
      play(false);
      return;
    }
    frame = requestAnimationFrame(tick);
  }

  function play(playing) {
    if (playing && time >= end()) set(model.get("min"));
    if (playing && !frame) {
      last = performance.now();
      frame = requestAnimationFrame(tick);
    }
    if (model.get("playing") !== playing) model.set("playing", playing);
    if (!playing) {
      set(step());
      save(model);
    }
    moved();
  }

  return {
    get time() { return time; },
    get step() { return step(); },
    play,
    scrub: (to) => set(clamp(to, model.get("min"), end())),

    /** Move to a whole step and say so. */
    goTo(to) {
      if (model.get("playing")) model.set("playing", false);
      set(clamp(Math.round(to), model.get("min"), end()));
      save(model);
    },

    /** The kernel put it somewhere. */
    follow() {
      if (step() !== model.get("value")) set(model.get("value"));
    },

    /** The kernel wants it to play: not for a learner who asked for less motion. */
    playUnasked() {
      if (!model.get("playing") || frame) return;
      if (!calm()) {
        play(true);
        return;
      }
      model.set("playing", false);
      save(model);
      moved();
    },

    /** Stand still, whatever `playing` says: nobody is looking. */
    stop() {
      cancelAnimationFrame(frame);
      frame = 0;
    },
  };
}
