import assert from "node:assert/strict";
import { test } from "node:test";

import { inflate, readNumbers, runOf, unpackShelf } from "../../gdwidgets/player/js/unpacking.js";
import { plain } from "../../gdwidgets/web/numbers.js";
import { float32, told } from "./told.mjs";

const bitsOf = (floats) => [...new Uint32Array(floats.slice().buffer)];
const tables = await Promise.all(told.packed.map(async ({ shape, packed, given, unpacked }) => ({
  given: float32(given),
  unpacked: float32(unpacked),
  read: readNumbers(await inflate(packed), ...shape),
})));

test("numbers are read bit for bit as Python reads them", () => {
  for (const { read, unpacked } of tables) assert.deepEqual(bitsOf(read), bitsOf(unpacked));
});

test("six digits are left of each, and what is no number stays what it is", () => {
  const smallest = 1.1754943508222875e-38; // below it a float32 has fewer digits itself
  for (const { read, given } of tables) {
    given.forEach((number, i) => {
      if (!Number.isFinite(number) || number === 0) assert.ok(Object.is(read[i], number), `${number}`);
      else if (Math.abs(number) >= smallest && Math.abs(number) < 3.40282e38) {
        assert.ok(Math.abs(read[i] / number - 1) <= 5e-7, `${number} ${read[i]}`);
      }
    });
  }
});

test("a loss of 1e-12 can still be read", () => {
  const { read } = tables.at(-1);
  assert.deepEqual([...read].map((number) => plain(number)), Array(10).fill("1.00 × 10⁻¹²"));
});

test("a shelf has the runs that Python packed", async () => {
  const { sent, layout, runs, stops } = told.shelf;
  const shelf = await unpackShelf(sent, layout);
  assert.equal(shelf.runs, runs.length);
  runs.forEach((expected, member) => {
    const run = runOf(shelf, member, layout);
    assert.deepEqual(bitsOf(run.data), bitsOf(float32(expected.numbers)));
    assert.deepEqual(run.images.map((each) => [...each]), expected.images.map((each) => [...new Uint8Array(each.buffer)]));
    assert.equal(run.caption, expected.caption);
    assert.deepEqual(run.ends, expected.ends);
    assert.equal(run.stop, stops[member]);
    assert.equal(run.remedy, null);
    assert.deepEqual(run.gauge, { minimum: null, limit: null });
  });
  assert.equal(runOf(shelf, 1, layout).data.buffer, shelf.numbers.buffer, "nothing is copied");
});

test("what was packed badly is an error, not a picture", async () => {
  await assert.rejects(inflate(new Uint8Array([1, 2, 3])));
});
