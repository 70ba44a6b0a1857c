// Where numbers are in the picture, and how they read: pure functions.

/**
 * @typedef {{left: number, top: number, width: number, height: number,
 *            x_scale: string, y_scale: string, x_limits: number[], y_limits: number[]}} Axes
 *   where an axes is, in fractions of the figure with y down, and what it shows
 * @typedef {{kind: string, axes: number, column: number, count: number, space: string,
 *            color: string, width: number, label: string, recipe?: number[][][],
 *            shape?: number[], extent?: number[], limits?: number[], shades?: number[][],
 *            opacity?: number}} Track
 * @typedef {{data: Float32Array, columns: number, stop: number, caption: string}} Run
 */

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
    if (track.recipe) {
      const [still, ...moving] = track.recipe;
      const mix = (axis) => moving.reduce(
        (sum, part, i) => sum + run.data[first + i] * part[point][axis], still[point][axis],
      );
      return toFigure(axes, mix(0), mix(1));
    }
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
