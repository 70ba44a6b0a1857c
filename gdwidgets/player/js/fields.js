// @ts-check
// Images that change from step to step, or from position to position of a control.

import { clamp, toFigure } from "../../web/numbers.js";

const NONE = 255; // where a field has no value

/** The colours of a field at a time, between two images blended: bytes of red, green, blue, alpha. */
export function shadesOf(values, [rows, columns], shades, time) {
  const size = rows * columns;
  const last = values.length / size - 1;
  const before = clamp(Math.floor(time), 0, last);
  const part = before < last ? time - before : 0;
  const pixels = new Uint8ClampedArray(4 * size);
  for (let i = 0; i < size; i += 1) {
    const from = values[before * size + i];
    if (from === NONE) continue; // left transparent
    const to = part ? values[(before + 1) * size + i] : from;
    const value = to === NONE ? from : from + part * (to - from);
    const shade = shades[Math.min(Math.floor((value / 254) * shades.length), shades.length - 1)];
    const pixel = 4 * ((rows - 1 - Math.floor(i / columns)) * columns + (i % columns)); // y down
    [pixels[pixel], pixels[pixel + 1], pixels[pixel + 2]] = shade;
    pixels[pixel + 3] = 255;
  }
  return pixels;
}

/** @type {HTMLCanvasElement | null} */ let board = null;

/** Lay the image of a field at a time over its part of the axes. */
export function paintField(brush, track, axes, values, time) {
  const images = values ?? track.images;
  if (!images) return; // still being unpacked
  const [rows, columns] = track.shape;
  board ??= document.createElement("canvas");
  [board.width, board.height] = [columns, rows];
  const context = /** @type {CanvasRenderingContext2D} */ (board.getContext("2d"));
  const pixels = shadesOf(images, track.shape, track.shades, time);
  context.putImageData(new ImageData(pixels, columns, rows), 0, 0);
  const { extent } = track;
  const [left, top] = brush.place(toFigure(axes, extent[0], extent[3]));
  const [right, bottom] = brush.place(toFigure(axes, extent[1], extent[2]));
  brush.context.globalAlpha = track.opacity;
  brush.context.translate(left, top);
  brush.context.scale(right - left, bottom - top); // below zero where an axis is turned round
  brush.context.drawImage(board, 0, 0, 1, 1);
}
