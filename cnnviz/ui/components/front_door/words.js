// Texts that Python translated, with values put in.

/**
 * @param {string} text names each value in braces
 * @param {Record<string, string | number>} values
 */
export const filled = (text, values) =>
  text.replace(/\{(\w+)\}/g, (_all, name) => String(values[name]));
