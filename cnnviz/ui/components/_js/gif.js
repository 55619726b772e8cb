// Animated pictures: writes GIF89a files, https://www.w3.org/Graphics/GIF/spec-gif89a.txt.
// A picture is a Uint32Array with one word per pixel, as ImageData holds them; opaque, so that the
// lower 24 bits are its colour: red, then green, then blue from the lowest byte.

const UNCHANGED = 255; // the index of a pixel that stays as it was in the frame before
const MOST_COLOURS = 255; // all other indices
const EXACT = 128; // colours that are never merged: the fills, before the shades of letters' edges
const [CLEAR, END, FIRST_FREE] = [256, 257, 258]; // codes of LZW for pixels of 8 bits
const MOST_CODES = 4096;
const LONGEST_BLOCK = 255;

/** @param {number} word */
const channelsOf = (word) => [word & 255, (word >> 8) & 255, (word >> 16) & 255];

/**
 * The squared distance of two colours.
 * @param {number} first
 * @param {number} second
 */
function distance(first, second) {
  const red = (first & 255) - (second & 255);
  const green = ((first >> 8) & 255) - ((second >> 8) & 255);
  const blue = ((first >> 16) & 255) - ((second >> 16) & 255);
  return red * red + green * green + blue * blue;
}

/**
 * At most 255 colours for pictures: the most frequent ones exactly, and none of the others
 * further from the nearest than is needed for that.
 * @param {Uint32Array[]} pictures
 */
export function paletteOf(pictures) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const words of pictures) {
    for (let start = 0, end = 0; start < words.length; start = end) {
      while (words[end] === words[start] && end < words.length) end++;
      const colour = words[start] & 0xffffff;
      counts.set(colour, (counts.get(colour) ?? 0) + end - start);
    }
  }
  const ranked = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
  for (let apart = 0; ; apart += 4) {
    const chosen = spread(ranked, apart * apart);
    if (chosen) return chosen;
  }
}

/**
 * The first colours of a list, and those further than a squared distance from all chosen before;
 * null if that gives too many.
 * @param {number[]} ranked
 * @param {number} least
 */
function spread(ranked, least) {
  const chosen = ranked.slice(0, EXACT);
  for (const colour of ranked.slice(EXACT)) {
    if (chosen.some((other) => distance(colour, other) <= least)) continue;
    if (chosen.length === MOST_COLOURS) return null;
    chosen.push(colour);
  }
  return chosen;
}

/** A GIF that plays for ever. */
export class Gif {
  /**
   * @param {number} width
   * @param {number} height
   * @param {number[]} palette at most 255 colours; others become the nearest of them
   */
  constructor(width, height, palette) {
    this.width = width;
    this.height = height;
    this.palette = palette;
    /** @type {Uint8Array | null} the indices of the last frame */
    this.before = null;
    // The index of every colour that has occurred; 255 for all others.
    this.known = new Uint8Array(1 << 24).fill(UNCHANGED);
    this.codes = new CodeTable();
    /** @type {number[]} */
    this.written = [];
    this.writeHeader();
  }

  writeHeader() {
    this.writeText("GIF89a");
    this.writeShorts(this.width, this.height);
    this.written.push(0xf7, 0, 0); // a table of 256 colours for all frames
    const colours = this.palette.flatMap(channelsOf);
    this.written.push(...colours, ...new Array(3 * 256 - colours.length).fill(0));
    this.written.push(0x21, 0xff, 11);
    this.writeText("NETSCAPE2.0");
    this.written.push(3, 1, 0, 0, 0); // again and again
  }

  /** @param {string} text */
  writeText(text) {
    this.written.push(...new TextEncoder().encode(text));
  }

  /** @param {...number} values of 16 bits */
  writeShorts(...values) {
    for (const value of values) this.written.push(value & 255, value >> 8);
  }

  /**
   * Add a frame; of what it has in common with the last, nothing is written.
   * @param {Uint32Array} picture
   * @param {number} milliseconds that it stands
   */
  add(picture, milliseconds) {
    const indices = this.indicesOf(picture);
    const box = this.changed(indices);
    this.written.push(0x21, 0xf9, 4, 0x05); // keep it below the next frame; one index is clear
    this.writeShorts(Math.round(milliseconds / 10));
    this.written.push(UNCHANGED, 0, 0x2c);
    this.writeShorts(box.left, box.top, box.width, box.height);
    this.written.push(0, 8);
    this.writeBlocks(this.codes.compress(this.cut(indices, box)));
    this.before = indices;
  }

  /** @param {Uint32Array} picture */
  indicesOf(picture) {
    const indices = new Uint8Array(picture.length);
    for (let at = 0; at < picture.length; at++) {
      const colour = picture[at] & 0xffffff;
      if (this.known[colour] === UNCHANGED) this.known[colour] = this.nearest(colour);
      indices[at] = this.known[colour];
    }
    return indices;
  }

  /** @param {number} colour */
  nearest(colour) {
    let best = 0;
    for (let at = 1; at < this.palette.length; at++) {
      if (distance(colour, this.palette[at]) < distance(colour, this.palette[best])) best = at;
    }
    return best;
  }

  /**
   * The smallest box around all pixels that differ from the last frame.
   * @param {Uint8Array} indices
   */
  changed(indices) {
    const { width, height, before } = this;
    if (!before) return { left: 0, top: 0, width, height };
    let [left, right, top, bottom] = [width, -1, height, -1];
    for (let at = 0; at < indices.length; at++) {
      if (indices[at] === before[at]) continue;
      const col = at % width;
      const row = (at - col) / width;
      if (col < left) left = col;
      if (col > right) right = col;
      if (row < top) top = row;
      bottom = row;
    }
    if (right < 0) return { left: 0, top: 0, width: 1, height: 1 };
    return { left, top, width: right - left + 1, height: bottom - top + 1 };
  }

  /**
   * The indices in a box.
   * @param {Uint8Array} indices
   * @param {{ left: number, top: number, width: number, height: number }} box
   */
  cut(indices, { left, top, width, height }) {
    const part = new Uint8Array(width * height);
    for (let row = 0; row < height; row++) {
      const from = (top + row) * this.width + left;
      for (let col = 0; col < width; col++) {
        const index = indices[from + col];
        part[row * width + col] = this.before?.[from + col] === index ? UNCHANGED : index;
      }
    }
    return part;
  }

  /** @param {number[]} bytes */
  writeBlocks(bytes) {
    for (let from = 0; from < bytes.length; from += LONGEST_BLOCK) {
      const block = bytes.slice(from, from + LONGEST_BLOCK);
      this.written.push(block.length, ...block);
    }
    this.written.push(0);
  }

  /** The whole file. */
  bytes() {
    return Uint8Array.from([...this.written, 0x3b]);
  }
}

/** Lempel, Ziv and Welch's compression, as GIF uses it. */
class CodeTable {
  constructor() {
    // The code of a prefix and a byte, with the number of the table that it belongs to: so a new
    // table begins without clearing this one.
    this.entries = new Int32Array(MOST_CODES << 8);
    this.table = 0;
  }

  /** @param {Uint8Array} indices */
  compress(indices) {
    const bits = new Bits();
    let next = FIRST_FREE;
    this.table++;
    bits.write(CLEAR);
    let prefix = indices[0];
    for (let at = 1; at < indices.length; at++) {
      const key = (prefix << 8) | indices[at];
      const entry = this.entries[key];
      if (entry >> 12 === this.table) {
        prefix = entry & (MOST_CODES - 1);
        continue;
      }
      bits.write(prefix);
      prefix = indices[at];
      if (next < MOST_CODES) {
        this.entries[key] = (this.table << 12) | next;
        bits.widenFor(next++);
      } else {
        bits.write(CLEAR);
        bits.size = 9;
        next = FIRST_FREE;
        this.table++;
      }
    }
    bits.write(prefix);
    bits.widenFor(next);
    bits.write(END);
    return bits.finished();
  }
}

/** Codes of growing length as bytes, the lowest bits first. */
class Bits {
  constructor() {
    /** @type {number[]} */
    this.bytes = [];
    this.size = 9;
    this.waiting = 0;
    this.count = 0;
  }

  /**
   * Make codes a bit longer, from the one on that a shorter code could not hold.
   * @param {number} code
   */
  widenFor(code) {
    if (code === 1 << this.size && code < MOST_CODES) this.size++;
  }

  /** @param {number} code */
  write(code) {
    this.waiting |= code << this.count;
    for (this.count += this.size; this.count >= 8; this.count -= 8) {
      this.bytes.push(this.waiting & 255);
      this.waiting >>>= 8;
    }
  }

  finished() {
    if (this.count) this.bytes.push(this.waiting & 255);
    return this.bytes;
  }
}
