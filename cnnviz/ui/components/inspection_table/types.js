// What the parts of the inspection's table share.

/** @typedef {import("./rows.js").InspectionRow} InspectionRow */
/**
 * @typedef {object} InspectionData
 * @property {string} run the inspection's id
 * @property {number} start how many rows were sent before
 * @property {InspectionRow[]} rows those that are new
 * @property {string[]} classes
 * @property {Record<string, number>} corrections classes by the row's number
 * @property {number} threshold
 * @property {boolean} unlike whether images unlike the training data may be accepted
 * @property {Record<string, string>} maps PNG in base64 by the row's number, those that are new
 * @property {boolean} mapped whether Grad-CAM can be asked for
 * @property {number} opened the row that is shown below; -1 for none
 * @property {number} taken the number of the last change that Python took
 */
/**
 * What the browser was sent of an inspection so far.
 * @typedef {object} Feed
 * @property {InspectionRow[]} rows
 * @property {string[]} classes
 * @property {Map<number, string>} maps
 */
/**
 * @typedef {object} Act
 * @property {"label" | "accept" | "open" | "maps"} act
 * @property {number} [row]
 * @property {number | null} [label]
 * @property {number} [threshold]
 * @property {boolean} [unlike]
 * @property {number[]} [rows]
 */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {InspectionData} data
 * @property {Feed} feed
 * @property {import("./rows.js").Choice} choice
 * @property {import("./rows.js").Acceptance} acceptance
 * @property {import("./rows.js").Corrections} corrections
 * @property {number[]} shown numbers of the rows that the filter shows
 * @property {number} page
 * @property {number} at number of the row that keys act on; -1 for none
 * @property {[row: number, before: number | null][]} undo
 * @property {Map<number, number>} asked when each row's map was asked for
 * @property {(act: Act) => void} report
 * @property {number} frame
 * @property {import("../_js/changes.js").Numbered<Act>[]} [pending]
 */

export {};
