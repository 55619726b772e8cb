// Types of the line's values.

/**
 * @typedef {object} WorkedLineData
 * @property {number} before cells of padding before the signal
 * @property {number} size
 * @property {number[]} padded the signal with its padding
 * @property {number[][]} windows the cells of the padded signal that each window covers
 * @property {number} anchor the tap above an output
 * @property {boolean} flipped whether the kernel is flipped, as in convolution
 * @property {number[]} written the kernel as it was written
 * @property {number[]} kernel as it lies on the signal
 * @property {number[][]} products
 * @property {number[]} output
 */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {number} position the window that is shown
 * @property {number} [timer] while it plays
 * @property {number} [wait] until a change is sent
 * @property {number} cell CSS pixels
 * @property {string} [sizes] of what is built
 * @property {WorkedLineData} data
 * @property {(signal: number[]) => void} send
 */

export {};
