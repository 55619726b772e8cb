// What Python sends, and what the component remembers.

/**
 * @typedef {object} AttributionRow
 * @property {string} name
 * @property {string} label
 * @property {string} does "" for a baseline
 * @property {string} limit what it cannot do
 * @property {string} source
 * @property {boolean} signed
 * @property {number[]} limits where the colours end, of the map and of its twin
 * @property {number | null} alike correlation of the map with its twin
 * @property {number[]} areas under the two curves of the explained class
 * @property {boolean} mapped whether its map is there
 * @property {boolean} twinned whether its twin is there
 * @property {boolean} scored whether its curves are there
 */
/**
 * @typedef {object} AttributionHeader
 * @property {[height: number, width: number, channels: number]} shape of the input
 * @property {AttributionRow[]} rows methods first, then baselines, which have no twin
 * @property {string[]} classes
 * @property {number} label the explained class
 * @property {number | null} other the class that it is compared with
 * @property {number[]} order of the classes, the most probable first
 * @property {number[]} blank the background, by channel
 * @property {number[]} shares of pixels that are taken away or kept
 * @property {number[]} counts the same as numbers of pixels
 * @property {string} missing
 */
/**
 * @typedef {AttributionHeader & {
 *   image: Float32Array, maps: Float32Array, random: Float32Array,
 *   ranks: Int32Array, curves: Float32Array,
 * }} Attribution
 */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {Attribution} data
 * @property {number} frame
 * @property {Map<string, { says: string, card: HTMLElement }>} cards of the methods, by name
 * @property {string} chosen name of the method whose pixels are taken away
 * @property {number} kind 0 takes away, 1 keeps only
 * @property {number} step index of the share
 * @property {number} mix 0 is the input alone, 1 the map alone
 * @property {[row: number, col: number] | null} at the pixel that is read
 */

export {};
