// A sheet of thumbnails: one picture with a button over each of them. Arrow keys go from one to the
// next, Enter or a click picks.

function buildCell(data, number, pick) {
  const cell = document.createElement("button");
  const index = data.first + number;
  cell.type = "button";
  cell.title = `${index}: ${data.names[number]}`;
  cell.setAttribute("role", "option");
  cell.setAttribute("aria-label", `sample ${index}, class ${data.names[number]}`);
  cell.setAttribute("aria-selected", String(index === data.picked));
  cell.tabIndex = index === data.picked ? 0 : -1;
  cell.onclick = () => pick(index);
  return cell;
}

function moveFocus(root, event, across) {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across }[event.key];
  const cells = [...root.children];
  const at = cells.indexOf(event.target);
  if (step === undefined || !cells[at + step]) return;
  event.preventDefault();
  cells[at + step].focus();
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".sheet");
  const focused = [...root.children].indexOf(root.getRootNode().activeElement);
  root.style.backgroundImage = `url(data:image/png;base64,${data.sheet})`;
  root.style.gridTemplate = `repeat(${data.across}, 1fr) / repeat(${data.across}, 1fr)`;
  root.replaceChildren(
    ...data.names.map((_, i) => buildCell(data, i, (index) => setTriggerValue("pick", index))),
  );
  root.onkeydown = (event) => moveFocus(root, event, data.across);
  if (focused >= 0) root.children[focused]?.focus();
}
