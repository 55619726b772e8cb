// Why this pixel: patch × kernel = products -> sum, the numbers in tinted cells.

const CHANNELS = ["R", "G", "B"];

/** Give each of the three grids its cells. */
function buildEquation(why, side) {
  for (const grid of why.querySelectorAll(".grid")) {
    grid.style.setProperty("--side", side);
    grid.shown = null;
    grid.replaceChildren(...Array.from({ length: side * side }, () => document.createElement("span")));
  }
}

function fillGrid(grid, numbers, digits, colourOf) {
  if (grid.shown === numbers) return; // the kernel stays while the window moves
  grid.shown = numbers;
  numbers.forEach((number, i) => {
    const cell = grid.children[i];
    const colour = colourOf(number);
    cell.textContent = shortNumber(number, digits);
    cell.title = String(number);
    cell.style.background = cssColour(colour);
    cell.style.color = inkOn(colour);
  });
}

/** Show the numbers of one pixel and its value. */
function showEquation(why, { patch, weights, products }, value, scale) {
  const [weightLimit, productLimit] = [largest(weights), largest(products)];
  const grid = (name) => why.querySelector(`.${name} .grid`);
  const digits = weightLimit < 1 ? 3 : 2; // weights of a mean are small
  fillGrid(grid("patch"), patch, 2, (number) => colourAt("grey", number));
  fillGrid(grid("factor"), weights, digits, (number) => signedColour("weights", number, weightLimit));
  fillGrid(grid("products"), products, digits, (number) => signedColour("signed", number, productLimit));
  const result = why.querySelector(".result");
  const colour = colourAt(scale.colours, position(value, scale)); // as the output shows it
  Object.assign(result, { textContent: shortNumber(value, 4), title: String(value) });
  Object.assign(result.style, { background: cssColour(colour), color: inkOn(colour) });
}

/** No numbers here: the pixel lies outside the full-size patch that the browser has. */
function clearEquation(why) {
  for (const cell of why.querySelectorAll(".patch .grid span, .products .grid span, .result")) {
    Object.assign(cell, { textContent: "·", title: "" });
    Object.assign(cell.style, { background: "", color: "" });
  }
}

/** Buttons for the channels of a colour picture, each with its own sum. */
function showChannels(box, values, chosen, choose) {
  if (box.childElementCount !== (values.length > 1 ? values.length : 0))
    box.replaceChildren(...(values.length > 1 ? values.map((_, c) => channelButton(c, choose)) : []));
  [...box.children].forEach((button, c) => {
    button.setAttribute("aria-pressed", c === chosen);
    button.textContent = `${CHANNELS[c]} ${values[c] === null ? "·" : shortNumber(values[c])}`;
  });
}

function channelButton(channel, choose) {
  const button = document.createElement("button");
  button.onclick = () => choose(channel);
  return button;
}
