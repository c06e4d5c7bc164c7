"use strict";

const ABSENT = "—";

/** A formatted number, or a dash for an unknown one. */
function show(value, digits = 0) {
  return value === null || value === undefined ? ABSENT : value.toFixed(digits);
}

/** One reading: its name, its value, a note, and ten minutes of history. */
class Tile {
  /**
   * @param what label, unit, digits; history (its name in the readings) or bar (its share of a whole);
   * read(item), ceiling(item), note(item).
   */
  constructor(what, kind) {
    this.what = what;
    this.value = document.createTextNode(ABSENT);
    this.note = html("span", { class: "note" });
    this.series = what.history ? new Series() : null;
    this.spark = what.history ? new Spark(what.label) : null;
    const picture = html("div", { class: what.bar ? "bar" : "spark" });
    if (this.spark) picture.append(this.spark.element);
    if (what.bar) {
      this.fill = svg("rect", { class: "fill", height: 8, y: 16, rx: 0 });
      picture.append(svg("svg", { "aria-hidden": "true", viewBox: "0 0 100 40", preserveAspectRatio: "none" },
        svg("rect", { class: "track", width: 100, height: 8, y: 16 }), this.fill));
    }
    this.element = html("div", { class: `tile ${kind}` },
      html("dt", {}, what.label),
      html("dd", { class: "value" }, this.value, html("small", {}, what.unit)),
      html("dd", { class: "note" }, this.note),
      html("dd", { class: "picture" }, picture));
  }

  merge(item, second) {
    if (this.series && item.history) this.series.merge(item.history[this.what.history] ?? [], second);
  }

  draw(item, interval) {
    this.now = this.what.read(item) ?? null;
    this.item = item;
    if (this.fill) this.fill.setAttribute("width", Math.min(100 * (this.what.bar(item) || 0), 100));
    if (this.spark) {
      this.held = this.series.held(interval);
      const ceiling = this.what.ceiling?.(item) ?? null;
      const most = Math.max(ceiling ?? 0, rangeOf(this.held)?.most ?? 0) || 1;
      this.spark.draw(this.held, this.series.second, ceiling ? most : roundUp(Math.max(most, this.what.least ?? 1)),
        this.what.limit ? ceiling : null, value => `${show(value, this.what.digits)} ${this.what.unit}`.trim());
    }
  }

  /** Shows the current value, or the one `back` seconds ago. */
  point(back) {
    const value = back > 0 ? this.held?.[SECONDS - 1 - back] ?? null : this.now;
    const text = show(value, this.what.digits);
    if (this.value.data !== text) this.value.data = text;
    setText(this.note, back > 0 || !this.item ? "" : this.what.note?.(this.item) ?? "");
    this.spark?.point(back);
  }
}

/** "61 % of 205 W", or less if a value is unknown. */
function shareOf(value, limit) {
  if (limit === undefined) return "";
  return value === undefined ? `of ${show(limit)} W` : `${show(100 * value / limit)} % of ${show(limit)} W`;
}

const joined = (...parts) => parts.filter(part => part).join(" · ");
const withUnit = (value, digits, unit) => value === undefined ? "" : `${show(value, digits)} ${unit}`;
