// Types of the learning curves' values.

/** @typedef {"loss" | "accuracy"} Metric */
/** @typedef {[number, number]} Range */
/**
 * @typedef {object} LearningCurvesData
 * @property {string} run the run's id
 * @property {string} stamp another one where earlier events are no longer what they were
 * @property {number} epochs of the whole training
 * @property {boolean} ended whether no more events follow
 * @property {boolean} comes whether the visitor has just started it: then its curves are brought into view
 * @property {boolean} steerable whether the learning rate can be changed
 * @property {number} taken number of the last change that the server has taken
 * @property {[steps: number, ends: number, flags: number]} start how many were sent before
 * @property {Steps} steps
 * @property {Ends} ends
 * @property {Flags} flags
 */
/**
 * @typedef {object} Steps one entry per recorded step; means over the images since the one before
 * @property {number[]} at epochs done, with the fraction of the current one
 * @property {number[]} loss
 * @property {number[]} accuracy
 * @property {(number | null)[]} rate
 */
/**
 * @typedef {object} Ends one entry per complete epoch
 * @property {number[]} at
 * @property {number[]} loss mean over the epoch's training images
 * @property {number[]} accuracy
 * @property {number[]} validationLoss
 * @property {number[]} validationAccuracy
 */
/** @typedef {{ at: number[], text: string[] }} Flags what was done to the run, and when */
/**
 * @typedef {object} Series all events of a run that are known
 * @property {string} stamp
 * @property {Steps} steps
 * @property {Ends} ends
 * @property {Flags} flags
 */
/** @typedef {{ rate: number } | { branch: number }} Edit another learning rate, or a new run from an epoch's end */
/** @typedef {{ at: number[], value: number[] }} Line */
/**
 * @typedef {object} Choices of the visitor
 * @property {number} smoothing from 0 to below 1
 * @property {boolean} logarithmic whether the axis of the loss is
 * @property {boolean} byEpoch whether training is shown by the means of its epochs
 * @property {Range | null} zoom the epochs shown; null for all
 */
/**
 * @typedef {object} Chart a figure and its parts
 * @property {HTMLElement} figure
 * @property {SVGElement} svg
 * @property {SVGElement} under axes, lines and flags
 * @property {SVGElement} over what is pointed at, and the cursor
 */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {LearningCurvesData} data the last message
 * @property {Series} series
 * @property {import("../_js/epoch_cursor.js").Cursor} cursor
 * @property {Choices} choices
 * @property {Record<Metric | "rate", Chart>} charts
 * @property {Record<string, import("./axes.js").Place>} places by chart
 * @property {number | null} pointed an epoch, with a fraction
 * @property {number | null} wantedRate that was asked for and is not yet in the events
 * @property {number} frame of the next drawing; 0 where none is due
 * @property {boolean} stale whether more than the cursor has changed
 * @property {import("../_js/changes.js").Numbered<Edit>[]} [pending]
 * @property {(changes: import("../_js/changes.js").Numbered<Edit>[]) => void} send
 */

export {};
