// The colour scales of cnnviz/utils/colours.py; a test keeps both equal.

/** @typedef {"signed" | "weights" | "probability" | "grey"} ScaleName */

/** @type {Record<ScaleName, string[]>} */
export const SCALES = {
  signed: [
    "#053061",
    "#2166ac",
    "#4393c3",
    "#92c5de",
    "#d1e5f0",
    "#f7f7f7",
    "#fddbc7",
    "#f4a582",
    "#d6604d",
    "#b2182b",
    "#67001f",
  ],
  weights: [
    "#2d004b",
    "#542788",
    "#8073ac",
    "#b2abd2",
    "#d8daeb",
    "#f7f7f7",
    "#fee0b6",
    "#fdb863",
    "#e08214",
    "#b35806",
    "#7f3b08",
  ],
  probability: ["#f2fbf9", "#c3ebe4", "#8bd5ca", "#4fb8ab", "#1f968a", "#0f766e", "#0b4f4a"],
  grey: ["#000000", "#ffffff"],
};
