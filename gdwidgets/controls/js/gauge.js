// @ts-check
// The stability gauge: learning rate times curvature against the limit of the method, as the
// player says that it is at the step that is shown.

import { element, find, listen, setText } from "../../web/kit.js";
import { plain } from "../../web/numbers.js";

/**
 * What a product of learning rate and curvature means: a shape and words, never colour alone.
 * @param {number} product
 * @param {number | null} limit what it must stay below; null for methods without a limit
 * @returns {[string, string]}
 */
export function verdict(product, limit) {
  if (limit === null) return ["–", "this method scales its steps itself: no fixed limit"];
  if (!(product >= 0)) return ["◇", "the ground bends down here: no limit holds"];
  if (product >= limit) return ["▲", "overshoots by more than it corrects"];
  if (limit === 2 && product > 1) return ["◆", "stable: jumps to the other side"];
  return ["●", limit === 2 ? "stable: never turns back" : "below the limit: stable"];
}

const short = (number) => plain(number, 3);

/** A gauge for a slider; it shows itself where the slider has been given a player. */
export function createGauge(model, signal) {
  const [here, minimum] = ["here", "minimum"].map((name) => element("span", `gdw-slider-gauge-${name}`));
  const bar = element("div", "gdw-slider-gauge-bar", { "aria-hidden": "true" }, here, minimum);
  const words = element("div");
  const root = element("div", "gdw-slider-gauge", { hidden: "" }, bar, words);
  /** @type {any} */ let player = null;

  function draw() {
    const gauge = player?.get("now") ?? {};
    root.hidden = !("limit" in gauge);
    if (root.hidden) return;
    const { limit } = gauge;
    const [shape, meaning] = verdict(gauge.here, limit);
    const place = (mark, product, text) => {
      mark.hidden = limit === null || product === null || !(product >= 0);
      if (mark.hidden) return;
      mark.style.setProperty("--gdw-at", String(Math.min(product / (2 * limit), 1)));
      setText(mark, text);
    };
    place(here, gauge.here, shape);
    place(minimum, gauge.minimum, "★");
    bar.hidden = limit === null;
    root.dataset.state = { "▲": "over", "◆": "near", "●": "below" }[shape] ?? "none";
    const known = limit !== null && gauge.here >= 0;
    const parts = [known ? `${short(gauge.here)} here (${shape} ${meaning})` : `${shape} ${meaning}`];
    if (limit !== null) {
      if (gauge.minimum !== null) parts.push(`★ ${short(gauge.minimum)} at the minimum`);
      parts.push(`limit ${short(limit)}`);
    }
    setText(words, `rate × curvature: ${parts.join(" · ")}`);
  }

  async function follow() {
    player = await find(model, model.get("gauge_of"));
    if (player) listen(player, ["change:now"], draw, signal);
    draw();
  }

  listen(model, ["change:gauge_of"], follow, signal);
  follow();
  return root;
}
