// A kernel being learned: plays the lesson that Python computed. Playing, scrubbing and stepping
// never ask the server.

import { shortNumber } from "../_js/number.js";
import { SCALES } from "../_js/scales.js";
import { themeColour } from "../_js/theme.js";
import { nearestMoment, paintChart } from "./chart.js";
import { answerAt, kernelAt, readLesson, readout } from "./lesson.js";
import { SPEEDS, advance, moveTo, newMotion, togglePlay } from "./motion.js";
import { fitScale, paintKernel, paintValues } from "./pictures.js";

const VIEWS = new Map(); // survives reruns and theme changes: key -> view

export default function ({ data, parentElement }) {
  const lesson = readLesson(data);
  const view = VIEWS.get(lesson.key) ?? {};
  VIEWS.set(lesson.key, view);
  view.stop?.abort();
  const stop = new AbortController();
  const root = parentElement.querySelector(".lesson");
  if (view.lesson?.id !== lesson.id) view.motion = restarted(view.motion, lesson);
  Object.assign(view, { lesson, root, stop, seen: false, theme: readTheme(parentElement) });
  view.output = new Float32Array(lesson.wanted.length);
  connect(view);
  watch(view);
  layOut(view);
  return () => stop.abort();
}

/** A new lesson begins anew, at the speed chosen before. */
function restarted(before, lesson) {
  const motion = newMotion(lesson.last);
  return before ? { ...motion, pace: before.pace } : motion;
}

const readTheme = (element) => ({
  font: themeColour(element, "font"),
  ink: themeColour(element, "text-color"),
  border: themeColour(element, "border-color"),
  accent: themeColour(element, "primary-color"),
});

/** Draw anew at another width; play only while the component is on the screen. */
function watch(view) {
  const { root, stop } = view;
  const size = new ResizeObserver(() => layOut(view));
  const sight = new IntersectionObserver(
    ([entry]) => {
      view.seen = entry.isIntersecting;
      wake(view);
    },
    { threshold: 0.25 },
  );
  size.observe(root);
  sight.observe(root.querySelector(".panels"));
  stop.signal.addEventListener("abort", () =>
    [size, sight].forEach((observer) => observer.disconnect()),
  );
}

const canvasOf = (view, name) => view.root.querySelector(`.${name} canvas`);
const outputShape = ({ size, kernel }) => [size[0] - kernel[0] + 1, size[1] - kernel[1] + 1];

/** Draw what stays the same throughout the lesson, then the present moment. */
function layOut(view) {
  const { root, lesson } = view;
  if (!root.clientWidth) return;
  const narrow = root.clientWidth < 640;
  root.classList.toggle("narrow", narrow);
  view.side = Math.min(root.querySelector(".wanted").clientWidth, 260);
  const shape = outputShape(lesson);
  const scale = fitScale(shape, view.side);
  const [high, wide] = shape.map((length) => length * scale);
  view.height = narrow ? view.side : Math.min(Math.max(high, 176), view.side);
  root.style.setProperty("--frame", `${view.height}px`);
  root.style.setProperty("--picture-frame", `${narrow ? high : view.height}px`);
  root.style.setProperty("--picture", `${wide}px`);
  const wanted = canvasOf(view, "wanted");
  paintValues(wanted, lesson.wanted, shape, lesson.scale, view.side);
  wanted.setAttribute("aria-label", `Wanted picture, ${shape.join(" by ")}`);
  showLegend(root.querySelector(".legend"), lesson.scale);
  showReference(view);
  showMoment(view);
  wake(view);
}

function showLegend(legend, { low, high, colours }) {
  const [first, bar, last] = legend.children;
  Object.assign(first, { textContent: readout(low), title: String(low) });
  Object.assign(last, { textContent: readout(high), title: String(high) });
  bar.style.background = `linear-gradient(to right, ${SCALES[colours].join(", ")})`;
}

/** The kernel that the learned one is compared with, or a question mark. */
function showReference(view) {
  const { root, lesson } = view;
  const shown = lesson.reference.length > 0;
  const caption = root.querySelector(".reference figcaption");
  Object.assign(caption, { textContent: lesson.title, title: lesson.title });
  const unknown = root.querySelector(".unknown");
  const canvas = canvasOf(view, "reference");
  unknown.hidden = shown;
  unknown.setAttribute("aria-label", "Not shown yet");
  canvas.hidden = !shown;
  root.querySelector(".reference .fact").classList.toggle("empty", !shown);
  if (shown) drawKernel(view, "reference", lesson.reference, lesson.referenceShape, lesson.title);
}

function drawKernel(view, name, weights, shape, title) {
  const canvas = canvasOf(view, name);
  paintKernel(canvas, weights, shape, view.lesson.limit, view.side, view.height, view.theme);
  const numbers = Array.from(weights, (weight) => shortNumber(weight)).join(", ");
  canvas.setAttribute("aria-label", `${title}, ${shape.join(" by ")}: ${numbers}`);
}

/** Everything that belongs to the present moment. */
function showMoment(view) {
  const { root, lesson, motion } = view;
  const { moment } = motion;
  const step = lesson.steps[moment];
  drawKernel(view, "learned", kernelAt(lesson, moment), lesson.kernel, "Learned kernel");
  const answer = canvasOf(view, "answer");
  paintValues(
    answer,
    answerAt(lesson, moment, view.output),
    outputShape(lesson),
    lesson.scale,
    view.side,
  );
  answer.setAttribute("aria-label", `Answer at step ${step}`);
  for (const soft of root.querySelectorAll(".step")) soft.textContent = `at step ${step}`;
  tell(root.querySelector(".answer output"), lesson.losses[moment]);
  tell(root.querySelector(".learned output"), lesson.biases[moment]);
  if (lesson.differences.length)
    tell(root.querySelector(".reference output"), lesson.differences[moment]);
  view.place = paintChart(canvasOf(view, "loss"), lesson, motion, view.theme);
  const first = readout(lesson.losses[0]);
  const now = readout(lesson.losses[moment]);
  canvasOf(view, "loss").setAttribute(
    "aria-label",
    `Loss, ${first} at the start, ${now} at step ${step}`,
  );
  showTransport(view);
}

const tell = (output, value) =>
  Object.assign(output, { textContent: readout(value), title: String(value) });

function showTransport({ root, lesson, motion }) {
  const find = (name) => root.querySelector(`.transport .${name}`);
  const step = lesson.steps[motion.moment];
  const end = lesson.steps[lesson.last];
  root.classList.toggle("playing", motion.playing);
  Object.assign(root.dataset, { step, playing: motion.playing });
  find("play").setAttribute("aria-label", motion.playing ? "Pause" : "Play");
  Object.assign(find("scrub"), { max: lesson.last, value: motion.moment });
  find("scrub").setAttribute("aria-valuetext", `step ${step} of ${end}`);
  find("where").textContent = `${step} / ${end}`;
  Object.assign(find("speed"), { max: SPEEDS.length - 1, value: motion.pace });
  find("speed").setAttribute("aria-valuetext", `${SPEEDS[motion.pace]} times`);
  find("rate").textContent = `${SPEEDS[motion.pace]} ×`;
}

/** Run frames for as long as it plays in sight; a still lesson costs nothing. */
function wake(view) {
  if (view.frame || !view.motion.playing || !view.seen) return;
  view.then = performance.now();
  view.frame = requestAnimationFrame((now) => runFrame(view, now));
}

function runFrame(view, now) {
  view.frame = 0;
  if (!view.root.isConnected || !view.motion.playing || !view.seen) return;
  const elapsed = Math.min(Math.max(now - view.then, 0), 100);
  view.then = now;
  if (advance(view.motion, view.lesson.last, elapsed)) showMoment(view);
  if (view.motion.playing) view.frame = requestAnimationFrame((later) => runFrame(view, later));
}

/** Go to a moment by hand, which stops the playing. */
function goTo(view, moment) {
  view.motion.playing = false;
  moveTo(view.motion, view.lesson.last, moment);
  showMoment(view);
}

function playOrPause(view) {
  togglePlay(view.motion, view.lesson.last);
  showMoment(view);
  wake(view);
}

function connect(view) {
  const { root, motion } = view;
  const find = (name) => root.querySelector(`.transport .${name}`);
  find("back").onclick = () => goTo(view, motion.moment - 1);
  find("forward").onclick = () => goTo(view, motion.moment + 1);
  find("play").onclick = () => playOrPause(view);
  find("scrub").oninput = () => goTo(view, Number(find("scrub").value));
  find("speed").oninput = () => {
    motion.pace = Number(find("speed").value);
    showTransport(view);
  };
  const chart = canvasOf(view, "loss");
  const follow = (event) =>
    goTo(view, nearestMoment(view.lesson, view.place.stepAt(event.offsetX)));
  chart.onpointerdown = (event) => {
    chart.setPointerCapture(event.pointerId);
    follow(event);
  };
  chart.onpointermove = (event) => event.buttons && follow(event);
  root.onkeydown = (event) => onKey(view, event);
}

/** Space plays, arrows step, wherever the focus is; sliders and buttons keep their own keys. */
function onKey(view, event) {
  const { tagName } = event.target;
  const slider = tagName === "INPUT";
  const button = tagName === "BUTTON";
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (event.key === " " && !button) playOrPause(view);
  else if (by && !slider) goTo(view, view.motion.moment + by);
  else return;
  event.preventDefault();
}
