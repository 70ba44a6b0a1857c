// @ts-check
// How numbers read, and where they are along an axis: pure functions.

export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** A number as a learner reads it: four digits, never 1e-05. */
export function plain(number, digits = 4) {
  if (!Number.isFinite(number)) return "–";
  const size = Math.abs(number);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) {
    const [front, exponent] = number.toExponential(digits - 2).split("e");
    const raised = [...String(Number(exponent))].map((c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]);
    return `${front} × 10${raised.join("")}`.replace("-", "−");
  }
  return String(Number(number.toPrecision(digits))).replace("-", "−");
}

/** Whatever can be written as a number: 0.1, 1e-3, a minus sign of either kind; else NaN. */
export function readNumber(text) {
  const written = text.trim().replace("−", "-");
  return written === "" ? NaN : Number(written);
}

/** A count with its word, in the plural where that is right. */
export const plural = (count, word) =>
  `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

/**
 * How far along an axis a value is: 0 at its first limit, 1 at its last.
 * @param {number} value
 * @param {number[]} limits
 * @param {string} scale
 */
export function along(value, [first, last], scale) {
  if (scale !== "log") return (value - first) / (last - first);
  const smallest = Math.min(first, last) * 1e-30;
  return Math.log(Math.max(value, smallest) / first) / Math.log(last / first);
}

/**
 * The value at a place along an axis: the inverse of `along`.
 * @param {number} fraction
 * @param {number[]} limits
 * @param {string} scale
 */
export function valueAt(fraction, [first, last], scale) {
  return scale === "log"
    ? first * (last / first) ** fraction
    : first + (last - first) * fraction;
}

/**
 * @typedef {{left: number, top: number, width: number, height: number,
 *            x_scale: string, y_scale: string, x_limits: number[], y_limits: number[]}} Axes
 *   where an axes is, in fractions of the figure with y down, and what it shows
 */

/** From data coordinates to fractions of the figure, y down. @param {Axes} axes */
export function toFigure(axes, x, y) {
  return [
    axes.left + axes.width * along(x, axes.x_limits, axes.x_scale),
    axes.top + axes.height * (1 - along(y, axes.y_limits, axes.y_scale)),
  ];
}

/**
 * From a place in the figure, as fractions of it, back to data coordinates.
 * @param {Axes} axes
 * @param {number[]} place
 */
export function toData(axes, [u, v]) {
  return [
    valueAt((u - axes.left) / axes.width, axes.x_limits, axes.x_scale),
    valueAt(1 - (v - axes.top) / axes.height, axes.y_limits, axes.y_scale),
  ];
}

/**
 * Whether a place in the figure lies in an axes.
 * @param {Axes} axes
 * @param {number[]} place
 */
export const isInside = (axes, [u, v]) =>
  u >= axes.left && u <= axes.left + axes.width && v >= axes.top && v <= axes.top + axes.height;

/**
 * The place in an axes that is nearest.
 * @param {Axes} axes
 * @param {number[]} place
 */
export const intoAxes = (axes, [u, v]) => [
  clamp(u, axes.left, axes.left + axes.width),
  clamp(v, axes.top, axes.top + axes.height),
];
