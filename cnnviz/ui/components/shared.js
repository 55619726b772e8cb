// Shared by every component: colour scales (SCALES comes from colours.py), numbers, canvases.

/** "#rrggbb" -> [r, g, b]. */
const rgbOf = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

/** The colour at t in [0, 1] on a named scale, as [r, g, b]. */
function colourAt(scale, t) {
  const stops = SCALES[scale];
  const at = Math.min(Math.max(t, 0), 1) * (stops.length - 1);
  const low = Math.min(Math.floor(at), stops.length - 2);
  const [a, b] = [rgbOf(stops[low]), rgbOf(stops[low + 1])];
  return a.map((v, c) => Math.round(v + (b[c] - v) * (at - low)));
}

/** The colour of a signed value whose scale ends at -limit and +limit. */
const signedColour = (scale, value, limit) => colourAt(scale, limit > 0 ? 0.5 + value / (2 * limit) : 0.5);

const cssColour = ([r, g, b]) => `rgb(${r}, ${g}, ${b})`;

/** Black or white, whichever reads better on a background [r, g, b]. */
const inkOn = ([r, g, b]) => (0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#17202a" : "#ffffff");

/** A number for a cell: whole numbers whole, others with few digits, a true minus sign. */
function shortNumber(value, digits = 2) {
  if (!Number.isFinite(value)) return String(value);
  const magnitude = Math.abs(value);
  let text;
  if (Number.isInteger(value) && magnitude < 1e5) text = String(magnitude);
  else if (magnitude !== 0 && (magnitude < 0.001 || magnitude >= 1e5)) text = magnitude.toExponential(1);
  else text = magnitude.toFixed(magnitude >= 100 ? Math.max(digits - 2, 0) : digits);
  return (value < 0 && Number(text) !== 0 ? "\u2212" : "") + text;
}

/** Give a canvas a size in CSS pixels at the screen's own resolution; returns its context. */
function sizeCanvas(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.imageSmoothingEnabled = false;
  return context;
}

/** The value of a Streamlit theme variable, e.g. themeColour(el, "primary-color"). */
const themeColour = (element, name) =>
  getComputedStyle(element.host ?? element).getPropertyValue(`--st-${name}`).trim();

/** Tell Python of a change. Of several messages during one run of the page it sees only the last, so
 * each carries every change that it did not say it took. */
function tellChange(view, change, send) {
  view.told = [...(view.told ?? []), { ...change, number: performance.now() }];
  send(view.told);
}

/** Forget the changes that Python took: those up to a number. */
function forgetChanges(view, taken) {
  view.told = (view.told ?? []).filter(({ number }) => number > taken);
}

/** What packing.py packed: its header and a Float32Array of all values. */
function unpack(bytes) {
  const { buffer } = bytes.slice(); // a copy begins at 0, so the values are aligned
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  return { header, values: new Float32Array(buffer, 4 + length) };
}

/** A probability for people: 98.7 %, and never 100 % or 0 %: a softmax is neither, only float32
 * rounds it to 1 or 0. */
function percent(value) {
  if (value >= 0.9995) return "> 99.9 %";
  if (value < 0.0005) return "< 0.1 %";
  return `${(value * 100).toFixed(1)} %`;
}
