"use strict";

/** An SVG element. */
function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** An HTML element. Strings are added as text, since names come from drivers. */
function html(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Sets text only if it changes, to avoid needless layout and screen reader output. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const HEIGHT = 100;

/** The runs of points between gaps. */
function* runs(points, known) {
  let run = [];
  for (const point of points) {
    if (known(point)) run.push(point);
    else if (run.length) { yield run; run = []; }
  }
  if (run.length) yield run;
}

const place = (x, value, most) => `${x} ${(HEIGHT - Math.min(value / most, 1) * HEIGHT).toFixed(1)}`;

/** A graph of one reading: a line over its area, broken where the reading is unknown. */
class Spark {
  constructor(label) {
    this.label = label;
    this.area = svg("path", { class: "area" });
    this.line = svg("path", { class: "line" });
    this.ceiling = svg("line", { class: "ceiling", x1: 0, x2: SECONDS - 1 });
    this.cursor = svg("line", { class: "cursor", y1: 0, y2: HEIGHT });
    this.element = svg("svg", {
      role: "img", viewBox: `0 0 ${SECONDS - 1} ${HEIGHT}`, preserveAspectRatio: "none",
    }, this.area, this.line, this.ceiling, this.cursor);
  }

  draw(values, second, most, ceiling, say) {
    let line = "", area = "";
    for (const run of runs(coarse(values, second, 3), point => point.value !== null)) {
      const path = run.map(point => place(point.x, point.value, most)).join("L");
      // A single point is a dot: a zero-length line with round ends.
      line += `M${path}${run.length === 1 ? "h0" : ""}`;
      area += `M${run[0].x} ${HEIGHT}L${path}L${run.at(-1).x} ${HEIGHT}Z`;
    }
    this.line.setAttribute("d", line);
    this.area.setAttribute("d", area);
    const height = ceiling ? HEIGHT - (ceiling / most) * HEIGHT : -1;
    this.ceiling.setAttribute("visibility", ceiling ? "visible" : "hidden");
    for (const end of ["y1", "y2"]) this.ceiling.setAttribute(end, height);
    const range = rangeOf(values);
    this.element.setAttribute("aria-label", range
      ? `${this.label} in the last ten minutes: ${say(range.least)} to ${say(range.most)}`
      : `${this.label} in the last ten minutes: not known`);
  }

  point(back) { pointAt(this.cursor, back); }
}

/** Moves the cursor line to a past second, or hides it for now. */
function pointAt(cursor, back) {
  cursor.setAttribute("visibility", back > 0 ? "visible" : "hidden");
  for (const end of ["x1", "x2"]) cursor.setAttribute(end, SECONDS - 1 - back);
}

/** Stacked readings, and a line for the whole. Where one is unknown its band ends, and the others continue. */
class Stack {
  bands = new Map();

  /** @param onPoint receives the key of the band under the pointer, or null. */
  constructor(onPoint) {
    this.onPoint = onPoint;
    this.grid = svg("path", { class: "grid", d: `M0 0H${SECONDS - 1}M0 ${HEIGHT / 2}H${SECONDS - 1}` });
    this.layers = svg("g");
    this.whole = svg("path", { class: "whole" });
    this.cursor = svg("line", { class: "cursor", y1: 0, y2: HEIGHT });
    this.element = svg("svg", {
      role: "img", viewBox: `0 0 ${SECONDS - 1} ${HEIGHT}`, preserveAspectRatio: "none",
    }, this.grid, this.layers, this.whole, this.cursor);
  }

  /** Draws bands of { key, kind, n, values } from the bottom up and the values of the whole, and returns the value at the top of the graph. */
  draw(bands, whole) {
    const floor = new Array(SECONDS).fill(0);
    const layers = bands.map(band => ({
      ...band,
      points: band.values.map((value, x) => ({ x, value, bottom: floor[x], top: value === null ? null : floor[x] += value })),
    }));
    const most = roundUp(Math.max(10, ...floor, ...whole));
    const line = [...runs(whole.map((value, x) => ({ x, value })), point => point.value !== null)];
    this.whole.setAttribute("d", line.map(run => `M${run.map(point => place(point.x, point.value, most)).join("L")}`).join(""));
    for (const [key, path] of this.bands) {
      if (bands.some(band => band.key === key)) continue;
      path.remove();
      this.bands.delete(key);
    }
    for (const { key, kind, n, points } of layers) {
      if (!this.bands.has(key)) {
        const path = svg("path", { class: "band" });
        colour(path, kind, n);
        path.addEventListener("pointerenter", () => this.onPoint(key));
        path.addEventListener("pointerleave", () => this.onPoint(null));
        this.bands.set(key, path);
        this.layers.append(path);
      }
      let shape = "";
      for (const run of runs(points, point => point.value !== null)) {
        const up = run.map(point => place(point.x, point.top, most));
        const down = run.map(point => place(point.x, point.bottom, most)).reverse();
        shape += `M${up.join("L")}L${down.join("L")}Z`;
      }
      this.bands.get(key).setAttribute("d", shape);
    }
    return most;
  }

  /** Highlights one band; null for none. */
  mark(key) {
    for (const [other, path] of this.bands) path.classList.toggle("unmarked", key !== null && other !== key);
  }

  point(back) { pointAt(this.cursor, back); }
}
