// Keeping the focus. Streamlit's select box takes it when Python changes its value: the name turns to
// "Custom" in the middle of a number, and the rest of the number would land in the list of kernels.

const ANSWERED = 5000; // ms within which Python has answered an edit

/**
 * Give the focus back to whatever in the bench loses it to a select box that was not pointed at.
 * @param {HTMLElement} box
 * @param {() => number} lastEdit when it was made
 */
export function keepFocus(box, lastEdit) {
  let leaves = false;
  box.addEventListener("keydown", ({ key }) => (leaves = key === "Tab"), true);
  box.addEventListener(
    "blur",
    (event) => {
      const taker = /** @type {Element | null} */ (event.relatedTarget);
      const edited = Date.now() - lastEdit() < ANSWERED;
      if (leaves || !edited || taker?.getAttribute("role") !== "combobox") return;
      if (taker.matches(":active")) return;
      event.stopPropagation(); // the cell has not been left
      takeBack(/** @type {HTMLElement} */ (event.target));
    },
    true,
  );
}

/** @param {HTMLElement} element */
function takeBack(element) {
  const field = element instanceof HTMLInputElement && element.type === "text" ? element : null;
  const [start, end] = [field?.selectionStart ?? null, field?.selectionEnd ?? null];
  setTimeout(() => {
    element.focus();
    field?.setSelectionRange(start, end);
  });
}
