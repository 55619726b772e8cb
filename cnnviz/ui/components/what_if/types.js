// What Python sends, and what the component remembers.

/**
 * @typedef {object} TippingMark
 * @property {number} at the change's number
 * @property {number} before the class nearer to the slider
 * @property {number} after
 */
/**
 * @typedef {object} WhatIfChange
 * @property {string} name
 * @property {string} label
 * @property {string} unit
 * @property {number} low
 * @property {number} high
 * @property {number} neutral
 * @property {number} factor what its number is multiplied with on screen
 * @property {number} value
 * @property {boolean} known whether its curves are computed
 * @property {TippingMark[]} tips
 * @property {TippingMark[]} otherTips of the second network
 */
/**
 * @typedef {object} WhatIfHeader
 * @property {[height: number, width: number, channels: number]} shape of the input
 * @property {string[]} classes
 * @property {number} label the answer to the unchanged input
 * @property {string} first name of the network
 * @property {string} other name of the second network; "" where there is none
 * @property {WhatIfChange[]} changes
 * @property {number[][]} answers probabilities of each network for the changed input, once known
 */
/** @typedef {WhatIfHeader & { image: Float32Array, curves: Float32Array }} WhatIf */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {WhatIf} data
 * @property {number} frame
 * @property {Record<string, number>} values as the sliders are
 * @property {string} held name of the change whose slider is being moved; "" where none is
 * @property {(values: Record<string, number>) => void} send
 */

export {};
