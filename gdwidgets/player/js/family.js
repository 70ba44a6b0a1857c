// @ts-check
// Which run of a family is meant: the arithmetic of positions and shelves.

import { along, clamp } from "../../web/numbers.js";

/** @typedef {{name: string, size: number, values: number[] | null}} Axis */

/**
 * Where a control stands along an axis; -1 for what is no position of it (yet). A control that
 * tells a number is taken at its word, for its index counts among options that may have grown.
 * @param {any} control
 * @param {Axis} axis
 */
export function positionOf(control, { size, values }) {
  const value = control.get("value");
  if (values && typeof value === "number") return values.indexOf(value);
  const labels = control.get("_options_labels");
  if (labels && labels.length !== size) return -1;
  return clamp(Math.trunc(control.get("index")) || 0, 0, size - 1);
}

/**
 * The name of the shelf at a position, and which of its runs it is; null where there is none.
 * @param {number[]} position
 */
export function placeOnShelf(family, shelfOf, position) {
  if (position.includes(-1)) return null;
  const flat = position.slice(0, -1).reduce((sum, k, i) => sum * family[i].size + k, 0);
  return { shelf: String(shelfOf[flat]), member: position.at(-1) ?? 0 };
}

/** The shelves that are missing, those for positions nearest to the one that is shown first. */
export function missingShelves(family, shelfOf, has, position) {
  const sizes = family.slice(0, -1).map(({ size }) => size);
  const distances = new Map();
  shelfOf.forEach((shelf, flat) => {
    if (has(String(shelf))) return;
    let rest = flat;
    let far = 0;
    for (let i = sizes.length - 1; i >= 0; i -= 1) {
      // Another optimizer is farther away than any momentum of this one.
      far += Math.abs((rest % sizes[i]) - position[i]) * (i === sizes.length - 1 ? 1 : 1000);
      rest = Math.floor(rest / sizes[i]);
    }
    distances.set(shelf, Math.min(far, distances.get(shelf) ?? Infinity));
  });
  return [...distances.keys()].sort((a, b) => distances.get(a) - distances.get(b));
}

/** The place among ascending options that is nearest on an axis. */
export function nearestOption(options, value, scale) {
  const span = [options[0], options.at(-1)];
  const far = (option) => Math.abs(along(option, span, scale) - along(value, span, scale));
  return options.reduce((best, option, i) => (far(option) < far(options[best]) ? i : best), 0);
}
