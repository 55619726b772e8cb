// The moving window: shows what Python computed, and lets the hand play with it. Playing,
// scrubbing and hovering never ask the server; only a changed number is sent to it.

const VIEWS = new Map(); // survives reruns and theme changes: data.id -> view

export default function ({ data, parentElement, setTriggerValue }) {
  const view = VIEWS.get(data.id) ?? { motion: newMotion(), hover: null, frame: 0 };
  VIEWS.set(data.id, view);
  const stop = new AbortController();
  view.stop?.abort();
  const root = parentElement.querySelector(".stage");
  Object.assign(view, { data, root, stop, parts: findParts(root), theme: readTheme(parentElement),
    edit: (change) => setTriggerValue("edit", change) });
  keepPosition(view.motion, data);
  view.hover = stillThere(view.hover, data);
  connectTransport(view);
  connectGrids(view);
  const observer = new ResizeObserver(() => layOut(view));
  observer.observe(root);
  stop.signal.addEventListener("abort", () => observer.disconnect());
  window.addEventListener("resize", () => layOut(view), { signal: stop.signal });
  layOut(view);
  return () => stop.abort();
}

function findParts(root) {
  const find = (selector) => root.querySelector(selector);
  const parts = { inputBase: ".input .base", inputMoving: ".input .moving", numerals: ".numerals",
    kernel: ".kernel .base", products: ".products .base", outputBase: ".output .base",
    outputMoving: ".output .moving", inputCaption: ".input figcaption", sum: ".sum",
    kernelCaption: ".kernel figcaption", productsCaption: ".products figcaption",
    outputCaption: ".output figcaption", first: ".sign.first", second: ".sign.second",
    back: ".back", play: ".play", forward: ".forward", scrub: ".scrub", where: ".where",
    loop: ".loop", speed: ".speed", rate: ".rate" };
  return Object.fromEntries(Object.entries(parts).map(([name, selector]) => [name, find(selector)]));
}

/** Draw everything anew: new numbers, another width, another theme. */
function layOut(view) {
  const width = view.root.clientWidth;
  if (!width) return;
  view.sizes = cellSizes(view.data, width);
  view.root.classList.toggle("narrow", view.sizes.narrow);
  view.root.classList.toggle("pooling", !view.data.kernel);
  view.root.style.setProperty("--grids-height", `${view.sizes.height}px`);
  writeCaptions(view);
  paintInput(view);
  paintKernel(view);
  paintOutput(view);
  showPosition(view);
  showTransport(view);
  view.painted = null;
  wake(view);
}

/** The window that is shown: the hovered output's, else the animation's own. */
const shownPosition = (view) => (view.hover?.grid === "output"
  ? view.hover.row * view.data.cols.length + view.hover.col : view.motion.position);

/** Write what belongs to the shown window: products, sum, slider. */
function showPosition(view) {
  const { data, parts, motion, hover } = view, position = shownPosition(view);
  const terms = termsOf(data, position), [row, col] = placeOf(data, motion.position);
  paintProducts(view, terms);
  if (hover && hover.grid !== "output") writeLink(view);
  else writeSum(view, position, terms);
  parts.scrub.max = windowCount(data) - 1;
  parts.scrub.value = motion.position;
  parts.scrub.setAttribute("aria-valuetext", `row ${row}, column ${col}`);
  parts.where.textContent = `${motion.position + 1} / ${windowCount(data)}`;
}

function showTransport(view) {
  const { motion, parts, root } = view;
  root.classList.toggle("playing", motion.playing);
  parts.play.setAttribute("aria-label", motion.playing ? "Pause" : "Play");
  parts.sum.setAttribute("aria-live", motion.playing ? "off" : "polite");
  parts.loop.setAttribute("aria-pressed", String(motion.loop));
  Object.assign(parts.speed, { max: SPEEDS.length - 1, value: motion.pace });
  parts.speed.setAttribute("aria-valuetext", `${SPEEDS[motion.pace]} windows a second`);
  parts.rate.textContent = `${SPEEDS[motion.pace]} / s`;
}

/** Run frames for as long as something moves; a still picture costs nothing. */
function wake(view) {
  if (view.frame) return;
  view.then = performance.now();
  view.frame = requestAnimationFrame((now) => runFrame(view, now));
}

function runFrame(view, now) {
  const { motion, data, hover } = view, plays = motion.playing && !hover;
  view.frame = 0;
  if (!view.root.isConnected) return;
  const elapsed = Math.min(Math.max(now - view.then, 0), 100);
  view.then = now;
  if (plays && advance(motion, data, elapsed)) {
    showPosition(view);
    if (!motion.playing) showTransport(view);
  }
  const gliding = glide(motion, placeOf(data, shownPosition(view)), now);
  const picture = [...motion.shown, motion.position, JSON.stringify(hover)].join();
  if (picture !== view.painted) paintMoving(view);
  view.painted = picture;
  view.root.dataset.moving = String(gliding || plays);
  if (gliding || plays) view.frame = requestAnimationFrame((later) => runFrame(view, later));
}

/** Bring the screen up to date after something was done by hand. */
function refresh(view) {
  showPosition(view);
  showTransport(view);
  wake(view);
}

function goTo(view, position) {
  Object.assign(view.motion, { position, waited: 0 });
  refresh(view);
}

function stepByHand(view, by) {
  view.motion.playing = false;
  step(view.motion, view.data, by);
  refresh(view);
}

function playOrPause(view) {
  view.hover = null; // a resting pointer would hold the window
  togglePlay(view.motion, view.data);
  refresh(view);
}

function connectTransport(view) {
  const { parts, motion, root } = view;
  parts.back.onclick = () => stepByHand(view, -1);
  parts.forward.onclick = () => stepByHand(view, 1);
  parts.play.onclick = () => playOrPause(view);
  parts.scrub.oninput = () => goTo(view, Number(parts.scrub.value));
  parts.loop.onclick = () => { motion.loop = !motion.loop; refresh(view); };
  parts.speed.oninput = () => { motion.pace = Number(parts.speed.value); refresh(view); };
  root.onkeydown = (event) => onKey(view, event);
}

/** Space plays, arrows step, wherever the focus is; sliders and buttons keep their own keys. */
function onKey(view, event) {
  const { tagName } = event.target, slider = tagName === "INPUT", button = tagName === "BUTTON";
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (event.key === " " && !button) playOrPause(view);
  else if (by && !slider) stepByHand(view, by);
  else return;
  event.preventDefault();
}
