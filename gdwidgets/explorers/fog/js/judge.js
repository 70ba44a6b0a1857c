// @ts-check
// What became of a path and of gradient descent: the same as judgement.py says.

import { contains, downhill, isReached, look } from "./land.js";

/**
 * @typedef {import("./land.js").Land} Land
 * @typedef {import("./land.js").Place} Place
 * @typedef {import("./land.js").Point} Point
 * @typedef {{height: number, reached: number | null, resting: boolean}} Arrival
 *   `reached` is the step at which the treasure was in reach
 * @typedef {{rate: number, steps: number, you: Arrival,
 *            descent: Arrival & {path: Point[], left: number | null}}} Judgement
 *   `left` is the step that left the map
 */

const LEVEL = 1e-6; // as in judgement.py

/** Gradient descent's path as long as it is watched or stays on the map. */
function descend(land, place, rate) {
  const path = [place.start];
  while (path.length <= place.longest) {
    const here = path[path.length - 1];
    const next = downhill(here, look(land, here).slope, rate);
    if (!contains(place.domain, next)) return { path, left: path.length };
    path.push(next);
  }
  return { path, left: null };
}

/**
 * Where a path was at the end of what is shown of it, and what it came to in the whole.
 * @returns {Arrival}
 */
function arrival(land, place, shown, whole) {
  const reached = whole.findIndex((point) => isReached(place, point));
  return {
    height: look(land, shown[shown.length - 1]).height,
    reached: reached < 0 ? null : reached,
    resting: look(land, whole[whole.length - 1]).steepness < LEVEL * place.typical,
  };
}

/**
 * @param {Land} land
 * @param {Place} place
 * @param {Point[]} path
 * @param {number} rate
 * @returns {Judgement}
 */
export function judge(land, place, path, rate) {
  const { path: run, left } = descend(land, place, rate);
  const shown = run.slice(0, path.length);
  return {
    rate,
    steps: path.length - 1,
    you: arrival(land, place, path, path),
    descent: { ...arrival(land, place, shown, run), path: shown, left },
  };
}
