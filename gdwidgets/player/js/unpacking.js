// @ts-check
// What packing.py packed: numbers, images and words, read back from their compressed bytes.

/**
 * @typedef {{runs: number, numbers: Float32Array, images: Uint8Array[], stops: number[],
 *            captions: string[], ends: number[][] | null, remedies?: any[],
 *            minimum?: (number | null)[], limit?: (number | null)[]}} Shelf
 * @typedef {{data: Float32Array, columns: number, last: number, images: Uint8Array[],
 *            ends: number[] | null, stop: number, caption: string, remedy: any,
 *            gauge: {minimum: number | null, limit: number | null}}} Run
 */

const DROPPED = 3; // bits of a float32 that were rounded away

/** A trait as it was before its bytes were gathered in one piece. */
export function spread({ tree, bytes }) {
  const { buffer, byteOffset = 0 } = ArrayBuffer.isView(bytes) ? bytes : { buffer: bytes };
  const read = (each) => {
    if (Array.isArray(each)) return each.map(read);
    if (each?.constructor !== Object) return each; // a number, a text, or bytes that came later
    const at = each.$bytes;
    if (at) return new Uint8Array(buffer, byteOffset + at[0], at[1] - at[0]);
    return Object.fromEntries(Object.entries(each).map(([name, inner]) => [name, read(inner)]));
  };
  return read(tree);
}

/** @param {ArrayBuffer | ArrayBufferView} bytes */
export async function inflate(bytes) {
  const stream = new Blob([/** @type {any} */ (bytes)]).stream();
  const unpacked = stream.pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

/**
 * Numbers from the second differences of their bits, which came plane by plane of bytes.
 * @returns {Float32Array} run by run, row by row, column by column
 */
export function readNumbers(bytes, runs, rows, columns) {
  const count = runs * rows * columns;
  const bits = new Uint32Array(count);
  let from = 0;
  for (let column = 0; column < columns; column += 1) {
    for (let run = 0; run < runs; run += 1) {
      let slope = 0;
      let value = 0;
      let to = run * rows * columns + column;
      for (let row = 0; row < rows; row += 1) {
        const small = bytes[from] | (bytes[from + count] << 8)
          | (bytes[from + 2 * count] << 16) | (bytes[from + 3 * count] << 24);
        slope = (slope + ((small >>> 1) ^ -(small & 1))) | 0;
        value = (value + slope) | 0;
        bits[to] = value << DROPPED;
        from += 1;
        to += columns;
      }
    }
  }
  return new Float32Array(bits.buffer);
}

/** One shelf as it was sent. @returns {Promise<Shelf>} */
export async function unpackShelf({ runs, numbers, images, facts }, { last, columns }) {
  const [table, words, ...pictures] = await Promise.all([numbers, facts, ...images].map(inflate));
  return {
    runs,
    numbers: readNumbers(table, runs, last + 1, columns),
    images: pictures,
    ...JSON.parse(new TextDecoder().decode(words)),
  };
}

/** One run of a shelf; a single one is that of all positions. @param {Shelf} shelf @returns {Run} */
export function runOf(shelf, position, { last, columns }) {
  const member = Math.min(position, shelf.runs - 1);
  const part = (array, size) => array.subarray(member * size, (member + 1) * size);
  return {
    data: part(shelf.numbers, (last + 1) * columns),
    columns,
    last,
    images: shelf.images.map((each) => part(each, each.length / shelf.runs)),
    ends: shelf.ends?.[member] ?? null,
    stop: shelf.stops[member],
    caption: shelf.captions[member],
    remedy: shelf.remedies?.[member] ?? null,
    gauge: { minimum: shelf.minimum?.[member] ?? null, limit: shelf.limit?.[member] ?? null },
  };
}
