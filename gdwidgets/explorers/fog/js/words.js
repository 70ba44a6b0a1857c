// @ts-check
// What the game says, in words and numbers: pure functions.

import { plain, plural } from "../../../web/numbers.js";
import { apart, distance } from "./land.js";

/**
 * @typedef {import("./land.js").Ground} Ground
 * @typedef {import("./land.js").Place} Place
 * @typedef {import("./land.js").Point} Point
 * @typedef {import("./judge.js").Judgement} Judgement
 */

const WINDS = ["east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east"];
const FLAT = 0.01; // of the typical steepness
const count = (number) => number.toLocaleString("en");

/** The compass point of a direction on the map. */
export function compass([east, north]) {
  return WINDS[(Math.round(Math.atan2(north, east) / (Math.PI / 4)) + 8) % 8];
}

/** How steep the ground is, beside what is usual on this map. */
export function steepnessInWords(steepness, typical) {
  const share = steepness / typical;
  if (share < FLAT) return "almost flat";
  if (share < 0.3) return "gently";
  return share < 1.5 ? "steeply" : "very steeply";
}

/** The way downhill, in shares of the map's sides. @param {Place} place @param {Ground} ground */
export const wayDown = (place, { slope }) => apart(place.domain, slope, [0, 0]);

/** Where downhill is, in words. @param {Place} place @param {Ground} ground */
export function groundInWords(place, ground) {
  const how = steepnessInWords(ground.steepness, place.typical);
  if (how === "almost flat") return "The ground is almost flat here. Is it the deepest place? The slope can’t tell.";
  return `The ground falls ${how} to the ${compass(wayDown(place, ground))}.`;
}

/** Where the aim is, and whether the ground there is lower. @param {Place} place */
export function aimInWords(place, here, aim, change) {
  const little = 0.02 * place.typical * place.sight * (place.domain[0][1] - place.domain[0][0]);
  const lower = change < 0 ? "lower" : "higher";
  const how = Math.abs(change) < little ? "about as high as here" : lower;
  return `Aim: to the ${compass(apart(place.domain, here, aim))}, the ground there is ${how}.`;
}

/** What the map shows, for those who can't see it. @param {Place} place @param {Ground} ground */
export const fogInWords = (place, here, ground) =>
  `Map of ${place.label} in fog; you see the ground around you at ${here.map((x) => plain(x)).join(", ")}. `
  + `Height ${plain(ground.height)}. ${groundInWords(place, ground)}`;

export const liftedInWords = (place) =>
  `Map of ${place.label} without fog: your path, gradient descent’s path and the treasure.`;

export const offTheMap = (length) =>
  `That step would be ${plain(length)} long and lead off the map. `
  + "The slope is right, the learning rate is too large here.";

/** What is known at a place: names and numbers. @param {Place} place @param {Point} here @param {Ground} ground */
export const numbersOf = (place, here, { height, slope, steepness }, rate) => [
  [place.names.join(", "), here.map((x) => plain(x)).join(", ")],
  ["height", plain(height)],
  [`slope along ${place.names[0]}`, plain(slope[0])],
  [`slope along ${place.names[1]}`, plain(slope[1])],
  ["next step’s length", plain(rate * steepness)],
];

/** The next step by the slope, worked out line by line. @param {Place} place @param {Point} here @param {Ground} ground */
export function formulaOf(place, here, { slope }, rate) {
  const bracketed = (number) => (number < 0 ? `(${plain(number)})` : plain(number));
  return [
    "new place = place − learning rate × slope",
    ...here.map((x, i) =>
      `${place.names[i]}:  ${plain(x)} − ${plain(rate)} × ${bracketed(slope[i])} = ${plain(x - rate * slope[i])}`),
  ];
}

const above = (place, height) => plain(Math.max(0, height - place.depth));

/** The walker beside gradient descent: a row for each number. @param {Place} place @param {Judgement} judged */
export function rowsOf(place, { you, descent, steps }) {
  const when = (reached) => (reached === null ? "no" : `at step ${count(reached)}`);
  const left = descent.left !== null && descent.reached === null;
  return [
    ["", "you", "gradient descent"],
    ["steps", String(steps), String(descent.path.length - 1)],
    ["loss (height) at the end", plain(you.height), plain(descent.height)],
    ["above the treasure", above(place, you.height), above(place, descent.height)],
    ["reaches the treasure", when(you.reached), left ? `no: off the map at step ${descent.left}` : when(descent.reached)],
  ];
}

/** Whether a path is gradient descent's. */
const isAlike = (domain, path, run) =>
  run.length === path.length && run.every((point, i) => distance(domain, point, path[i]) < 1e-6);

/** @param {Place} place @param {Judgement} judged */
function descentInWords(place, { descent, steps, rate }) {
  const { reached, left, resting, height } = descent;
  const name = `Gradient descent with learning rate ${plain(rate)}`;
  if (reached !== null && reached <= steps) return `${name} reached it in ${plural(reached, "step")}.`;
  if (left !== null && reached === null) return `${name} left the map at step ${left}: its steps were too long.`;
  const stood = `${name} stood ${above(place, height)} above the treasure after as many steps`;
  if (reached !== null) return `${stood}, and would reach it at step ${count(reached)}.`;
  if (!resting) return `${stood}, and would still be on its way after ${plural(place.longest, "step")}.`;
  return `${stood}. It would never get there: it comes to rest in another valley, and no slope tells it of a deeper one.`;
}

/**
 * What is to be said when the fog has lifted.
 * @param {Place} place
 * @param {Point[]} path the walker's
 * @param {Judgement} judged
 * @param {number} steepness where the walker stopped
 */
export function verdict(place, path, judged, steepness) {
  const { you, descent, steps } = judged;
  const here = path[path.length - 1];
  const words = [];
  if (you.reached !== null) {
    words.push(`You found the treasure in ${plural(you.reached, "step")}.`);
  } else {
    const [nearest] = [...place.treasures].sort(
      (a, b) => distance(place.domain, here, a) - distance(place.domain, here, b));
    const flat = steepness < FLAT * place.typical ? "where the ground is almost flat, but " : "";
    words.push(`You stopped ${flat}${above(place, you.height)} above the treasure, `
      + `which lies to the ${compass(apart(place.domain, here, nearest))}.`);
  }
  if (steps && isAlike(place.domain, path, descent.path)) words.push("You walked just as gradient descent does.");
  return [...words, descentInWords(place, judged)].join(" ");
}
