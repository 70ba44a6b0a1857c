// @ts-check
// The stage: a rendered figure in panels, each with a canvas over it for what moves.

import { Brush } from "./brush.js";
import { element } from "./kit.js";

/**
 * @typedef {{root: HTMLElement, canvas: HTMLCanvasElement, span: number[]}} Panel
 *   a part of the figure's width, and what it is drawn in
 * @typedef {{data: any, ink: any, width: number, height: number, axes: any[], panels?: number[][]}} Picture
 */

/**
 * Panels that wrap below each other where there is little room.
 * @param {(panel: Panel, brush: Brush) => void} paint draws one panel, within an animation frame
 * @param {{prepare?: (panel: Panel) => void, after?: () => void}} hooks
 *   `prepare` is told of each new panel, `after` comes when all have been painted
 */
export function createStage(paint, { prepare = () => {}, after = () => {} } = {}) {
  const root = element("div", "gdw-panels");
  /** @type {Panel[]} */ let panels = [];
  /** @type {string[]} */ let urls = [];
  let queued = 0;

  const resizes = new ResizeObserver(() => draw());

  function makePanel(span) {
    const canvas = element("canvas", "gdw-canvas", { tabindex: 0 });
    const made = {
      root: element("div", "gdw-panel", {}, element("div", "gdw-data"), element("div", "gdw-ink"), canvas),
      canvas,
      span,
    };
    resizes.observe(canvas);
    prepare(made);
    return made;
  }

  const forget = () => urls.forEach((url) => URL.revokeObjectURL(url));

  /** Show another picture. @param {Picture} picture */
  function layOut(picture) {
    const spans = picture.panels ?? [[0, 1]];
    forget();
    urls = [picture.data, picture.ink].map((bytes) =>
      URL.createObjectURL(new Blob([bytes], { type: "image/png" })));
    if (panels.length !== spans.length) {
      panels.forEach(({ canvas }) => resizes.unobserve(canvas));
      panels = spans.map(makePanel);
      root.replaceChildren(...panels.map((panel) => panel.root));
    }
    panels.forEach((panel, i) => {
      const span = (panel.span = spans[i]);
      const part = span[1] - span[0];
      const { style } = panel.root;
      style.setProperty("--gdw-width", String(picture.width * part));
      style.aspectRatio = `${picture.width * part} / ${picture.height}`;
      style.setProperty("--gdw-size", `${100 / part}% 100%`);
      style.setProperty("--gdw-position", `${part < 1 ? (100 * span[0]) / (1 - part) : 0}% 0`);
      style.setProperty("--gdw-data", `url("${urls[0]}")`);
      style.setProperty("--gdw-mask", `url("${urls[1]}")`);
    });
    draw();
  }

  /** Match a canvas to the device's own pixels, and empty it. */
  function brushFor({ canvas, span }) {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== across) canvas.width = across;
    if (canvas.height !== down) canvas.height = down;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.setTransform(across / width, 0, 0, down / height, 0, 0);
    context.clearRect(0, 0, width, height);
    return new Brush(context, span, width, height);
  }

  function drawNow() {
    queued = 0;
    for (const panel of panels) {
      if (panel.canvas.clientWidth) paint(panel, brushFor(panel));
    }
    after();
  }

  /** Draw at the next frame; any number of requests until then are one. */
  function draw() {
    if (!queued) queued = requestAnimationFrame(drawNow);
  }

  return {
    root,
    layOut,
    draw,
    get panels() { return panels; },

    /** The panel on which an axes is. */
    panelOf: ({ left, width }) =>
      panels.find(({ span }) => left + width / 2 >= span[0] && left + width / 2 <= span[1]),

    /** Where in the figure a pointer is. */
    placeOf(event, { canvas, span }) {
      const box = canvas.getBoundingClientRect();
      return [
        span[0] + ((event.clientX - box.left) / box.width) * (span[1] - span[0]),
        (event.clientY - box.top) / box.height,
      ];
    },

    remove() {
      cancelAnimationFrame(queued);
      resizes.disconnect();
      forget();
      root.remove();
    },
  };
}
