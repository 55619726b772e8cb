// Keeping the focus. Streamlit's select box takes it when Python changes its value: the name turns to
// "Custom" in the middle of a number, and the rest of the number would land in the list of kernels.

const ANSWERED = 5000; // ms within which Python has answered an edit

/** Give the focus back to whatever in the bench loses it to a select box that no hand has touched. */
export function keepFocus(bench) {
  const box = bench.find(".bench");
  let leaves = false;
  box.addEventListener("keydown", ({ key }) => (leaves = key === "Tab"), true);
  box.addEventListener(
    "blur",
    (event) => {
      const { relatedTarget: taker, target } = event;
      const edited = Date.now() - bench.serial < ANSWERED;
      if (
        leaves ||
        !edited ||
        taker?.getAttribute("role") !== "combobox" ||
        taker.matches(":active")
      )
        return;
      event.stopPropagation(); // the cell has not been left
      takeBack(target);
    },
    true,
  );
}

function takeBack(element) {
  const { selectionStart, selectionEnd, type } = element;
  setTimeout(() => {
    element.focus();
    if (type === "text") element.setSelectionRange(selectionStart, selectionEnd);
  });
}
