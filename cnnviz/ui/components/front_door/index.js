// The front door: cards whose pictures play, each a link into its room, and links to begin with.

import { element, find } from "../_js/dom.js";
import { unpackExact } from "../_js/packing.js";
import { keepViews } from "../_js/views.js";
import { curvesPicture } from "./curves_picture.js";
import { drawingPicture } from "./drawing_picture.js";
import { kernelPicture } from "./kernel_picture.js";
import { linkTo } from "./links.js";
import { Player } from "./player.js";
import { showWays } from "./ways.js";
import { windowPicture } from "./window_picture.js";

/** @typedef {{page: string, name: string, question: string}} RoomData */
/** @typedef {{text: string, note: string, page: string, query: string}} LinkData */
/** @typedef {{input: string[][], kernel: string[][], output: string[][], sums: string[]}} NumbersData */
/** @typedef {{title: string, accuracy: number[], validation: number[]}} TrainingData */
/**
 * @typedef {object} FrontDoorHeader
 * @property {RoomData[]} rooms in the order of their pictures
 * @property {LinkData[]} own what the server knows of this visitor
 * @property {LinkData[]} suggestions
 * @property {LinkData | null} course
 * @property {Record<string, string>} words
 * @property {NumbersData} numbers of the layer that is worked out
 * @property {TrainingData} training
 * @property {[x: number, y: number][]} stroke in sides of the pad
 * @property {number} pen its width in sides of the pad
 * @property {[height: number, width: number]} size of the photograph
 * @property {[height: number, width: number]} outputSize
 * @property {[height: number, width: number]} kernelSize
 */
/**
 * @typedef {object} Arrays
 * @property {ArrayLike<number>} photograph from 0 to 255
 * @property {ArrayLike<number>} kernel
 * @property {ArrayLike<number>} output
 * @property {ArrayLike<number>} answers ten probabilities for each point of the stroke
 */
/** @typedef {FrontDoorHeader & Arrays} Shown */
/**
 * A picture of a room.
 * @typedef {object} Picture
 * @property {HTMLElement} stage
 * @property {HTMLElement} line what the picture shows, in words
 * @property {number} seconds that one showing takes
 * @property {(progress: number) => void} draw from 0, the beginning, to 1, the end
 * @property {(event: PointerEvent) => number} progressAt where a pointer points to
 * @property {() => void} layOut takes the stage's size, and the theme's colours
 */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {Uint8Array | null} bytes
 * @property {Player[]} players
 * @property {(page: string, query: string) => void} go
 */

const PICTURES = [kernelPicture, windowPicture, curvesPicture, drawingPicture];

/**
 * @param {View} view
 * @param {Shown} shown
 * @param {number} index
 */
function card(view, shown, index) {
  const { page, name, question } = shown.rooms[index];
  const picture = PICTURES[index](shown);
  picture.stage.setAttribute("aria-hidden", "true");
  const words = element("div", "words", element("b", "", name), element("span", "", question));
  const link = linkTo(view, { page, query: "" }, "room", picture.stage, words);
  view.players.push(new Player(link, picture));
  return element("li", "", link);
}

/**
 * @param {View} view
 * @param {Uint8Array} bytes
 */
function receive(view, bytes) {
  view.bytes = bytes;
  for (const player of view.players) player.leave();
  view.players = [];
  const shown = /** @type {Shown} */ (unpackExact(bytes));
  const cards = shown.rooms.map((_room, index) => card(view, shown, index));
  find(view.root, ".rooms").replaceChildren(...cards);
  showWays(view, shown);
}

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  /** @type {View} */
  const view = { root, bytes: null, players: [], go: () => {} };
  return view;
});

/** @param {import("../_js/views.js").Call<Uint8Array>} call */
export default function ({ data, parentElement, setTriggerValue }) {
  const view = viewOf(find(parentElement, ".front-door"));
  view.go = (page, query) => setTriggerValue("go", { page, query });
  if (view.bytes !== data) receive(view, data);
  for (const player of view.players) player.layOut();
}
