// @ts-check
// Drawing on the canvas of one panel, in CSS pixels.

import { clamp } from "./numbers.js";

const FAR = 1e5; // pixels: beyond this a canvas loses its aim
const HALO = "rgba(255, 255, 255, 0.75)";

/** One panel's canvas, ready to draw in; places are fractions of the whole figure, y down. */
export class Brush {
  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number[]} span the part of the figure's width that the panel shows
   * @param {number} width of the panel
   * @param {number} height of the panel
   */
  constructor(context, span, width, height) {
    this.context = context;
    this.span = span;
    this.width = width / (span[1] - span[0]);
    this.height = height;
  }

  /** From a place in the figure to pixels. */
  place([u, v]) {
    return [
      clamp((u - this.span[0]) * this.width, -FAR, FAR),
      clamp(v * this.height, -FAR, FAR),
    ];
  }

  /** Whether an axes is on this panel. */
  shows(axes) {
    const centre = axes.left + axes.width / 2;
    return centre >= this.span[0] && centre <= this.span[1];
  }

  /** Draw something inside an axes only. */
  within(axes, draw) {
    const { context } = this;
    const [x, y] = this.place([axes.left, axes.top]);
    context.save();
    context.beginPath();
    context.rect(x, y, axes.width * this.width, axes.height * this.height);
    context.clip();
    draw();
    context.restore();
  }

  /** A line with a light edge, so that it stands out on any ground. */
  polyline(places, color, width, { halo = true, dash = [] } = {}) {
    if (places.length < 2) return;
    const { context } = this;
    context.beginPath();
    places.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.lineJoin = context.lineCap = "round";
    if (halo) {
      context.strokeStyle = HALO;
      context.lineWidth = width + 2;
      context.stroke();
    }
    context.setLineDash(dash);
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke();
    context.setLineDash([]);
  }

  dot([x, y], radius, fill, edge = "white") {
    const { context } = this;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    this.ink(fill, edge);
  }

  shape(points, fill, edge, width = 1.5) {
    const { context } = this;
    context.beginPath();
    points.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.closePath();
    this.ink(fill, edge, width);
  }

  ink(fill, edge, width = 1.5) {
    const { context } = this;
    context.fillStyle = fill;
    context.fill();
    if (!edge) return;
    context.strokeStyle = edge;
    context.lineWidth = width;
    context.stroke();
  }

  /** An arrow with a head of so many pixels. */
  arrow(from, to, color, width, head, { halo = true, edge = "" } = {}) {
    const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
    const back = (turn) => [to[0] - head * Math.cos(angle + turn), to[1] - head * Math.sin(angle + turn)];
    this.polyline([from, to], color, width, { halo });
    this.shape([to, back(0.45), back(-0.45)], color, edge, 1);
  }
}

/** The corners of a regular shape; a star has every other corner nearer. */
export function corners([x, y], radius, count, inner = 1, turn = -Math.PI / 2) {
  return Array.from({ length: count }, (_, k) => {
    const r = k % 2 ? radius * inner : radius;
    const angle = turn + (2 * Math.PI * k) / count;
    return [x + r * Math.cos(angle), y + r * Math.sin(angle)];
  });
}
