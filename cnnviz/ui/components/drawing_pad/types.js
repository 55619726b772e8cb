// Types of the drawing pad's values. A drawing is a list of strokes, a stroke a list of points in
// sides of the pad. Neither is changed once it is kept, so what was before can be brought back.

/** @typedef {[x: number, y: number]} Point */
/** @typedef {Point[]} Stroke */
/**
 * @typedef {object} DrawingPadData
 * @property {Stroke[]} strokes at the start
 * @property {boolean} example whether these make room for the first stroke
 * @property {number} pen its width in sides of the pad, at the start
 * @property {[thinnest: number, thickest: number]} pens
 * @property {boolean} live whether the page follows a stroke while it is drawn
 * @property {number} between ms from one run of the page to the next while it is drawn, where the
 *   answer does not wait for them
 * @property {string} route where each change is answered without a run of the page, "" for nowhere
 * @property {number} answered the number of the last message that Python has read
 */
/**
 * @typedef {object} Erasure what the eraser does between being set down and lifted
 * @property {Point} at where the eraser is
 * @property {boolean} erased whether it has met ink
 */
/**
 * @typedef {object} Message
 * @property {Stroke[]} strokes
 * @property {number} pen
 * @property {number} number
 * @property {boolean} moving whether pen or eraser is still down
 */
/**
 * @typedef {object} Pad
 * @property {HTMLElement} root
 * @property {HTMLCanvasElement} canvas
 * @property {boolean} started
 * @property {Stroke[]} strokes
 * @property {boolean} example
 * @property {{ strokes: Stroke[], example: boolean }[]} past what "undo" goes back to
 * @property {Stroke[]} before the strokes before the one that is being drawn
 * @property {Stroke | null} stroke the one that is being drawn
 * @property {Erasure | null} erasure while the eraser is down
 * @property {number} pen its width in sides of the pad; the eraser is as wide
 * @property {[number, number]} pens
 * @property {boolean} erasing whether the eraser is chosen
 * @property {boolean} live
 * @property {number} between
 * @property {string} route
 * @property {boolean} asking whether an answer for the moving pen is under way
 * @property {boolean} changed whether the drawing has changed since it was asked for
 * @property {boolean} finishing whether an answer for a complete drawing is under way
 * @property {boolean} again whether it is to be asked for once more
 * @property {Point} cursor of the keyboard
 * @property {number} number of the last message or question
 * @property {number} waiting the number of the message whose answer is waited for, 0 for none
 * @property {number} sentAt when it was sent, or when the pen was set down since
 * @property {ReturnType<typeof setTimeout>} [watching] whether it is answered
 * @property {boolean} late whether the drawing has changed since
 * @property {(message: Message) => void} send
 */

export {};
