// @ts-check
// The landscape, and moving on it: pure functions.
//
// It came as a Chebyshev series, so height and slope anywhere need no kernel.

import { clamp } from "../../../web/numbers.js";

/**
 * @typedef {number[]} Point
 * @typedef {{coefficients: Float64Array | number[], size: number, domain: Point[]}} Land
 * @typedef {{height: number, slope: number[], steepness: number}} Ground
 * @typedef {{domain: Point[], start: Point, treasures: Point[], depth: number, reach: number,
 *            sight: number, n_steps: number, longest: number, typical: number, label: string,
 *            truth: string, names: string[]}} Place
 *   where a game takes place, and its rules; see hidden.py and rules.py
 */

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

/**
 * The ground at a place: its height and its slope.
 * @param {Land} land
 * @param {Point} point
 * @returns {Ground}
 */
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

/** The way from one place to another: east and north, in shares of the map's sides. */
export const apart = (domain, from, to) =>
  domain.map(([low, high], i) => (to[i] - from[i]) / (high - low));

/** How far apart two places are, in shares of the map's sides. */
export const distance = (domain, from, to) => Math.hypot(...apart(domain, from, to));

/** Whether a place lies on the map. */
export const contains = (domain, point) =>
  point.every((x, i) => x >= domain[i][0] && x <= domain[i][1]);

/** Where one step of gradient descent leads. */
export const downhill = (point, slope, rate) => point.map((x, i) => x - rate * slope[i]);

/** Whether ground is in sight from a place. @param {Place} place */
export const isSeen = (place, here, point) =>
  distance(place.domain, here, point) <= place.sight * (1 + 1e-9);

/** Whether a treasure is within reach of a place. @param {Place} place */
export const isReached = (place, point) =>
  place.treasures.some((treasure) => distance(place.domain, point, treasure) <= place.reach);

/** The place at the end of a way (in shares of the map's sides), as far as one sees and on the map. */
export function aimed(place, here, way) {
  const far = Math.max(1, Math.hypot(...way) / place.sight);
  return place.domain.map(([low, high], i) =>
    clamp(here[i] + (way[i] / far) * (high - low), low, high));
}
