// The answer: the input in hard pixels, the top class in large letters, a bar for each class.

import { sizeCanvas } from "../_js/canvas.js";
import { percent } from "../_js/number.js";
import { unpack } from "../_js/packing.js";

const MOST_BARS = 10;
const answers = new WeakMap(); // root element -> view

function startAnswer(root) {
  const find = (selector) => root.querySelector(selector);
  const view = {
    root,
    screen: find(".screen"),
    canvas: find("canvas"),
    spot: find(".spot"),
    bars: find(".bars"),
    caption: find("figcaption"),
    headline: find(".headline"),
    truth: find(".truth"),
    doubt: find(".doubt"),
    at: null,
  };
  answers.set(root, view);
  new ResizeObserver(() => layOutAnswer(view)).observe(root);
  view.canvas.onpointermove = view.canvas.onpointerdown = (event) =>
    readInput(view, cellUnder(view, event));
  view.canvas.onpointerleave = view.canvas.onblur = () => readInput(view, null);
  view.canvas.onkeydown = (event) => inputKey(view, event);
  return view;
}

function layOutAnswer(view) {
  view.root.classList.toggle("narrow", view.root.clientWidth < 520);
  paintInput(view);
}

/** Colour of an image's pixel: its own values, no scale. */
function pixelOf({ header: { shape }, values }, row, col) {
  const at = (row * shape[1] + col) * shape[2];
  return [0, 1, 2].map((c) => values[at + (shape[2] === 3 ? c : 0)]);
}

function paintInput(view) {
  const { shape } = view.header;
  const room = view.screen.clientWidth;
  view.canvas.hidden = !shape;
  view.screen.classList.toggle(
    "ink",
    Boolean(shape) && shape[0] < 64 && pixelOf(view, 0, 0).every((v) => v === 0),
  );
  if (shape && room) {
    const ratio = window.devicePixelRatio || 1;
    const [height, width] = shape;
    view.scale = Math.max(Math.floor((room / Math.max(width, height)) * ratio), 1) / ratio;
    const picture = new OffscreenCanvas(width, height);
    const paper = picture.getContext("2d");
    const image = paper.createImageData(width, height);
    for (let i = 0; i < width * height; i++) {
      const rgb = pixelOf(view, Math.floor(i / width), i % width).map((v) => Math.round(v * 255));
      image.data.set([...rgb, 255], 4 * i);
    }
    paper.putImageData(image, 0, 0);
    sizeCanvas(view.canvas, width * view.scale, height * view.scale).drawImage(
      picture,
      0,
      0,
      width * view.scale,
      height * view.scale,
    );
  }
  readInput(view, view.at);
}

function cellUnder(view, event) {
  const box = view.canvas.getBoundingClientRect();
  const [height, width] = view.header.shape;
  const row = Math.floor((event.clientY - box.top) / view.scale);
  const col = Math.floor((event.clientX - box.left) / view.scale);
  return row >= 0 && col >= 0 && row < height && col < width ? [row, col] : null;
}

/** Say the value under the pointer, else what the picture is. */
function readInput(view, at) {
  const { shape } = view.header;
  view.at = shape && at && at[0] < shape[0] && at[1] < shape[1] ? at : null;
  view.spot.hidden = !view.at;
  if (!view.at) {
    view.caption.textContent = view.caption.title = view.header.caption;
    return;
  }
  const [row, col] = view.at;
  const size = `${view.scale}px`;
  const numbers = pixelOf(view, row, col)
    .slice(0, shape[2])
    .map((value) => value.toFixed(3));
  view.caption.textContent = `row ${row}, col ${col}: ${numbers.join(", ")} of 0 to 1`;
  const [left, top] = [
    view.canvas.offsetLeft + col * view.scale,
    view.canvas.offsetTop + row * view.scale,
  ];
  Object.assign(view.spot.style, { left: `${left}px`, top: `${top}px`, width: size, height: size });
}

function inputKey(view, event) {
  const move = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[
    event.key
  ];
  if (!move || !view.header.shape) return;
  event.preventDefault();
  const [row, col] = view.at ?? [-move[0], -move[1]];
  const [height, width] = view.header.shape;
  const next = [row + move[0], col + move[1]];
  if (next[0] >= 0 && next[1] >= 0 && next[0] < height && next[1] < width) readInput(view, next);
}

/** Few classes keep their order, so that nothing jumps; of many the most probable are shown. */
function shownClasses({ classes, order }) {
  const all = classes.map((_, i) => i);
  return classes.length <= MOST_BARS ? all : (order ?? all).slice(0, MOST_BARS);
}

function buildBar() {
  const bar = document.createElement("div");
  bar.className = "bar";
  bar.setAttribute("role", "listitem");
  for (const part of ["label", "track", "percent"]) {
    bar.append(Object.assign(document.createElement("span"), { className: part }));
  }
  bar.children[1].append(Object.assign(document.createElement("div"), { className: "fill" }));
  return bar;
}

function showBars(view) {
  const { header, probabilities } = view;
  const shown = shownClasses(header);
  while (view.bars.children.length > shown.length) view.bars.lastChild.remove();
  while (view.bars.children.length < shown.length) view.bars.append(buildBar());
  shown.forEach((unit, i) => {
    const bar = view.bars.children[i];
    const [label, track, number] = bar.children;
    const value = probabilities?.[unit];
    label.textContent = header.classes[unit];
    number.textContent = value === undefined ? "\u2013" : percent(value);
    track.firstChild.style.setProperty("--share", value ?? 0);
    bar.classList.toggle("top", unit === header.order?.[0]);
    bar.classList.toggle("true", header.classes[unit] === header.truth);
    for (const part of bar.children)
      part.title = value === undefined ? "" : `${header.classes[unit]}: ${value}`;
  });
}

function showHeadline(view) {
  const { header, probabilities } = view;
  const top = header.order?.[0];
  const [name, number] = view.headline.children;
  view.headline.classList.toggle("note", top === undefined);
  name.textContent = top === undefined ? header.note : header.classes[top];
  number.textContent = top === undefined ? "" : percent(probabilities[top]);
  view.truth.textContent = "";
  view.doubt.textContent = header.doubt;
  if (top === undefined || header.truth === null) return;
  const right = header.classes[top] === header.truth ? "Right" : "Wrong";
  view.truth.textContent = `${right}: the label says ${header.truth}`;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".answer");
  const { header, values } = unpack(data);
  const pixels = header.shape ? header.shape.reduce((a, b) => a * b, 1) : 0;
  const view = answers.get(root) ?? startAnswer(root);
  Object.assign(view, {
    header,
    values,
    probabilities: header.order ? values.subarray(pixels) : null,
  });
  layOutAnswer(view);
  showBars(view);
  showHeadline(view);
}
