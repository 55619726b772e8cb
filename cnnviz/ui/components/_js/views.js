// State that outlives reruns and theme changes. Streamlit calls a component's module again on the
// same element, so what it knew before is kept here.

/**
 * A function that gives each key its view, made by `start` when it is first asked for.
 * @template {object | string} Key an element, or a name for what outlives its element
 * @template View
 * @param {(key: Key) => View} start
 * @returns {(key: Key) => View}
 */
export function keepViews(start) {
  /** @type {Map<Key, View>} */
  const named = new Map();
  /** @type {WeakMap<object, View>} */
  const owned = new WeakMap();
  return (key) => {
    const views = typeof key === "string" ? named : /** @type {Map<unknown, View>} */ (owned);
    const kept = views.get(key) ?? start(key);
    views.set(key, kept);
    return kept;
  };
}

/**
 * Draw a view in the browser's next frame, once however often it is asked for.
 * @template {{frame: number}} View `frame` is the request that waits, 0 where none does
 * @param {View} view
 * @param {(view: View) => void} draw
 */
export function drawNextFrame(view, draw) {
  view.frame ||= requestAnimationFrame(() => {
    view.frame = 0;
    draw(view);
  });
}

/**
 * Draw a view behind the browser's next frame, once however often it is asked for: what else has
 * changed is on the screen sooner.
 * @template {{frame: number}} View `frame` is the request that waits, 0 where none does
 * @param {View} view
 * @param {(view: View) => void} draw
 */
export function drawAfterFrame(view, draw) {
  const drawn = () => {
    view.frame = 0;
    draw(view);
  };
  view.frame ||= requestAnimationFrame(() => setTimeout(drawn));
}

/**
 * What Streamlit passes to a component's default export.
 * @template Data
 * @typedef {object} Call
 * @property {Data} data
 * @property {ShadowRoot | HTMLElement} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */
