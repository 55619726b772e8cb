// Types of the explanation of a unit.

/** @typedef {import("../_js/unit_link.js").UnitPlace} UnitPlace */
/**
 * @typedef {object} UnitPatch
 * @property {number} channel or unit of the layer it is from, counted from 0
 * @property {string} name
 * @property {number} part what it adds
 */
/**
 * @typedef {object} UnitSource
 * @property {number} layer whose output it is, -1 for the input
 * @property {string} name of that layer
 * @property {[height: number, width: number]} size of its map
 * @property {boolean} flat
 * @property {number[]} rows of its map, for each row of a patch; outside in the padding
 * @property {number[]} cols
 * @property {boolean} weighted whether values are multiplied with weights
 * @property {UnitPatch[]} shown the largest parts first
 * @property {number} others how many patches are not shown
 * @property {number} rest what these add together
 * @property {[row: number, col: number] | null} winner of a max pooling, in the patch
 * @property {number} limit where the colours of values end
 * @property {number} weight_limit
 */
/**
 * @typedef {object} UnitLine
 * @property {string} text
 * @property {number | null} operand
 * @property {number} result
 */
/**
 * @typedef {object} UnitClass
 * @property {string} name
 * @property {number} logit
 * @property {number} exponential
 * @property {number} share
 */
/**
 * @typedef {object} UnitViewHeader
 * @property {UnitPlace[]} path the units that led here, the explained one last; empty for none
 * @property {string[]} second keys of the components that show the second model, if any
 * @property {number} [model] 1 for the second of two models, else 0
 * @property {string} [network] name of the model, where two are shown
 * @property {string[]} [crumbs] their names
 * @property {string} [text] what the layer does
 * @property {number} [value] of the unit
 * @property {UnitSource[]} [sources]
 * @property {UnitLine[]} [lines] the arithmetic
 * @property {UnitClass[]} [classes] of a softmax
 * @property {number} [total] sum of their exponentials
 * @property {[height: number, width: number, channels: number]} [input] the picture's shape
 * @property {number} [step] every how many pixels of the input are sent
 * @property {[rows: [number, number], cols: [number, number]]} [field] what the unit sees of it
 */
/** @typedef {Required<UnitViewHeader>} Explained */
/**
 * @typedef {object} UnitViewPage
 * @property {number} number of the question that the page's run has read last, 0 for none
 * @property {string[]} routes where the units of each model are explained, "" for nowhere
 */
/**
 * @typedef {object} Question
 * @property {UnitPlace[]} path empty to close
 * @property {number} shown patches in full, 0 for as many as usual
 * @property {number} model 1 for the second of two
 * @property {number} number larger than those before
 */
/**
 * @typedef {object} PatchValues of one patch
 * @property {Float32Array} values
 * @property {Float32Array | null} weights
 * @property {Float32Array | null} products
 */
/**
 * @typedef {object} Asking
 * @property {number} number of the last question
 * @property {string[]} routes where the units of each model are explained, "" for nowhere
 * @property {Promise<void>} answering done when no question is under way
 * @property {(question: Question) => void} send to the page
 * @property {(message: Uint8Array<ArrayBuffer>) => void} show an explanation
 */
/**
 * @typedef {object} OwnView
 * @property {HTMLElement} root
 * @property {HTMLElement} drawer
 * @property {HTMLElement} reading
 * @property {UnitViewHeader} header
 * @property {Float32Array} picture
 * @property {PatchValues[][]} patches by source
 * @property {Uint8Array} bytes the page's
 * @property {Uint8Array} message what is shown
 * @property {number} [sheet] its height that was chosen, in percent of the window's
 * @property {boolean} byKey whether it was opened with the keyboard, and so takes the focus
 * @property {boolean} wasOn whether it was on the page
 * @property {(path: UnitPlace[], shown?: number, model?: number) => void} ask
 */
/** @typedef {OwnView & Asking} View */

export {};
