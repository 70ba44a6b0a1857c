// @ts-check
// One view of a player: the stage, the bar below it, and what is said about the run.

import { element, keepKeys, setAttribute } from "../../web/kit.js";
import { createStage } from "../../web/stage.js";
import { createBar } from "./bar.js";
import { paint } from "./painting.js";
import { createPointing } from "./pointing.js";
import { createWords } from "./words.js";

export function createView(el, player) {
  const { model } = player;
  const root = element("div", "gdw gdw-player", { role: "group" });
  const stage = createStage(paintPanel, {
    prepare: (panel) => pointing.follow(panel),
    after: write,
  });
  const bar = createBar(player);
  const words = createWords(player, () => stage.draw());
  const pointing = createPointing(root, stage, player);
  root.append(stage.root, bar.root, words.root, pointing.tip);
  el.append(root);
  keepKeys(root, pointing.press);

  /** Draw what moves on one panel, at the time of the clock. */
  function paintPanel(panel, brush) {
    const { run, known, clock } = player;
    if (!run) return;
    const time = Math.min(clock.time, player.end());
    const look = { hidden: model.get("hidden"), positions: player.positions };
    for (const { tracks, run: other, only } of player.overlays) {
      if (!only) paint(brush, known.picture, tracks, other, time, look);
    }
    paint(brush, known.picture, known.moving.tracks, run, time, { ...look, hovered: pointing.hovered });
    for (const { tracks, run: other, only } of player.overlays) {
      if (only) paint(brush, known.picture, tracks, other, 0, look);
    }
    pointing.paintGhost(panel, brush);
  }

  function write() {
    if (player.known) root.dataset.missing = String(player.missing);
    const summary = words.write();
    bar.write();
    const description = model.get("description");
    setAttribute(root, "aria-label", description || "Descent player");
    const label = [description, summary].filter(Boolean).join(". ") || "Descent";
    for (const { canvas } of stage.panels) setAttribute(canvas, "aria-label", label);
  }

  return {
    draw: stage.draw,
    layOut: () => player.known && stage.layOut(player.known.picture),
    settle: pointing.settle,
    remove() {
      stage.remove();
      words.end();
      root.remove();
    },
  };
}
