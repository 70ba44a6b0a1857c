// @ts-check
// The bar of a player: step, play, scrub, speed, repeat.

import { button, element, icon, save, setAttribute } from "../../web/kit.js";

const SPEEDS = [0.25, 0.5, 1, 2, 4];
const ICONS = {
  play: "M5 3.5v13l11-6.5z",
  pause: "M5 3.5h3.5v13H5zM11.5 3.5H15v13h-3.5z",
  back: "M15 4v12l-8-6zM5 4h2v12H5z",
  forward: "M5 4v12l8-6zM13 4h2v12h-2z",
  repeat: "M4 8a4 4 0 0 1 4-4h5V2l4 3-4 3V6H8a2 2 0 0 0-2 2v2H4zM16 12a4 4 0 0 1-4 4H7v2l-4-3 4-3v2h5a2 2 0 0 0 2-2v-2h2z",
};

export function createBar(player) {
  const { model, clock } = player;
  const root = element("div", "gdw-bar");

  const iconButton = (name, label, act) =>
    button("gdw-button", icon(ICONS[name]), act, { "aria-label": label, title: label });
  const by = (steps) => () => clock.goTo(clock.step + steps * model.get("step"));
  const toggle = iconButton("play", "Play", () => clock.play(!model.get("playing")));
  const back = iconButton("back", "Step back", by(-1));
  const forward = iconButton("forward", "Step forward", by(1));
  const repeat = iconButton("repeat", "Repeat", () => {
    model.set("repeat", !model.get("repeat"));
    save(model);
  });
  const scrub = element("input", "gdw-scrub", { type: "range", "aria-label": "Step", step: 1 });
  scrub.addEventListener("input", () => {
    if (model.get("playing")) clock.play(false);
    clock.scrub(Number(scrub.value));
  });
  scrub.addEventListener("change", () => clock.goTo(Number(scrub.value)));
  const speed = element("select", "gdw-speed", { "aria-label": "Speed" });
  speed.addEventListener("change", () => {
    model.set("speed", Number(speed.value));
    save(model);
  });
  root.append(back, toggle, forward, scrub, speed, repeat);

  let shown = "play";

  function listSpeeds() {
    const now = model.get("speed");
    const speeds = SPEEDS.includes(now) ? SPEEDS : [...SPEEDS, now].sort((a, b) => a - b);
    speed.replaceChildren(...speeds.map((each) => new Option(`${each}×`, String(each))));
    speed.value = String(now);
  }

  function write() {
    const { step } = clock;
    const now = model.get("playing") ? "pause" : "play";
    if (now !== shown) {
      shown = now;
      const label = now === "play" ? "Play" : "Pause";
      toggle.replaceChildren(icon(ICONS[now]));
      toggle.title = label;
      setAttribute(toggle, "aria-label", label);
    }
    for (const each of [toggle, back, forward, repeat, scrub, speed]) each.disabled = player.disabled;
    setAttribute(repeat, "aria-pressed", String(model.get("repeat")));
    scrub.min = model.get("min");
    scrub.max = model.get("max");
    scrub.value = String(step);
    setAttribute(scrub, "aria-valuetext", `step ${step} of ${model.get("max")}`);
    if (speed.value !== String(model.get("speed"))) listSpeeds();
  }

  return { root, write };
}
