// What told.py says, with bytes as bytes and numbers that JSON lacks as numbers.
import { readFileSync } from "node:fs";
import process from "node:process";

const revive = (_name, value) => {
  if (value?.$base64 !== undefined) {
    const bytes = Uint8Array.from(Buffer.from(value.$base64, "base64"));
    return new DataView(bytes.buffer); // as a host gives them to a widget
  }
  return value;
};

export const told = JSON.parse(readFileSync(process.env.GDWIDGETS_TOLD, "utf-8"), revive);

/** Numbers of four bytes each. @param {DataView} view */
export const float32 = ({ buffer }) => new Float32Array(buffer);

/** Numbers of eight bytes each. @param {DataView} view */
export const float64 = ({ buffer }) => new Float64Array(buffer);
