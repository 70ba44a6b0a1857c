// The stability gauge: learning rate times curvature against the limit of the method.

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
  if (limit === 2 && product > 1) return ["◆", "jumps to the other side, but settles"];
  return ["●", limit === 2 ? "settles without turning back" : "below the limit: settles"];
}

/** Four digits at the most, in plain characters. */
const short = (number) => String(Number(number.toPrecision(3))).replace("-", "−");

/** Put a gauge into a slider; it shows itself once somebody sets the model's `gauge`. */
export function createGauge(model, el) {
  const root = document.createElement("div");
  root.className = "gdw-slider-gauge";
  const bar = document.createElement("div");
  bar.className = "gdw-slider-gauge-bar";
  bar.setAttribute("aria-hidden", "true");
  const [here, minimum] = ["here", "minimum"].map((name) => {
    const mark = document.createElement("span");
    mark.className = `gdw-slider-gauge-${name}`;
    bar.append(mark);
    return mark;
  });
  const words = document.createElement("div");
  root.append(bar, words);
  el.append(root);

  function draw() {
    const gauge = model.get("gauge") ?? {};
    root.hidden = !("limit" in gauge);
    if (root.hidden) return;
    const { limit } = gauge;
    const [shape, meaning] = verdict(gauge.here, limit);
    const place = (mark, product, text) => {
      mark.hidden = limit === null || product === null || !(product >= 0);
      if (mark.hidden) return;
      mark.style.setProperty("--gdw-at", String(Math.min(product / (2 * limit), 1)));
      mark.textContent = text;
    };
    place(here, gauge.here, shape);
    place(minimum, gauge.minimum, "★");
    bar.hidden = limit === null;
    root.dataset.state = { "▲": "over", "◆": "near", "●": "below" }[shape] ?? "none";
    const parts = ["rate × curvature"];
    if (limit !== null && gauge.here >= 0) parts.push(`${short(gauge.here)} here (${shape} ${meaning})`);
    else parts.push(`${shape} ${meaning}`);
    if (limit !== null) {
      if (gauge.minimum !== null) parts.push(`★ ${short(gauge.minimum)} at the minimum`);
      parts.push(`limit ${short(limit)}`);
    }
    const text = parts.join(" · ").replace(" · ", ": ");
    if (words.textContent !== text) words.textContent = text;
  }

  model.on("change:gauge", draw);
  draw();
  return () => model.off("change:gauge", draw);
}
