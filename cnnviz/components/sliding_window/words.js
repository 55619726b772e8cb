// The sum in words and numbers, for the window that is shown. The result is Python's; here its
// products are written out.

const MOST_TERMS = 12;

/** The window's cells with what becomes of each: { cell, weight, product, left (out), won }. */
function termsOf(data, position) {
  const [row, col] = placeOf(data, position), cols = data.cols[col];
  return data.rows[row].flatMap((r, a) => cols.map((c, b) => {
    const tap = a * cols.length + b, cell = Number(data.padded[r * data.shape[1] + c]);
    const weight = data.kernel?.[tap], product = data.kernel ? cell * weight : cell;
    const left = !data.kernel && isPadding(data, r, c), won = data.winners?.[position] === tap;
    return { tap, cell, weight, product, left, won };
  }));
}

const span = (className, text, title) => {
  const element = document.createElement("span");
  return Object.assign(element, { className, textContent: text, title: title ?? "" });
};

/** Write the sum of the shown window into the element. */
function writeSum(view, position, terms) {
  const { data } = view, [row, col] = placeOf(data, position), value = data.output[position];
  const place = span("place", `Row ${row}, column ${col}: `);
  const text = shortNumber(value).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  const equals = span("", Math.abs(value - Number(value.toFixed(2))) < 1e-6 ? " = " : " ≈ ");
  const result = span("result", text, String(value));
  view.parts.sum.replaceChildren(place, ...operands(view, position, terms), equals, result);
}

function operands(view, position, terms) {
  const { data } = view;
  if (data.kernel) return joined(view, terms, " + ");
  const inside = terms.filter((term) => !term.left);
  if (data.winners) return [span("", "max("), ...joined(view, inside, ", "), span("", ")")];
  const division = `) ÷ ${data.counts[position]} = ${data.sums[position]} ÷ ${data.counts[position]}`;
  return [span("", "("), ...joined(view, inside, " + "), span("", division)];
}

/** The terms with the sign between them; of many, the first and last few and how many between. */
function joined(view, terms, sign) {
  const head = MOST_TERMS / 2 - 1, many = terms.length > MOST_TERMS;
  const spans = (some) => some.map((term) => termSpan(view, term));
  const between = span("", `… ${terms.length - 2 * head} more …`);
  const ends = () => [...spans(terms.slice(0, head)), between, ...spans(terms.slice(-head))];
  const shown = many ? ends() : spans(terms);
  return shown.flatMap((part, at) => (at ? [span("", sign), part] : [part]));
}

function termSpan(view, term) {
  const text = view.data.kernel ? `${term.cell}×${shortNumber(term.weight)}` : String(term.cell);
  const element = span(term.won ? "term winner" : "term", text);
  element.style.background = tapFill(view, term.tap, term.won ? 1 : 0.8);
  return element;
}

/** Say what a weight meets, or which windows read a cell of the padded input. */
function writeLink(view) {
  const text = view.hover.grid === "kernel" ? meetings(view) : readings(view);
  view.parts.sum.replaceChildren(span("", text));
}

function meetings({ data, hover: { row, col } }) {
  const weight = shortNumber(data.kernel[row * data.cols[0].length + col]);
  return `The weight ${weight} meets ${count(windowCount(data), "coloured cell")}: one in each window.`;
}

function readings({ data, hover: { row, col } }) {
  const readers = readersOf(data, row, col).length, at = row * data.shape[1] + col;
  const place = `Input row ${row - data.before[0]}, column ${col - data.before[1]}`;
  const name = isPadding(data, row, col) ? "This padding cell" : `${place}, a ${data.padded[at]},`;
  return `${name} ${readers ? `is read by ${count(readers, "window")}` : "is never read"}.`;
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** The captions above the grids. */
function writeCaptions(view) {
  const { data, parts } = view, by = (shape) => shape.join(" × ");
  const padded = by(data.shape) === by(data.size) ? "" : ` → ${by(data.shape)} padded`;
  caption(parts.inputCaption, "Input", by(data.size) + padded);
  caption(parts.kernelCaption, "Kernel", by(windowShape(data)));
  if (data.kernel) caption(parts.productsCaption, "Products", "");
  else caption(parts.productsCaption, "Window", by(windowShape(data)));
  caption(parts.outputCaption, "Output", by(outputShape(data)));
  parts.first.textContent = data.kernel ? "∗" : "→";
  parts.second.textContent = data.kernel ? "=" : "→";
}

const caption = (element, name, size) =>
  element.replaceChildren(span("", name), span("soft", ` ${size}`));
