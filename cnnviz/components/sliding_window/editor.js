// Changing a number in place: a small field over the cell; Enter or leaving it keeps the number.

/** Open a field over a cell; keep(text) is called with what was typed, if it changed. */
function openEditor(layers, row, col, cell, text, limits, keep) {
  layers.querySelector(".editor")?.remove();
  const side = Math.max(cell, 30), field = document.createElement("input");
  const [x, y] = [col, row].map((at) => at * cell + (cell - side) / 2);
  Object.assign(field, { className: "editor", value: text, inputMode: "text", maxLength: 3 });
  Object.assign(field.style, { left: `${x}px`, top: `${y}px`, width: `${side}px`, height: `${side}px` });
  field.setAttribute("aria-label", `New number, ${limits[0]} to ${limits[1]}`);
  const close = () => { field.onblur = null; field.remove(); };
  const commit = () => {
    if (field.value !== text && isWhole(field.value, limits)) keep(Number(field.value.replace("−", "-")));
    close();
  };
  field.oninput = () => field.setAttribute("aria-invalid", String(!isWhole(field.value, limits)));
  field.onblur = commit;
  field.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key === "Enter") commit();
    if (event.key === "Escape") close();
  };
  layers.append(field);
  field.select();
  field.focus();
}

function isWhole(text, [least, most]) {
  const number = Number(text.replace("−", "-"));
  return text.trim() !== "" && Number.isInteger(number) && number >= least && number <= most;
}
