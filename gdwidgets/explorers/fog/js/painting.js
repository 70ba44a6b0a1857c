// @ts-check
// What lies over the landscape: the paths, the arrow down the slope, the aim, the treasures.

import { corners } from "../../../web/brush.js";
import { toFigure } from "../../../web/numbers.js";
import { downhill } from "./land.js";

// As in drawing/palette.py: PATH, PURPLE and MINIMUM.
export const YOU = "#d55e00";
export const DESCENT = "#cc79a7";
const TREASURE = "#f0e442";
const INK = "#1b1b1b";
const SHORTEST = 26; // pixels: the way must be seen, however short the step

/** Draw a game as it stands. @param {any} brush @param {any} game @param {number[] | null} aim */
export function paintGame(brush, game, aim) {
  const { axes, over } = game;
  const pixels = (point) => brush.place(toFigure(axes, point[0], point[1]));
  brush.within(axes, () => {
    if (over) paintDescent(brush, game, pixels);
    const path = game.path.map(pixels);
    const at = path[path.length - 1];
    brush.polyline(path, YOU, 2.4);
    path.slice(1, -1).forEach((place) => brush.dot(place, 3.2, "white", YOU));
    brush.dot(path[0], 4.5, "white", YOU);
    if (!over) paintStep(brush, at, pixels(downhill(game.here, game.ground.slope, game.rate)));
    if (aim && !over) {
      brush.polyline([at, pixels(aim)], YOU, 2.4, { dash: [4, 5] });
      brush.dot(pixels(aim), 6, "rgba(255, 255, 255, 0.5)", YOU);
    }
    brush.dot(at, 7, YOU);
  });
}

/** The way down the slope, and a ring where the step lands. */
function paintStep(brush, at, tip) {
  const length = Math.hypot(tip[0] - at[0], tip[1] - at[1]);
  if (!length) return;
  const longer = Math.max(length, SHORTEST) / length;
  brush.arrow(at, at.map((x, i) => x + longer * (tip[i] - x)), INK, 2.4, 12, { edge: "white" });
  brush.dot(tip, 3.5, "white", INK);
}

function paintDescent(brush, game, pixels) {
  const path = game.judged().descent.path.map(pixels);
  const square = (place, radius, fill, edge) =>
    brush.shape(corners(place, radius, 4, 1, Math.PI / 4), fill, edge);
  brush.polyline(path, DESCENT, 2.4, { dash: [7, 5] });
  path.slice(1).forEach((place) => square(place, 4.5, "white", DESCENT));
  square(path[path.length - 1], 9, DESCENT, "white");
  for (const treasure of game.place.treasures) {
    brush.shape(corners(pixels(treasure), 12, 10, 0.45), TREASURE, INK);
  }
}
