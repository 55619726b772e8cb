// The hand on the grids: hover, tap, focus and keys on cells of the input, kernel and output.

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const gridShape = (data, grid) =>
  ({ input: data.shape, kernel: windowShape(data), output: outputShape(data) })[grid];
const cellSize = (view, grid) => view.sizes[grid === "kernel" ? "weight" : grid];
const same = (a, b) => a?.grid === b?.grid && a?.row === b?.row && a?.col === b?.col;

/** A hovered cell that the new layer still has. */
function stillThere(hover, data) {
  if (!hover || (hover.grid === "kernel" && !data.kernel)) return null;
  const [rows, cols] = gridShape(data, hover.grid);
  return hover.row < rows && hover.col < cols ? hover : null;
}

function setHover(view, hover) {
  if (same(view.hover, hover)) return;
  view.hover = hover;
  paintKernel(view);
  refresh(view);
}

function connectGrids(view) {
  const { parts } = view;
  connectGrid(view, "input", parts.numerals, "Padded input", "Enter changes a number");
  connectGrid(view, "kernel", parts.kernel, "Kernel", "Enter changes a weight");
  connectGrid(view, "output", parts.outputMoving, "Output", "they move the window");
  view.root.onpointerleave = (event) => event.pointerType === "mouse" && setHover(view, null);
  view.root.onpointerdown = (event) => event.target.tagName !== "CANVAS" && setHover(view, null);
}

/** Hover shows, a tap shows and stays; a second tap on the same cell changes its number. */
function connectGrid(view, grid, canvas, name, use) {
  const size = gridShape(view.data, grid).join(" by ");
  const cell = (event) => cellAt(view, grid, canvas, event);
  let again = false;
  canvas.setAttribute("aria-label", `${name}, ${size}; arrow keys, ${use}`);
  canvas.onpointermove = (event) => event.pointerType === "mouse" && setHover(view, cell(event));
  canvas.onpointerleave = (event) => event.pointerType === "mouse" && setHover(view, null);
  canvas.onpointerdown = (event) => {
    again = same(view.hover, cell(event));
    setHover(view, cell(event));
  };
  canvas.onclick = () => {
    if (view.hover && grid === "output") choose(view);
    else if (view.hover && again) change(view, canvas);
  };
  canvas.onfocus = () => {
    const byKey = canvas.matches(":focus-visible");
    if (byKey && grid !== "output") setHover(view, { grid, row: 0, col: 0 });
  };
  canvas.onblur = () => view.hover?.grid === grid && setHover(view, null);
  canvas.onkeydown = (event) => onGridKey(view, grid, canvas, event);
}

function cellAt(view, grid, canvas, event) {
  const box = canvas.getBoundingClientRect(), cell = cellSize(view, grid);
  const row = Math.floor((event.clientY - box.top) / cell);
  const col = Math.floor((event.clientX - box.left) / cell), [rows, cols] = gridShape(view.data, grid);
  return row >= 0 && col >= 0 && row < rows && col < cols ? { grid, row, col } : null;
}

/** A clicked output cell becomes the animation's place, and it stands still there. */
function choose(view) {
  view.motion.playing = false;
  goTo(view, shownPosition(view));
}

function onGridKey(view, grid, canvas, event) {
  const move = ARROWS[event.key];
  if (grid === "output") {
    if (!move) return;
    stepByHand(view, move[0] * view.data.cols.length + move[1]);
  } else if (move) moveCursor(view, grid, move);
  else if (view.hover && (event.key === "Enter" || /^[-\d]$/.test(event.key))) {
    change(view, canvas);
    if (event.key !== "Enter") return; // the field takes the key
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function moveCursor(view, grid, [down, right]) {
  const [rows, cols] = gridShape(view.data, grid);
  const from = view.hover?.grid === grid ? view.hover : { row: 0, col: 0 };
  const clamp = (at, length) => Math.min(Math.max(at, 0), length - 1);
  setHover(view, { grid, row: clamp(from.row + down, rows), col: clamp(from.col + right, cols) });
}

/** Open a field over the hovered number; what is typed goes to Python, which computes anew. */
function change(view, canvas) {
  const { data, hover } = view, { grid, row, col } = hover;
  if (grid === "input" && isPadding(data, row, col)) return;
  const [top, left] = grid === "input" ? data.before : [0, 0];
  const numbers = grid === "input" ? data.padded : data.kernel;
  const text = String(numbers[row * gridShape(data, grid)[1] + col]);
  openEditor(canvas.parentElement, row, col, cellSize(view, grid), text, data.limits[grid], (value) => {
    view.edit({ grid, row: row - top, col: col - left, value });
    canvas.focus();
  });
}
