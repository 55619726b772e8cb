// Reading what packing.py packed.

const TYPES = [Int8Array, Int16Array, Int32Array, Float32Array, Float64Array];

/**
 * The header of a message, and where in its memory the arrays begin.
 * @param {Uint8Array} bytes
 */
function openMessage(bytes) {
  const { buffer } = bytes.slice(); // a copy begins at 0, so the values are aligned
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  return { header, buffer, start: 4 + length };
}

/**
 * A message's header and all its values behind one another.
 * @template Header
 * @param {Uint8Array} bytes
 * @returns {{ header: Header, values: Float32Array<ArrayBuffer> }}
 */
export function unpack(bytes) {
  const { header, buffer, start } = openMessage(bytes);
  return { header, values: new Float32Array(buffer, start) };
}

/**
 * A header and the message that it was put before.
 * @template Header
 * @param {Uint8Array} bytes
 * @returns {{ header: Header, message: Uint8Array<ArrayBuffer> }}
 */
export function unpackAround(bytes) {
  const { header, buffer, start } = openMessage(bytes);
  return { header, message: new Uint8Array(buffer, start) };
}

/**
 * A message's header with its arrays under their names.
 * @param {Uint8Array} bytes
 */
export function unpackExact(bytes) {
  const { header, buffer, start } = openMessage(bytes);
  let from = start;
  /** @type {[name: string, type: number, shape: number[]][]} */
  const arrays = header.arrays;
  for (const [name, type, shape] of arrays) {
    const count = shape.reduce((product, length) => product * length, 1);
    const size = count * TYPES[type].BYTES_PER_ELEMENT;
    header[name] = new TYPES[type](buffer.slice(from, from + size)); // aligned for 8 bytes too
    from += Math.ceil(size / 4) * 4;
  }
  return header;
}
