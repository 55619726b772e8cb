// Two charts, loss and accuracy, drawn anew whenever data comes. Where the pointer is, or where the
// arrow keys went, both are read; without one the values are the latest.

import { MARGIN, highestLoss, scales, ticks } from "./axes.js";

const CURVES = ["training", "validation"];
const MOST_DOTTED = 40; // epochs; of more the dots would touch
const views = new WeakMap(); // root element -> { data, pointed (an epoch or null), observer }

const svgNode = (name, attributes) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
};

/** The index of the point nearest to an epoch; the last one for none; -1 where there are none. */
function nearest(curve, epoch) {
  if (epoch === null) return curve.epoch.length - 1;
  let best = -1;
  curve.epoch.forEach((at, i) => {
    if (best < 0 || Math.abs(at - epoch) < Math.abs(curve.epoch[best] - epoch)) best = i;
  });
  return best;
}

function drawAxes(svg, place, width, height, epochs, top) {
  for (const { at, text } of ticks(top, 4)) {
    const y = Math.round(place.y(at));
    svg.append(
      svgNode("line", { class: "grid", x1: MARGIN.left, x2: width - MARGIN.right, y1: y, y2: y }),
    );
    const label = svgNode("text", { x: MARGIN.left - 6, y: y + 4, "text-anchor": "end" });
    label.textContent = text;
    svg.append(label);
  }
  for (const { at, text } of ticks(epochs, 8, 1)) {
    const label = svgNode("text", { x: place.x(at), y: height - 6, "text-anchor": "middle" });
    label.textContent = text;
    svg.append(label);
  }
}

function drawCurve(svg, curve, metric, kind, place, dotted) {
  const points = curve.epoch.map((epoch, i) => [place.x(epoch), place.y(curve[metric][i])]);
  svg.append(
    svgNode("polyline", {
      class: `line ${kind}`,
      points: points.map((at) => at.join()).join(" "),
    }),
  );
  if (!dotted) return;
  for (const [cx, cy] of points) svg.append(svgNode("circle", { class: "dot", cx, cy, r: 3 }));
}

function drawPointer(svg, view, metric, place, height) {
  if (view.pointed === null) return;
  const x = place.x(view.pointed);
  svg.append(
    svgNode("line", { class: "pointer", x1: x, x2: x, y1: MARGIN.top, y2: height - MARGIN.bottom }),
  );
  for (const kind of CURVES) {
    const curve = view.data[kind];
    const i = nearest(curve, view.pointed);
    if (i < 0) continue;
    const [cx, cy] = [place.x(curve.epoch[i]), place.y(curve[metric][i])];
    svg.append(svgNode("circle", { class: `read ${kind}`, cx, cy, r: 4 }));
  }
}

/** The chart's heading: its name, the values, and at which epoch they are read. */
function caption(view, metric) {
  const head = document.createElement("figcaption");
  const read = CURVES.map((kind) => {
    const i = nearest(view.data[kind], view.pointed);
    return { kind, text: i < 0 ? "–" : view.data[kind][metric][i].toFixed(4) };
  });
  const title = metric[0].toUpperCase() + metric.slice(1);
  const when = view.pointed === null ? "latest" : `at epoch ${view.pointed.toFixed(1)}`;
  head.innerHTML =
    `<span class="when">${when}</span><b>${title}</b><div class="values">` +
    read
      .map(
        ({ kind, text }) => `<span class="value ${kind}">${kind} <output>${text}</output></span>`,
      )
      .join("") +
    "</div>";
  return [head, `${title}, ${when}: ${read.map(({ kind, text }) => `${kind} ${text}`).join(", ")}`];
}

function drawChart(figure, view) {
  const metric = figure.dataset.metric;
  const { data } = view;
  const [head, label] = caption(view, metric);
  const width = figure.clientWidth;
  const height = figure.clientHeight - 46;
  const top = metric === "loss" ? highestLoss(data) : 1;
  const place = scales(width, height, data.epochs, top);
  const svg = svgNode("svg", {
    viewBox: `0 0 ${width} ${height}`,
    height,
    role: "img",
    "aria-label": label,
  });
  drawAxes(svg, place, width, height, data.epochs, top);
  const dotted = data.epochs <= MOST_DOTTED;
  for (const kind of CURVES)
    drawCurve(svg, data[kind], metric, kind, place, dotted && kind === "validation");
  drawPointer(svg, view, metric, place, height);
  figure.replaceChildren(head, svg);
}

function draw(root) {
  const view = views.get(root);
  root.classList.toggle("narrow", root.clientWidth < 560);
  if (root.clientWidth) for (const figure of root.children) drawChart(figure, view);
}

function point(root, epoch) {
  const view = views.get(root);
  view.pointed = epoch === null ? null : Math.min(Math.max(epoch, 0), view.data.epochs);
  draw(root);
}

/** Arrow keys read from point to point, Escape goes back to the latest. */
function keyed(root, event) {
  const view = views.get(root);
  const { epoch } = view.data.training;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (event.key === "Escape") point(root, null);
  if (!step || !epoch.length) return;
  event.preventDefault();
  const now = nearest(view.data.training, view.pointed);
  point(root, epoch[Math.min(Math.max(now + step, 0), epoch.length - 1)]);
}

function listen(root) {
  root.onpointermove = (event) => {
    const figure = event.target.closest("figure");
    if (!figure) return;
    const place = scales(figure.clientWidth, figure.clientHeight, views.get(root).data.epochs, 1);
    point(root, place.epochAt(event.clientX - figure.getBoundingClientRect().left));
  };
  root.onpointerleave = () => point(root, null);
  root.onkeydown = (event) => keyed(root, event);
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".curves");
  const view = views.get(root);
  if (view) {
    view.data = data;
  } else {
    const observer = new ResizeObserver(() => draw(root));
    views.set(root, { data, pointed: null, observer });
    observer.observe(root);
    listen(root);
  }
  draw(root);
}
