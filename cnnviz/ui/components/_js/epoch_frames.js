// What a component shows of each epoch of a run, kept in the browser. Each message brings only what is
// new (frames.py); a browser that lacks something asks for it.

import { askWhileMissing } from "./missing.js";
import { unpackExact } from "./packing.js";
import { keepViews } from "./views.js";

/** @typedef {Record<string, ArrayLike<number>>} Frame its arrays by name */
/**
 * @typedef {object} FramesHeader
 * @property {string} run
 * @property {string} stamp another one where the run was set back to an earlier epoch
 * @property {number} start how many epochs were sent before
 * @property {number[]} epochs of this message
 * @property {boolean} live whether one more frame is of a step within the current epoch
 * @property {Record<string, number[]>} shapes of a frame's arrays
 * @property {Record<string, unknown> | null} constant the same for all epochs; sent with the first
 */
/**
 * @typedef {object} Frames
 * @property {string} stamp
 * @property {number[]} epochs
 * @property {Map<number, Frame>} byEpoch
 * @property {Frame | null} live
 * @property {Record<string, number[]>} shapes
 * @property {Record<string, any> | null} constant
 */

/** @returns {Frames} */
export const noFrames = () => ({
  stamp: "",
  epochs: [],
  byEpoch: new Map(),
  live: null,
  shapes: {},
  constant: null,
});

/**
 * The frames of a component, by its name and the run's id.
 * @type {(name: string) => Frames}
 */
export const framesOf = keepViews(noFrames);

/**
 * Add a message to what is known; returns whether something between is missing.
 * @param {Frames} frames
 * @param {FramesHeader & Record<string, any>} header with the arrays under their names
 */
export function addFrames(frames, header) {
  if (header.start === 0 || header.stamp !== frames.stamp)
    Object.assign(frames, noFrames(), { stamp: header.stamp });
  if (header.constant) frames.constant = header.constant;
  if (header.start > frames.epochs.length || !frames.constant) return true;
  for (const gone of frames.epochs.splice(header.start)) frames.byEpoch.delete(gone);
  Object.assign(frames.shapes, header.shapes);
  header.epochs.forEach((epoch, place) => {
    frames.epochs.push(epoch);
    frames.byEpoch.set(epoch, frameAt(header, place));
  });
  frames.live = header.live ? frameAt(header, header.epochs.length) : null;
  return false;
}

/**
 * @param {FramesHeader & Record<string, any>} header
 * @param {number} place
 * @returns {Frame}
 */
function frameAt(header, place) {
  const parts = Object.entries(header.shapes).map(([name, shape]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return [name, header[name].subarray(place * size, (place + 1) * size)];
  });
  return Object.fromEntries(parts);
}

/**
 * The frame of an epoch, or for null the newest: of the current step, where there is one.
 * @param {Frames} frames
 * @param {number | null} at
 * @returns {Frame | null}
 */
export const frameOf = (frames, at) =>
  at === null
    ? (frames.live ?? frames.byEpoch.get(frames.epochs.at(-1) ?? 0) ?? null)
    : (frames.byEpoch.get(at) ?? null);

/**
 * Take a message of bytes for a component; asks the server where something is missing.
 * @param {string} component
 * @param {HTMLElement} root of the component
 * @param {Uint8Array} bytes
 * @param {(name: string, value: unknown) => void} setTriggerValue
 * @returns {{ run: string, frames: Frames, header: any }}
 */
export function takeFrames(component, root, bytes, setTriggerValue) {
  const header = unpackExact(bytes);
  const frames = framesOf(`${component}:${header.run}`);
  askWhileMissing(root, addFrames(frames, header), () =>
    setTriggerValue("want", frames.constant ? frames.epochs.length : 0),
  );
  return { run: header.run, frames, header };
}
