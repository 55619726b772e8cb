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

/**
 * The same scales on a dark page.
 * @type {Record<ScaleName, string[]>}
 */
export const DARK_SCALES = {
  signed: [
    "#b5dcff",
    "#8ac4f5",
    "#5fa9e4",
    "#3a7fbd",
    "#28547f",
    "#222c38",
    "#6b2f35",
    "#a5403f",
    "#d9655a",
    "#f0937d",
    "#ffbfa6",
  ],
  weights: [
    "#cdb9ff",
    "#b39fee",
    "#9a84de",
    "#7359b4",
    "#493a73",
    "#222c38",
    "#5e4222",
    "#95642a",
    "#cc8a32",
    "#ebaa52",
    "#ffcf85",
  ],
  probability: ["#1b2a30", "#1a4548", "#1b6763", "#1f8d86", "#45b0a6", "#86d3c9", "#c9f1ea"],
  grey: ["#000000", "#ffffff"],
};
