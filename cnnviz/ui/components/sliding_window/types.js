// Types of the moving window's values.

/** @typedef {[row: number, col: number]} Cell */
/** @typedef {[rows: number, cols: number]} Size */
/** @typedef {"input" | "output"} PlaneGrid */
/** @typedef {PlaneGrid | "kernel"} PointedGrid */
/**
 * @typedef {object} AxisHeader one of the two directions of the field
 * @property {number[]} starts the window's first cell at each place
 * @property {number[]} taps from the window's first cell to each of its cells
 * @property {number[]} covers how many windows cover each cell
 * @property {number} before padding, or what is cut
 * @property {number} after
 * @property {number[]} lost places that leave nothing in the output
 */
/** @typedef {AxisHeader & { placeOf: Map<number, number> }} Axis with the place of each start */
/**
 * @typedef {object} SlidingWindowHeader
 * @property {string} id
 * @property {number} taken the last change that Python took
 * @property {Size} size of the input
 * @property {Size} out size of the output
 * @property {number} dims 1 or 2
 * @property {string} title
 * @property {string} file the name of a saved file, without its ending
 * @property {number} mostFrames of a GIF
 * @property {number} channels shown
 * @property {number} filters shown
 * @property {number} groups
 * @property {[channels: number, filters: number]} whole
 * @property {"sum" | "max" | "mean"} mode
 * @property {boolean} transposed
 * @property {number} largest magnitude of a number that can be typed
 * @property {AxisHeader} rows
 * @property {AxisHeader} cols
 */
/** @typedef {ArrayLike<number> & Iterable<number>} Numbers a typed array */
/**
 * @typedef {object} Arrays
 * @property {Numbers} cells of the input
 * @property {Numbers} [weights] none where it pools
 * @property {Numbers} output
 * @property {Numbers} [sums] of average pooling
 * @property {Int32Array} [counts]
 * @property {Int16Array} [winners] of max pooling
 */
/**
 * @typedef {object} Derived
 * @property {Axis} rows
 * @property {Axis} cols
 * @property {Size} places
 * @property {Size} window
 * @property {Size} field
 * @property {number} depth channels that one filter reads
 * @property {PlaneGrid} fieldGrid
 * @property {PlaneGrid} placeGrid
 * @property {number} limit of the output's colours
 * @property {number} digits after the point, of the output's cells
 * @property {{ least: number, most: number }} span of the input's colours
 */
/** @typedef {SlidingWindowHeader & Arrays & Derived} Data */
/**
 * @typedef {object} Grid
 * @property {number} planes
 * @property {number} rows
 * @property {number} cols
 * @property {number} across planes side by side
 * @property {number} cell CSS pixels
 * @property {number} label height of a plane's name
 * @property {number} [margin] at the right
 * @property {number} [size] of the numbers
 * @property {number} [countSize]
 */
/** @typedef {Record<"input" | "output" | "kernel" | "products", Grid>} Grids */
/** @typedef {{ grid: PointedGrid, plane: number, row: number, col: number }} Hover */
/** @typedef {{ filter: number, place: Cell, cell?: undefined }} PlaceSpot */
/** @typedef {{ filter: number, cell: Cell, place?: undefined }} CellSpot */
/** @typedef {PlaceSpot | CellSpot} Spot */
/**
 * @typedef {object} Term what a weight does at a spot
 * @property {number} at channel of the group
 * @property {number} channel
 * @property {number} tap
 * @property {number} value
 * @property {number} weight
 * @property {number} product
 * @property {boolean} left whether it is left out
 * @property {boolean} won
 */
/**
 * @typedef {object} Look of a cell
 * @property {string} [fill]
 * @property {string} [ink]
 * @property {string | 0} [text]
 * @property {number} [size]
 * @property {boolean} [hatch]
 * @property {boolean} [crossed]
 * @property {boolean} [empty]
 */
/** @typedef {(plane: number, row: number, col: number) => Look} LookOf */
/** @typedef {{ fill: string, ink: string }} Colours */
/** @typedef {(value: number) => Colours} ColourOf */
/**
 * @typedef {object} Middle kernel and products
 * @property {number} limit of a weight's cell
 * @property {number} least width
 * @property {number} cols of cells side by side
 * @property {number} fixed width beside the cells
 * @property {boolean} pairs whether kernel and products lie side by side, for several channels
 * @property {number} used height beside the cells
 * @property {number} down planes one above the other
 */
/**
 * @typedef {object} Motion
 * @property {number} position
 * @property {boolean} playing
 * @property {number} pace
 * @property {boolean} loop
 * @property {number} waited
 * @property {Cell} shown
 * @property {Cell} from
 * @property {Cell} target
 * @property {number} began
 */
/**
 * @typedef {object} Stamps
 * @property {Data} data
 * @property {number} position
 * @property {Float64Array} values
 * @property {Int16Array} covered
 */
/** @typedef {Record<"base" | "moving" | "numerals", HTMLCanvasElement>} Layers */
/**
 * @typedef {object} Parts
 * @property {Layers} input
 * @property {Layers} output
 * @property {HTMLCanvasElement} kernel
 * @property {HTMLCanvasElement} products
 * @property {Record<"input" | "kernel" | "products" | "output", HTMLElement>} captions
 * @property {HTMLElement} sum
 * @property {HTMLElement} hint
 * @property {HTMLElement} first
 * @property {HTMLElement} second
 * @property {HTMLElement} bar
 * @property {HTMLInputElement} scrub
 * @property {HTMLElement} where
 * @property {HTMLElement} loop
 * @property {HTMLInputElement} speed
 * @property {HTMLElement} rate
 * @property {HTMLElement} all
 * @property {HTMLElement} counts
 * @property {HTMLElement} gif
 * @property {HTMLElement} chooser
 */
/** @typedef {{ grid: string, place: number[], value: number }} Change */
/** @typedef {import("../_js/theme.js").Theme} Theme */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {Data} data
 * @property {AbortController} [stop]
 * @property {Parts} parts
 * @property {Theme} theme
 * @property {((change: Change) => void) | undefined} edit
 * @property {Stamps | null} stamps
 * @property {Motion} motion
 * @property {Hover | null} hover
 * @property {boolean} again whether the last tap was on the cell that was pointed at
 * @property {number} frame
 * @property {number} then
 * @property {number} filter
 * @property {boolean} all whether outputs to come are shown, too
 * @property {boolean} counts
 * @property {boolean} stale
 * @property {AbortController | null} recording
 * @property {number} width
 * @property {Grids} grids
 * @property {Record<"input" | "signed" | "counts", ColourOf>} tables
 * @property {string[]} inputTexts
 * @property {string[]} outputTexts
 * @property {HTMLCanvasElement | null} toCome
 * @property {string | null} painted
 * @property {import("../_js/changes.js").Numbered<Change>[]} [pending] not confirmed by Python yet
 */

export {};
