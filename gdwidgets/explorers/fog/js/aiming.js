// @ts-check
// Pointing at ground in sight, with the mouse or with keys.

import { ARROWS } from "../../../web/kit.js";
import { toData } from "../../../web/numbers.js";
import { aimed, apart, contains, isSeen } from "./land.js";

const NUDGES = 6; // as many lead from the walker to the edge of sight

export function createAiming(game, stage) {
  /** @type {number[] | null} */ let aim = null;
  let pointed = false; // the aim is where the mouse is

  const pointOf = (event, panel) => toData(game.axes, stage.placeOf(event, panel));

  function set(point, byMouse = false) {
    aim = point;
    pointed = byMouse;
    stage.draw();
  }

  function nudge([east, north]) {
    const { place, here } = game;
    const way = apart(place.domain, here, aim ?? here);
    const part = place.sight / NUDGES;
    set(aimed(place, here, [way[0] + east * part, way[1] + north * part]));
    game.say("");
  }

  function take() {
    const to = aim;
    set(null);
    if (to) game.stepTo(to);
    else game.stepDown();
  }

  const KEYS = { Enter: take, " ": take, Escape: () => set(null) };

  return {
    get point() { return aim; },
    forget: () => set(null),

    /** Listen to the mouse on the map. */
    follow(panel) {
      const { canvas } = panel;
      canvas.addEventListener("click", (event) => {
        const to = pointOf(event, panel);
        if (game.over || !contains(game.place.domain, to)) return;
        set(null);
        game.stepTo(to);
      });
      canvas.addEventListener("pointermove", (event) => {
        if (event.pointerType !== "mouse") return;
        const to = pointOf(event, panel);
        const seen = !game.over && contains(game.place.domain, to) && isSeen(game.place, game.here, to);
        canvas.style.cursor = seen ? "crosshair" : "";
        if (seen || pointed) set(seen ? to : null, seen);
      });
      canvas.addEventListener("pointerleave", () => pointed && set(null));
    },

    /** What a key does while the focus is on the map; whether it did anything. */
    press({ key, target }) {
      if (!(target instanceof HTMLCanvasElement) || game.over) return false;
      if (ARROWS[key]) nudge(ARROWS[key]);
      else KEYS[key]?.();
      return key in ARROWS || key in KEYS;
    },
  };
}
