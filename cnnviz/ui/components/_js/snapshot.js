// Draws a part of the page on a canvas: backgrounds, frames, canvases and words, where the browser
// has laid them out. It knows as much of CSS as our components use.

/**
 * @param {CanvasRenderingContext2D} context gets the element's upper left corner at its own
 * @param {Element} root
 */
export function snapshot(context, root) {
  const { left, top } = root.getBoundingClientRect();
  context.save();
  context.translate(-left, -top);
  drawElement(context, root);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Element} shown
 */
function drawElement(context, shown) {
  const box = shown.getBoundingClientRect();
  const style = getComputedStyle(shown);
  if (!box.width || !box.height) return;
  context.globalAlpha = Number(style.opacity);
  drawBox(context, box, style);
  if (shown instanceof HTMLCanvasElement && shown.width) {
    context.drawImage(shown, box.x, box.y, box.width, box.height);
  }
  for (const child of shown.childNodes) {
    if (child instanceof Text) drawWords(context, child, style);
    else if (child instanceof Element) drawElement(context, child);
  }
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {DOMRect} box
 * @param {CSSStyleDeclaration} style
 */
function drawBox(context, { x, y, width, height }, style) {
  context.fillStyle = style.backgroundColor;
  context.beginPath();
  context.roundRect(x, y, width, height, parseFloat(style.borderRadius) || 0);
  context.fill();
  if (style.outlineStyle !== "solid") return;
  context.strokeStyle = style.outlineColor;
  context.lineWidth = parseFloat(style.outlineWidth);
  context.stroke();
}

/**
 * Each word at its own place, so that lines break as in the page.
 * @param {CanvasRenderingContext2D} context
 * @param {Text} text
 * @param {CSSStyleDeclaration} style
 */
function drawWords(context, text, style) {
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.fillStyle = style.color;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  const range = document.createRange();
  for (const { 0: word, index } of text.data.matchAll(/\S+/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const { x, y, height } = range.getBoundingClientRect();
    const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = context.measureText(word);
    context.fillText(word, x, y + (height - up - down) / 2 + up);
  }
}
