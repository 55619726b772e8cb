// Canvases that are sharp on every screen.

/** The screen's own pixels per CSS pixel. */
export const screenRatio = () => window.devicePixelRatio || 1;

/**
 * Give a canvas a size in CSS pixels at the screen's own resolution.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
export function sizeCanvas(canvas, width, height) {
  const ratio = screenRatio();
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  const context = contextOf(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.imageSmoothingEnabled = false;
  return context;
}

/**
 * Give a canvas a size in CSS pixels, and clear it.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
export function clearedCanvas(canvas, width, height) {
  const context = sizeCanvas(canvas, width, height);
  context.clearRect(0, 0, width, height);
  return context;
}

/**
 * A canvas's two-dimensional context.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 * @returns {CanvasRenderingContext2D}
 */
export function contextOf(canvas, settings) {
  const context = canvas.getContext("2d", settings);
  if (!context) throw new Error("this browser has no two-dimensional canvas");
  return context;
}
