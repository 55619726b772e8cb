// Reading what Python sent: a header and float32 arrays (see __init__.py).

/** The message as {header, arrays, weights}; each array has values, height, width and channels. */
function readMessage(message) {
  const { header, values } = unpack(message);
  const arrays = {};
  let at = 0;
  for (const [name, [height, width, channels]] of header.arrays) {
    const end = at + height * width * channels;
    arrays[name] = { values: values.subarray(at, end), height, width, channels };
    at = end;
  }
  return { header, arrays, weights: header.weights.flat() };
}

const valueAt = ({ values, width, channels }, row, col, channel) => values[(row * width + col) * channels + channel];

/** Whether the full-size numbers of an output pixel are here; always, up to the working size. */
function isKnown({ header, arrays }, [row, col]) {
  const { height, width } = arrays.patchOutput ?? arrays.output;
  const [r, c] = [row - header.corner[0], col - header.corner[1]];
  return r >= 0 && c >= 0 && r < height && c < width;
}

/** One channel of an output pixel. */
function outputAt({ header, arrays }, [row, col], channel) {
  return valueAt(arrays.patchOutput ?? arrays.output, row - header.corner[0], col - header.corner[1], channel);
}

/** The patch that makes an output pixel and its products with the weights, row by row. */
function explain({ header, arrays, weights }, [row, col], channel) {
  const [r, c] = [row - header.corner[0], col - header.corner[1]];
  const image = arrays.patchImage ?? arrays.image;
  const side = header.weights.length;
  const patch = weights.map((_, i) => valueAt(image, r + Math.floor(i / side), c + (i % side), channel));
  return { patch, weights, products: patch.map((value, i) => value * weights[i]) };
}
