// Reading what packing.py packed.

/**
 * A message's header and all its values behind one another.
 * @template Header
 * @param {Uint8Array} bytes
 * @returns {{ header: Header, values: Float32Array<ArrayBuffer> }}
 */
export function unpack(bytes) {
  const { buffer } = bytes.slice(); // a copy begins at 0, so the values are aligned
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  return { header, values: new Float32Array(buffer, 4 + length) };
}
