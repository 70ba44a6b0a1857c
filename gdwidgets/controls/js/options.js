// @ts-check
// The positions of a slider: a list of numbers that may take in one more.

/**
 * A number with all its digits and no exponent: 1e-7 is "0.0000001".
 * @param {number} number
 */
export function plainNumber(number) {
  const [, sign, digits, power] = /** @type {RegExpExecArray} */ (
    /^(-?)([\d.]+)(?:e(.+))?$/.exec(String(number)));
  const exponent = Number(power);
  if (!power) return sign + digits;
  const bare = digits.replace(".", "");
  const zeros = "0".repeat(Math.max(0, -exponent - 1));
  return sign + (exponent < 0 ? `0.${zeros}${bare}` : bare.padEnd(exponent + 1, "0"));
}

/**
 * The options with `value` among them; the number that was added before makes room for it.
 * @param {number[]} options ascending
 * @param {string[]} labels one for each
 * @param {number | null} added the one that is not of the given ones
 * @param {number} value between the first and the last
 * @returns {{options: number[], labels: string[], added: number | null, index: number}}
 */
export function include(options, labels, added, value) {
  const found = options.indexOf(value);
  if (found >= 0) return { options, labels, added, index: found };
  const kept = options.map((_, i) => i).filter((i) => options[i] !== added);
  const place = kept.filter((i) => options[i] < value).length;
  const widen = (list, item) => {
    const wider = kept.map((i) => list[i]);
    wider.splice(place, 0, item);
    return wider;
  };
  return {
    options: widen(options, value),
    labels: widen(labels, plainNumber(value)),
    added: value,
    index: place,
  };
}

/**
 * Why `value` can't be chosen, in words; nothing if it can.
 * @param {any} value
 * @param {number[]} options
 * @param {boolean} whole
 * @param {string} name what the number is called
 */
export function refusal(value, options, whole, name) {
  const [low, high] = [options[0], options[options.length - 1]];
  const right = whole ? Number.isInteger(value) : Number.isFinite(value);
  if (right && low <= value && value <= high) return "";
  const kind = whole ? "a whole number" : "a number";
  const given = typeof value === "number" ? value : `“${value}”`;
  return `${name} must be ${kind} from ${plainNumber(low)} to ${plainNumber(high)}, not ${given}`;
}
