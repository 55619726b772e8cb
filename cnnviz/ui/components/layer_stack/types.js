// Types of the stack's values.

/** @typedef {import("./chain.js").Span} Span */
/** @typedef {import("./chain.js").Patch} Patch */
/** @typedef {[rows: number, cols: number]} Size */
/** @typedef {import("./chain.js").Field} Field */
/** @typedef {string | number | boolean | [rows: number, cols: number] | null} Setting */
/**
 * @typedef {object} Control of a layer's setting
 * @property {string} name
 * @property {string} label
 * @property {"number" | "text" | "choice" | "flag"} field
 * @property {string[]} options of a choice; a text field suggests them
 * @property {number} least
 * @property {number} step
 */
/**
 * @typedef {object} LayerRow of the table; without numbers where the stack cannot be followed so far
 * @property {string} kind
 * @property {Record<string, Setting>} settings
 * @property {string} [what]
 * @property {string} [detail]
 * @property {string} [output]
 * @property {[short: string, full: string]} [parameters]
 * @property {[short: string, full: string]} [multiplyAdds]
 * @property {string} [field]
 * @property {string} [fieldDetail]
 */
/** @typedef {LayerRow & { fault?: string, refused?: string }} ShownRow with why it is invalid, or why its last change was no value */
/**
 * @typedef {object} SeenLayer of the last valid stack
 * @property {string} name
 * @property {Size} grid
 * @property {Span[]} rows of the grid before, that each row reads
 * @property {Span[] | null} cols the same for columns, where they differ
 * @property {number} units
 * @property {[rows: Field, cols: Field]} fields
 * @property {number | null} adds the layer that a residual connection adds
 */
/**
 * @typedef {object} VolumeBox
 * @property {number} layer -1 for the input
 * @property {string} kind
 * @property {string} style
 * @property {string} name
 * @property {string} detail
 * @property {string} size
 * @property {boolean} vector
 * @property {number} height shares of the largest
 * @property {number} width
 * @property {number} depth
 */
/** @typedef {{ boxes: VolumeBox[], sides: string, depths: string }} Volumes */
/**
 * @typedef {object} MeasuredArea
 * @property {number} layer
 * @property {string} weights
 * @property {number} inputs
 * @property {[row: number, col: number]} unit
 * @property {Size} shape
 * @property {number} most
 * @property {[rows: Span, cols: Span]} theory
 * @property {[rows: Span, cols: Span] | null} extent
 * @property {number} core
 */
/**
 * @typedef {object} LayerStackHeader
 * @property {number} taken the last edit that Python took
 * @property {Record<string, string>} words the kinds' names
 * @property {number} most layers
 * @property {number} fixed layers at the end, which cannot be edited: a network's output
 * @property {Record<string, Control[]>} controls of each kind
 * @property {Record<string, Record<string, Setting>>} starts the settings of a new layer of each kind
 * @property {string} input
 * @property {LayerRow[]} layers
 * @property {{ at: number, reason: string } | null} fault
 * @property {{ at: number, reason: string } | null} refused the layer whose last change was no value
 * @property {Size} inputGrid
 * @property {SeenLayer[]} good the last valid stack
 * @property {Volumes} volumes
 * @property {Record<string, string>} weights to measure with
 * @property {MeasuredArea | null} measured
 * @property {string} stale why the picture is that of an earlier stack, else ""
 * @property {string} complaint why nothing could be measured, else ""
 */
/**
 * @typedef {object} PlacedBox on the screen: its front's rectangle, and how far its back is moved
 * @property {VolumeBox} box
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 * @property {number} dx
 * @property {number} dy
 */
/** @typedef {{ do: string, at: number, name?: string, value?: Setting }} Edit */
/** @typedef {import("../_js/changes.js").Numbered<Edit>} SentEdit */
/** @typedef {[row: number, col: number]} Unit */
/** @typedef {(layer: number, unit: Unit | null) => void} Act */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {Record<"map" | "image" | "measured", HTMLCanvasElement>} canvases
 * @property {number | null} row chosen in the table; -1 for the input
 * @property {number} layer looked at
 * @property {Unit} unit looked at
 * @property {Unit | null} kept the unit to return to when nothing is pointed at
 * @property {Size} grid
 * @property {Map<number, Patch>} chain what the unit sees in each layer
 * @property {LayerStackHeader} header
 * @property {ShownRow[]} layers the table's rows, with the edits that are not answered yet
 * @property {Float32Array} values
 * @property {Uint8Array} bytes
 * @property {PlacedBox[]} placed
 * @property {boolean} waiting for a measurement
 * @property {boolean} typing in a field of the table
 * @property {boolean} late whether the table waits for the end of the typing
 * @property {SentEdit[]} pending not confirmed by Python yet
 * @property {Act} look
 * @property {Act} choose
 * @property {(edits: SentEdit[]) => void} send
 * @property {(wanted: { layer: number, weights: string }) => void} measure
 */

export {};
