// Types of the bench's values.

/** @typedef {import("./data.js").Picture} Picture */
/** @typedef {import("../_js/raster.js").ValueScale} ValueScale */
/**
 * @typedef {object} Side the input's or the output's parts
 * @property {HTMLCanvasElement} pixels
 * @property {HTMLCanvasElement} marks
 * @property {HTMLCanvasElement} lens
 * @property {HTMLElement} frame
 * @property {HTMLElement} legend
 * @property {HTMLElement} extent
 */
/**
 * @typedef {object} Trial a kernel that Python has not answered yet, and its preview
 * @property {number[][]} planes
 * @property {import("./preview.js").Preview} [answer]
 * @property {ValueScale} [scale]
 * @property {HTMLCanvasElement} [picture]
 */
/**
 * @typedef {object} Bench
 * @property {ShadowRoot | HTMLElement} root
 * @property {Side} input
 * @property {Side} output
 * @property {Record<string, Picture>} kept arrays of earlier messages
 * @property {Record<string, { array: Picture, scale: ValueScale, canvas: HTMLCanvasElement }>} canvases
 * @property {import("./data.js").Data} data
 * @property {HTMLCanvasElement} image
 * @property {HTMLCanvasElement | null} answer
 * @property {{ image: HTMLCanvasElement, answer: HTMLCanvasElement } | null} patch
 * @property {import("./editor.js").Editor} [editor]
 * @property {[down: number, across: number]} [shape] of the editor
 * @property {number[][]} planes
 * @property {number} channel
 * @property {import("./data.js").Cell} pixel
 * @property {boolean} pinned
 * @property {string[]} reportedPins those that Python has not yet answered, oldest first
 * @property {boolean} held whether a weight or slider is being moved
 * @property {number} serial of the last edit
 * @property {Trial | null} trial
 * @property {number} previewAsked
 * @property {number} frameAsked
 * @property {number} zoom CSS pixels per pixel of the picture
 * @property {import("./data.js").Size} sheet what each canvas holds: the picture, or it with its border
 * @property {[top: number, left: number]} edge cells of the border that are shown
 * @property {unknown[]} drawn what the input's canvas shows
 * @property {(name: string, value: unknown) => void} send
 */

export {};
