// Types of the photograph's values.

/** @typedef {import("./geometry.js").Box} Box */
/** @typedef {import("./geometry.js").Point} Point */
/** @typedef {import("./geometry.js").Grip} Grip */
/**
 * @typedef {object} PhotoShape
 * @property {Box} box
 * @property {string} source its ink as the network reads it, PNG in base64
 */
/**
 * @typedef {object} PhotoBoxesData
 * @property {string} source of the photograph, JPEG in base64
 * @property {[rows: number, cols: number]} size of the photograph, in whose pixels the boxes are
 * @property {PhotoShape[]} shapes that may be the digit, the likeliest first
 * @property {number | null} chosen the number of the shape that is read
 * @property {Box | null} drawn the visitor's box, if that is read
 * @property {number} taken the number of the last change that Python took
 */
/** @typedef {{ shape: number | null } | { box: Box }} Edit */
/**
 * @typedef {object} Drag
 * @property {Point} from
 * @property {Grip | null} grip null draws a new box
 * @property {Box | null} before the box as it was
 * @property {boolean} hasMoved whether the pointer has moved so far that it is no click
 */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {HTMLElement} frame
 * @property {HTMLElement} box
 * @property {PhotoBoxesData} data
 * @property {number | null} chosen
 * @property {Box | null} drawn
 * @property {Drag | null} drag
 * @property {boolean} isKeyed whether keys have changed the box since it was sent
 * @property {import("../_js/changes.js").Numbered<Edit>[]} pending not confirmed by Python yet
 * @property {(index: number | null) => void} choose a shape to be read
 * @property {(changes: import("../_js/changes.js").Numbered<Edit>[]) => void} send
 */

export {};
