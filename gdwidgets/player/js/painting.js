// @ts-check
// How each kind of track is drawn on a canvas.

import { intoAxes, plain, toFigure } from "../../web/numbers.js";
import { paintField } from "./fields.js";

/**
 * @typedef {import("../../web/numbers.js").Axes} Axes
 * @typedef {import("./unpacking.js").Run} Run
 * @typedef {{kind: string, axes: number, column: number, count: number, space: string,
 *            color: string, width: number, label: string, recipe?: number[][][],
 *            shape?: number[], extent?: number[], shades?: number[][], opacity?: number,
 *            every?: number, along?: string}} Track
 */

/** The place of a track's point at a time, between steps on the straight line. */
export function pointAt(run, track, axes, time, point = 0) {
  const before = Math.floor(time);
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
  if (time === before) return from;
  const to = at(before + 1);
  const part = time - before;
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

/** The radius of the dot at the head of a path; an end on the edge of its axes shows it whole. */
const HEADS = { trail: 6, curve: 5 };

/**
 * Whether an axes holds a place, its edge included, however that was rounded.
 * @param {Axes} axes
 * @param {number[]} place
 */
const holds = (axes, [u, v]) => {
  const [nearU, nearV] = intoAxes(axes, [u, v]);
  return Math.hypot(nearU - u, nearV - v) < 1e-6;
};

/** How each kind of track is drawn: (brush, track, points now, the path so far). */
const PAINTERS = {
  trail(brush, track, now, path) {
    brush.polyline(path, track.color, track.width);
    let last = null;
    for (const place of path) {
      if (last && Math.hypot(place[0] - last[0], place[1] - last[1]) < 6) continue;
      brush.dot(place, track.width * 1.1, "white", track.color);
      last = place;
    }
    if (path.length) brush.dot(path[0], 4, "white", track.color);
  },
  curve(brush, track, now, path) {
    brush.polyline(path, track.color, track.width, { halo: false });
  },
  cloud(brush, track, now) {
    for (const place of now) brush.dot(place, track.width / 2, track.color);
  },
  line(brush, track, now) {
    brush.polyline(now, track.color, track.width);
  },
  segments(brush, track, now) {
    for (let i = 0; i + 1 < now.length; i += 2) {
      brush.polyline([now[i], now[i + 1]], track.color, track.width, { halo: false });
    }
  },
  arrow(brush, track, now) {
    const [tail, tip] = now;
    if (Math.hypot(tip[0] - tail[0], tip[1] - tail[1]) < 1) return;
    brush.arrow(tail, tip, track.color, track.width + 1, 5 + 3 * track.width);
  },
};

/**
 * Draw every track of a run on one panel, as it is at a time.
 * @param {any} brush
 * @param {any} picture
 * @param {Track[]} tracks
 * @param {any} run
 * @param {number} time
 * @param {{hidden?: string[], hovered?: number, positions?: Record<string, number>}} look
 */
export function paint(brush, picture, tracks, run, time, { hidden = [], hovered = -1, positions = {} } = {}) {
  let stepwise = 0;
  tracks.forEach((track, i) => {
    const image = track.kind === "field" && !track.along ? run.images[stepwise++] : null;
    const axes = picture.axes[track.axes];
    const end = run.ends?.[i] ?? run.last;
    if (hidden.includes(track.label) || end < 0 || !brush.shows(axes)) return;
    const now = Math.min(time, end);
    brush.within(axes, () => {
      if (track.kind === "field") {
        paintField(brush, track, axes, image, track.along ? positions[track.along] : now / track.every);
        return;
      }
      const place = (step, point) => brush.place(pointAt(run, track, axes, step, point));
      const points = Array.from({ length: track.count }, (_, point) => place(now, point));
      const path = [];
      if (track.kind === "trail" || track.kind === "curve") {
        for (let step = 0; step <= now; step += 1) path.push(place(step, 0));
        path.push(points[0]);
      }
      PAINTERS[track.kind](brush, track, points, path);
      if (hovered >= 0 && path.length) brush.dot(place(Math.min(hovered, end), 0), 5, "white", "black");
    });
    const head = HEADS[track.kind];
    if (!head) return;
    const at = pointAt(run, track, axes, now);
    if (holds(axes, at)) brush.dot(brush.place(at), head, track.color);
  });
}

/** The numbers at a step as they read. */
export const readings = (readouts, run, step) =>
  readouts.map(({ name, column }) => `${name} ${plain(run.data[step * run.columns + column])}`);
