// @ts-check
// One view: the map under its fog, the words and numbers beside it.

import { createSpeech, element, keepKeys, setAttribute, uniqueId } from "../../../web/kit.js";
import { plain } from "../../../web/numbers.js";
import { createStage } from "../../../web/stage.js";
import { createAiming } from "./aiming.js";
import { apart } from "./land.js";
import { DESCENT, YOU, paintGame } from "./painting.js";
import { createSide } from "./side.js";
import { aimInWords, fogInWords, groundInWords, liftedInWords, verdict } from "./words.js";

export function createView(el, game) {
  const keys = uniqueId();
  const stage = createStage((_panel, brush) => paintGame(brush, game, aiming.point), { prepare, after: write });
  const aiming = createAiming(game, stage);
  const side = createSide(game, keys);
  const cover = element("div", "gdw-fog-cover");
  const live = element("p", "gdw-hidden", { "aria-live": "polite" });
  const speech = createSpeech(live);
  const root = element("div", "gdw gdw-fog", { role: "group", "aria-label": "Fog game" }, stage.root, side.root, live);
  root.style.setProperty("--gdw-you", YOU);
  root.style.setProperty("--gdw-descent", DESCENT);
  el.append(root);
  keepKeys(root, aiming.press);

  /** Lay the fog on a new map, above the landscape and below axes and walker. */
  function prepare(panel) {
    panel.root.querySelector(".gdw-ink").before(cover);
    setAttribute(panel.canvas, "aria-describedby", keys);
    aiming.follow(panel);
  }

  /** Show a new picture, all of it in fog until it is known where the walker is. */
  function layOut(picture) {
    stage.layOut(picture);
    for (const edge of ["left", "top", "width", "height"]) cover.style[edge] = `${100 * game.axes[edge]}%`;
    aiming.forget();
    clearFog();
  }

  /** The fog is a sheet over the map with a hole where the walker is. */
  function clearFog() {
    const { domain, sight } = game.place;
    const [east, north] = apart(domain, domain.map(([low]) => low), game.here);
    const size = `${100 * sight}%`;
    cover.style.setProperty("--gdw-hole",
      `radial-gradient(ellipse ${size} ${size} at ${100 * east}% ${100 * (1 - north)}%, transparent 88%, black 100%)`);
    root.classList.toggle("gdw-fog-lifted", game.over);
  }

  function words() {
    const { place, path, here, ground, over, message } = game;
    if (over) return verdict(place, path, game.judged(), ground.steepness);
    if (message) return message;
    const aim = aiming.point;
    return aim
      ? aimInWords(place, here, aim, game.look(aim).height - ground.height)
      : groundInWords(place, ground);
  }

  function write() {
    clearFog();
    const { place, path, here, ground, over, message } = game;
    const text = words();
    side.write(text);
    const isNews = over || message || aiming.point;
    speech.say(isNews ? text : `Step ${path.length - 1}. Height ${plain(ground.height)}. ${text}`);
    for (const { canvas } of stage.panels) {
      // A screen reader keeps the keys of an image to itself, and gives an application its own.
      setAttribute(canvas, "role", over ? "img" : "application");
      setAttribute(canvas, "aria-roledescription", "map");
      setAttribute(canvas, "aria-label", over ? `${liftedInWords(place)} ${text}` : fogInWords(place, here, ground));
    }
  }

  return {
    layOut,
    draw: stage.draw,
    remove() {
      stage.remove();
      speech.end();
      root.remove();
    },
  };
}
