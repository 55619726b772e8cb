// The two pictures, on one scale, and the two kernels.

/** 256 colours of a scale as the 32-bit words that ImageData holds. */
function colourTable(colours) {
  const words = new Uint32Array(256), bytes = new Uint8ClampedArray(words.buffer);
  for (let i = 0; i < 256; i++) bytes.set([...colourAt(colours, i / 255), 255], 4 * i);
  return words;
}

/** CSS pixels per image pixel that fit a picture into a square; whole where it is enlarged. */
function fitScale([height, width], side) {
  const scale = Math.min(side / width, side / height);
  return scale > 1 ? Math.floor(scale) : scale;
}

/** Draw values (height × width) in the lesson's scale; values beyond its ends get the end's colour. */
function paintValues(canvas, values, [height, width], { low, high, colours }, side) {
  const sheet = (canvas.sheet ??= document.createElement("canvas"));
  if (sheet.width !== width || sheet.height !== height) Object.assign(sheet, { width, height });
  const context = sheet.getContext("2d"), pixels = context.createImageData(width, height);
  const words = new Uint32Array(pixels.data.buffer), table = colourTable(colours), factor = 255 / (high - low);
  for (let i = 0; i < words.length; i++) {
    const level = (values[i] - low) * factor + 0.5;
    words[i] = table[level >= 255 ? 255 : level > 0 ? level | 0 : 0];
  }
  context.putImageData(pixels, 0, 0);
  const scale = fitScale([height, width], side);
  const target = sizeCanvas(canvas, width * scale, height * scale);
  target.imageSmoothingEnabled = scale * (window.devicePixelRatio || 1) < 1;
  target.imageSmoothingQuality = "high"; // only where many pixels fall into one
  target.drawImage(sheet, 0, 0, width * scale, height * scale);
}

const PLANE_GAP = 6; // CSS pixels between the kernels of two channels

/** The side of a cell, in whole CSS pixels, that fits a kernel into a frame. */
function cellSide([rows, cols, channels], width, height) {
  const wide = (width - (channels - 1) * PLANE_GAP) / (cols * channels);
  return Math.max(Math.floor(Math.min(wide, height / rows, 76)), 2);
}

/** Draw a kernel, the channels' side by side, with numbers where they fit. */
function paintKernel(canvas, weights, shape, limit, width, height, font) {
  const [rows, cols, channels] = shape, cell = cellSide(shape, width, height);
  const plane = cols * cell + PLANE_GAP;
  const context = sizeCanvas(canvas, plane * channels - PLANE_GAP, rows * cell);
  context.clearRect(0, 0, plane * channels, rows * cell);
  Object.assign(context, { textAlign: "center", textBaseline: "middle" });
  weights.forEach((weight, tap) => {
    const at = Math.floor(tap / channels);
    const x = (tap % channels) * plane + (at % cols) * cell, y = Math.floor(at / cols) * cell;
    const colour = signedColour("weights", weight, limit);
    context.fillStyle = cssColour(colour);
    context.fillRect(x, y, cell > 6 ? cell - 1 : cell, cell > 6 ? cell - 1 : cell);
    if (cell < 24) return;
    context.fillStyle = inkOn(colour);
    context.font = `${Math.min(15, cell * 0.34)}px ${font}`;
    context.fillText(cellText(weight, cell), x + (cell - 1) / 2, y + cell / 2);
  });
  canvas.onpointermove = (event) => { canvas.title = numberUnder(event, weights, shape, cell, plane); };
}

/** A weight as short as its cell. */
function cellText(weight, cell) {
  if (Number.isInteger(weight) && Math.abs(weight) < 100) return shortNumber(weight);
  const digits = cell >= 30 ? 2 : 1, rounded = Number(weight.toFixed(digits));
  const text = Math.abs(rounded) >= 100 ? Math.abs(rounded).toExponential(0) : Math.abs(rounded).toFixed(digits);
  return (rounded < 0 ? "\u2212" : "") + (cell < 40 ? text.replace(/^0\./, ".") : text);
}

/** The full number of the cell under the pointer. */
function numberUnder(event, weights, [, cols, channels], cell, plane) {
  const channel = Math.min(Math.floor(event.offsetX / plane), channels - 1);
  const row = Math.floor(event.offsetY / cell), col = Math.floor((event.offsetX - channel * plane) / cell);
  return String(weights[(row * cols + col) * channels + channel] ?? "");
}
