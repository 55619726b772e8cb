// The stack as the visitor edited it: Python's answer, with the edits that it did not take yet.

/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./types.js").ShownRow} ShownRow */
/** @typedef {import("./types.js").Setting} Setting */
/** @typedef {Pick<import("./types.js").LayerStackHeader, "layers" | "fault" | "refused" | "starts" | "most">} Answer */

/**
 * The table's rows. Edits count layers in the stack that the edits before them left, as Python does.
 * @param {Answer} answer
 * @param {Edit[]} pending edits that are not answered yet
 * @returns {ShownRow[]}
 */
export function pendingLayers({ layers, fault, refused, starts, most }, pending) {
  const rows = layers.map((row, at) => ({
    ...row,
    fault: fault?.at === at ? fault.reason : "",
    refused: refused?.at === at ? refused.reason : "",
  }));
  for (const change of pending) apply(rows, change, starts, most);
  return rows;
}

/**
 * @param {ShownRow[]} rows
 * @param {Edit} change
 * @param {Record<string, Record<string, Setting>>} starts
 * @param {number} most
 */
function apply(rows, { do: action, at, name = "", value }, starts, most) {
  const row = rows[at];
  if (action === "add") {
    const kind = String(value);
    if (rows.length < most) rows.splice(at + 1, 0, { kind, settings: { ...starts[kind] } });
  } else if (!row) {
    return;
  } else if (action === "set") {
    rows[at] = { ...row, refused: "", settings: { ...row.settings, [name]: value ?? null } };
  } else if (action === "move") {
    const to = at + Number(value);
    if (to >= 0 && to < rows.length) rows.splice(to, 0, ...rows.splice(at, 1));
  } else if (action === "remove") {
    rows.splice(at, 1);
  }
}
