// The kernel bench: wires the parts together and reads the hand.

const benches = new WeakMap(); // the bench's state, by the element it lives in

export default function ({ data, parentElement, setStateValue }) {
  const bench = benches.get(parentElement) ?? openBench(parentElement);
  bench.send = setStateValue;
  receive(bench, readMessage(data));
}

function openBench(root) {
  const find = (selector) => root.querySelector(selector);
  const side = (name) => ({
    pixels: find(`.${name} .pixels`), marks: find(`.${name} .marks`), frame: find(`.${name} .frame`),
    legend: find(`.${name} .legend`), extent: find(`.${name} .extent`),
  });
  const bench = { root, find, input: side("input"), output: side("output"), channel: 0, serial: 0, pinned: false };
  benches.set(root, bench);
  wireHand(bench);
  new ResizeObserver(() => bench.data && draw(bench)).observe(find(".bench"));
  return bench;
}

/** New numbers from Python. The grid keeps an edit that Python has not answered yet. */
function receive(bench, data) {
  const { header, arrays } = data;
  if (!keepImage(bench, data)) return;
  const before = bench.data?.header;
  bench.data = data;
  const fresh = before?.picture !== header.picture || String(before.size) !== String(header.size);
  if (fresh || arrays.patchImage) bench.pixel = header.pixel;
  bench.pixel = bench.pixel.map((at, axis) => Math.min(at, header.outputSize[axis] - 1));
  bench.channel = Math.min(bench.channel, arrays.output.channels - 1);
  bench.scale = displayScale(header.display, header.low, header.high, arrays.output.channels);
  bench.answer = render(arrays.output, bench.scale);
  if (header.serial >= bench.serial) showKernel(bench, data);
  if (bench.equationSide !== header.weights.length) buildEquation(bench.find(".why"), header.weights.length);
  bench.equationSide = header.weights.length;
  showWords(bench);
  draw(bench);
}

/** An image comes once and is left out of later messages; one that is not here is asked for. */
function keepImage(bench, { header, arrays }) {
  const { image: array } = arrays;
  if (array) bench.image = { print: header.holds, array, picture: render(array, PICTURE_SCALE) };
  const here = bench.image?.print === header.holds;
  if (here) arrays.image = bench.image.array;
  else bench.send("kernel", { weights: header.weights, serial: Date.now(), holds: null });
  return here;
}

function showKernel(bench, { header: { complaint, weights: rows }, weights }) {
  const hear = { report: (edited) => report(bench, edited), complain: (text) => complain(bench, text) };
  if (bench.editor?.side !== rows.length) bench.editor = buildEditor(bench.find(".cells"), rows.length, hear);
  takeWeights(bench.editor, weights);
  if (!isWrong(bench.editor)) complain(bench, complaint);
}

const complain = (bench, text) => (bench.find(".complaint").textContent = text);

function report(bench, weights) {
  bench.serial = Date.now();
  if (bench.editor.side === weights.length) showWeights(bench.editor, weights.flat());
  bench.send("kernel", { weights, serial: bench.serial, holds: bench.image.print });
}

function showWords({ data: { header, arrays }, find, input, output, scale }) {
  const extent = ([height, width]) => `${height} × ${width}`;
  const shown = arrays.image.width / header.size[1];
  const scaled = shown < 1 ? `, shown at ${Math.round(100 * shown)} %` : "";
  input.extent.textContent = `${header.picture}, ${extent(header.size)}${scaled}`;
  output.extent.textContent = extent(header.outputSize);
  const help = "Arrow keys move the window, with shift by ten; Enter pins it.";
  output.frame.setAttribute("aria-label", `Output, ${extent(header.outputSize)} pixels. ${help}`);
  find(".name").textContent = header.kernel;
  find(".sum").textContent = `sum ${shortNumber(header.sum)}`;
  find(".summary").textContent = header.summary;
  Object.assign(find(".source"), { textContent: header.source, title: header.source });
  showLegend(input.legend, PICTURE_SCALE);
  showLegend(output.legend, scale);
}

function draw(bench) {
  const { header } = bench.data;
  bench.zoom = fitScale(header.size, bench.output.frame);
  paint(bench.input.pixels, bench.image.picture, header.size, header.size, [0, 0], bench.zoom);
  paint(bench.output.pixels, bench.answer, header.size, header.outputSize, header.margin, bench.zoom);
  point(bench);
}

/** Outline the window and show its numbers. */
function point(bench) {
  const { data, pixel: [row, col], zoom, find, root } = bench;
  const { header, arrays } = data;
  const [accent, side] = [themeColour(root, "primary-color") || "#0f766e", header.weights.length];
  const marks = ({ marks: canvas }) => {
    const context = sizeCanvas(canvas, header.size[1] * zoom, header.size[0] * zoom);
    context.clearRect(0, 0, canvas.width, canvas.height);
    return context;
  };
  outline(marks(bench.input), row, col, side, side, zoom, accent);
  outline(marks(bench.output), row + header.margin[0], col + header.margin[1], 1, 1, zoom, accent);
  find(".place").textContent = `row ${row}, column ${col}`;
  find(".why .hint").textContent = hint(bench);
  const known = isKnown(data, bench.pixel);
  const channels = [...Array(arrays.output.channels).keys()];
  const sums = channels.map((c) => (known ? outputAt(data, bench.pixel, c) : null));
  showChannels(find(".channels"), sums, bench.channel, (c) => choose(bench, c));
  if (!known) clearEquation(find(".why"));
  else showEquation(find(".why"), explain(data, bench.pixel, bench.channel), sums[bench.channel], bench.scale);
}

function hint({ data, pixel, pinned }) {
  if (!isKnown(data, pixel)) return "Click to read this pixel in full size";
  if (pinned) return "Pinned; click again to let go";
  return matchMedia("(hover: none)").matches ? "Tap a picture" : "Move over a picture; click to pin";
}

function choose(bench, channel) {
  bench.channel = channel;
  point(bench);
}

function moveTo(bench, row, col) {
  const [height, width] = bench.data.header.outputSize;
  bench.pixel = [Math.min(Math.max(row, 0), height - 1), Math.min(Math.max(col, 0), width - 1)];
  bench.frameAsked ||= requestAnimationFrame(() => {
    bench.frameAsked = null;
    point(bench);
  });
}

/** Both pictures lie alike in their frames, so a place on either one names the same window. */
function follow(bench, event) {
  const box = event.currentTarget.querySelector(".marks").getBoundingClientRect();
  const { margin } = bench.data.header;
  const at = (offset, before) => Math.floor(offset / bench.zoom) - before;
  moveTo(bench, at(event.clientY - box.top, margin[0]), at(event.clientX - box.left, margin[1]));
}

/** Full-size numbers of a scaled picture come from Python, for the pixel that is asked for. */
function ask({ data, pixel, send }) {
  if (!isKnown(data, pixel)) send("pixel", { picture: data.header.picture, at: pixel });
}

function pin(bench, pinned) {
  bench.pinned = pinned;
  if (pinned) ask(bench);
  point(bench);
}

/** A mouse hovers, and its click pins the pixel or lets it go; a finger has no hover and only asks. */
function touch(bench, event) {
  follow(bench, event);
  if (event.pointerType === "mouse") pin(bench, !bench.pinned);
  else ask(bench);
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function steer(bench, event) {
  if (event.key === "Enter") pin(bench, !bench.pinned);
  if (event.key === "Escape") pin(bench, false);
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  const stride = event.shiftKey ? 10 : 1;
  moveTo(bench, bench.pixel[0] + step[0] * stride, bench.pixel[1] + step[1] * stride);
}

function wireHand(bench) {
  for (const { frame } of [bench.input, bench.output]) {
    frame.onpointermove = (event) => bench.pinned || follow(bench, event);
    frame.onclick = (event) => touch(bench, event);
  }
  bench.output.frame.onkeydown = (event) => steer(bench, event);
}
