// An ESLint rule: a text that a visitor reads is inside `_`, `_n` or `N_`, as language.js has them. It
// looks at what is put on the page, word by word, and at every other string of several words.

const MARKS = new Set(["_", "_n", "N_"]);
const SHOWN = new Set(["textContent", "innerText", "title", "ariaLabel", "placeholder", "alt"]);
const READ = new Set(["title", "placeholder", "alt", "aria-label", "aria-valuetext"]);
/** Functions, and from which of their arguments on texts are shown. */
const SHOWING = new Map([
  ["element", 2],
  ["svgElement", 2],
  ["span", 1],
  ["labelledButton", 0],
  ["Option", 0],
  ["append", 0],
  ["prepend", 0],
  ["replaceChildren", 0],
  ["fillText", 0],
]);
/** What else strings of several words are given to: selectors, classes, styles. */
const TECHNICAL =
  /^(find.*|querySelector.*|closest|matches|matchMedia|element|svgElement|span|setProperty|writeNumber|Error)$/;
const TECHNICAL_NAMES =
  /^(className|class|font|font.*|points|path|d|viewBox|background|cssText|cookie|style)$/;

const WORD = /\p{L}\p{Ll}(?!\p{L}*\()/u; // "GIF" and "max(" are the same in every language
const STYLE = /^[a-z-]+\(/; // "linear-gradient(to right"
const WORDS = /\p{L}{2,}[,;:.]? \p{L}/u;

/** @param {any} node */
const nameOf = (node) => node.property?.name ?? node.name ?? node.key?.name ?? node.key?.value;

/** @param {any} node */
const isMark = (node) => node.type === "CallExpression" && MARKS.has(node.callee.name);

/**
 * The strings that an expression may give, without what is inside a mark or another call.
 * @param {any} node
 * @returns {{ node: any, text: string }[]}
 */
function stringsIn(node) {
  if (!node || isMark(node)) return [];
  if (node.type === "Literal")
    return typeof node.value === "string" ? [{ node, text: node.value }] : [];
  if (node.type === "TemplateLiteral")
    return [
      ...node.quasis.map((/** @type {any} */ each) => ({ node, text: each.value.cooked })),
      ...node.expressions.flatMap(stringsIn),
    ];
  const parts = {
    ConditionalExpression: [node.consequent, node.alternate],
    LogicalExpression: [node.left, node.right],
    BinaryExpression: node.operator === "+" ? [node.left, node.right] : [],
    ArrayExpression: node.elements,
    SpreadElement: [node.argument],
  }[/** @type {string} */ (node.type)];
  return (parts ?? []).flatMap(stringsIn);
}

/**
 * Whether a string is given to what takes no text: a selector, a class, a style, an error.
 * @param {any} node
 */
function isTechnical(node) {
  if (STYLE.test(node.value ?? node.quasis[0].value.cooked)) return true;
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (isMark(parent)) return true;
    if (/^(Import|Export)/.test(parent.type) && parent.source === at) return true;
    if (["CallExpression", "NewExpression"].includes(parent.type) && parent.callee !== at)
      return TECHNICAL.test(nameOf(parent.callee) ?? "");
    if (parent.type === "AssignmentExpression") {
      const { left } = parent;
      return TECHNICAL_NAMES.test(nameOf(left)) || left.object?.property?.name === "style";
    }
    if (parent.type === "Property" && (parent.key === at || TECHNICAL_NAMES.test(nameOf(parent))))
      return true;
    if (parent.type.endsWith("Statement")) return false;
  }
  return false;
}

/** @type {import("eslint").Rule.RuleModule} */
export const shownTexts = {
  create(context) {
    /** @type {Set<any>} */
    const reported = new Set();
    /** @param {any} node */
    const report = (node) => {
      if (reported.has(node)) return;
      reported.add(node);
      context.report({ node, message: "A text that visitors read is one sentence inside `_`." });
    };
    /** @param {any} node */
    const check = (node) =>
      stringsIn(node)
        .filter(({ text }) => WORD.test(text))
        .forEach(({ node: found }) => report(found));
    /** @param {any} node */
    const onCall = (node) => {
      const name = nameOf(node.callee);
      const [first, ...rest] = node.arguments;
      if (SHOWING.has(name)) node.arguments.slice(SHOWING.get(name)).forEach(check);
      if (name === "setAttribute" && READ.has(first?.value)) rest.forEach(check);
    };
    return {
      CallExpression: onCall,
      NewExpression: onCall,
      AssignmentExpression: (/** @type {any} */ { left, right }) =>
        SHOWN.has(nameOf(left)) && check(right),
      Property: (/** @type {any} */ node) =>
        (SHOWN.has(nameOf(node)) || READ.has(nameOf(node))) && check(node.value),
      Literal: (/** @type {any} */ node) => {
        if (typeof node.value === "string" && WORDS.test(node.value) && !isTechnical(node))
          report(node);
      },
      TemplateLiteral: (/** @type {any} */ node) => {
        const text = node.quasis.map((/** @type {any} */ each) => each.value.cooked).join("·");
        if (WORDS.test(text) && !isTechnical(node)) report(node);
      },
    };
  },
};
