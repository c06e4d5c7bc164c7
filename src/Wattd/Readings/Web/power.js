"use strict";

/** Hues in an order in which the first are far apart. Each is used in a deep shade, then dashed in a light one. */
const HUES = { cpu: [249, 302, 212, 278], gpu: [155, 58, 354, 122, 21, 181, 97, 329] };

/** Colours an element as the n-th series of a kind: no two of 8 packages and 16 GPUs look the same. */
function colour(element, kind, n) {
  const hues = HUES[kind], round = Math.floor(n / hues.length);
  element.classList.add("series");
  element.classList.toggle("dashed", round % 2 === 1);
  element.style.setProperty("--hue", hues[n % hues.length] + 12 * Math.floor(round / 2));
}

/** Power of the whole node: figures, a ten-minute graph, and a slider to look back. */
class PowerPanel {
  stack = new Stack(key => this.mark(key));

  constructor(point) {
    this.figures = [
      ["Packages + GPUs", "no DRAM, no fans, no PSU loss"],
      ["CPU packages", "without DRAM"],
      ["GPUs", "with their memory"],
      ["Wall", "the whole machine"],
      ["Everything else", "memory, disks, fans, losses"],
      ["Platform", "as psys counts it"],
    ].map(([label, holds]) => {
      const value = document.createTextNode(ABSENT);
      const note = html("span", { class: "note" });
      const element = html("div", {}, html("dt", { class: "quiet" }, label),
        html("dd", { class: "figure" }, value, html("small", {}, "W")), html("dd", { class: "note" }, note));
      return { holds, value, note, element };
    });
    this.top = html("span", {});
    this.middle = html("span", {});
    this.bottom = html("span", {});
    this.legend = html("ul", { class: "legend" });
    this.slider = html("input", { type: "range", min: -SECONDS + 1, max: 0, step: 1, value: 0, id: "back" });
    this.output = html("output", { for: "back" }, "now");
    this.slider.addEventListener("input", () => point(-this.slider.valueAsNumber));
    const plot = html("div", { class: "plot" }, this.stack.element);
    plot.addEventListener("pointermove", event => {
      const box = plot.getBoundingClientRect();
      point(Math.round(Math.min(Math.max(1 - (event.clientX - box.left) / box.width, 0), 1) * (SECONDS - 1)));
    });
    plot.addEventListener("pointerleave", () => point(0));
    this.element = html("section", { "aria-label": "Power" }, html("h2", {}, "Power"),
      html("div", { class: "sheet" },
        html("dl", { class: "figures" }, ...this.figures.map(figure => figure.element)),
        html("div", { class: "chart" },
          html("div", { class: "scale", "aria-hidden": "true" }, this.top, this.middle, this.bottom), plot,
          html("div", { class: "times", "aria-hidden": "true" }, ...["10 min ago", "5 min", "now"].map(time => html("span", {}, time))),
          html("div", { class: "lookback" }, html("label", { for: "back" }, "Look back"), this.slider, this.output)),
        this.legend));
  }

  /** The sum of packages and GPUs as it is shown, in watts. */
  get together() { return this.figures[0].value.data; }

  show(tiles, items, hasNoGpu) {
    const of = test => tiles.filter(({ tile, index }) => tile.what.unit === "W" && test(items[index].item)).map(({ tile }) => tile);
    this.packages = of(item => !("bus_id" in item) && isPackage(item));
    this.gpus = of(item => "bus_id" in item);
    this.platform = of(item => item.zone === "psys");
    // Of several meters none is known to contain the others.
    this.wall = of(item => "meter" in item);
    if (this.wall.length > 1) this.wall = [];
    const hasNoWall = this.wall.length === 0;
    // Without a GPU, the sum is that of the packages.
    [hasNoGpu, false, hasNoGpu, hasNoWall, hasNoWall || this.packages.length === 0, this.platform.length === 0].forEach((hidden, i) => { this.figures[i].element.hidden = hidden; });
    const bands = [
      ...this.packages.map((tile, n) => ({ kind: "cpu", n, tile, name: `Package ${tile.item.package}` })),
      ...this.gpus.map((tile, n) => ({ kind: "gpu", n, tile, name: this.nameOf(tile.item) })),
    ].map(band => ({ ...band, key: `${band.kind}${band.n} ${band.name}`, values: band.tile.held }));
    const whole = this.wall.flatMap(tile => tile.held);
    const most = this.stack.draw(bands, whole);
    const [unit, per] = most >= 10_000 ? ["kW", 1000] : ["W", 1];
    [[this.top, most], [this.middle, most / 2], [this.bottom, 0]].forEach(([place, watts]) => setText(place, `${watts / per} ${unit}`));
    const names = [...bands.map(band => band.key), hasNoWall].join("\n");
    if (this.names !== names) {
      this.names = names;
      this.legend.replaceChildren(
        ...bands.map(band => this.entry(band)), ...hasNoWall ? [] : [html("li", { class: "whole" }, html("span", {}, "Wall"))]);
    }
    const range = rangeOf(this.sums([...this.packages, ...this.gpus]));
    const wall = rangeOf(whole);
    this.stack.element.setAttribute("aria-label", (range
      ? `Power of packages and GPUs together in the last ten minutes: ${show(range.least)} to ${show(range.most)} W`
      : "Power of packages and GPUs together: not known")
      + (wall ? `. Power of the whole machine: ${show(wall.least)} to ${show(wall.most)} W` : ""));
  }

  nameOf(gpu) { return this.gpus.length > MOST_CARDS ? `GPU ${gpu.index}` : `${gpu.index} ${gpu.name ?? "GPU"}`; }

  entry({ key, kind, n, name }) {
    const entry = html("li", {}, html("span", {}, name));
    entry.dataset.key = key;
    colour(entry, kind, n);
    entry.addEventListener("pointerenter", () => this.mark(key));
    entry.addEventListener("pointerleave", () => this.mark(null));
    return entry;
  }

  /** Highlights a band and its name in the legend; null for none. */
  mark(key) {
    this.stack.mark(key);
    for (const entry of this.legend.children) entry.classList.toggle("marked", entry.dataset.key === key);
  }

  /** The sum of the known values, second by second. */
  sums(tiles) {
    return Array.from({ length: SECONDS }, (_, i) => {
      const known = tiles.map(tile => tile.held[i]).filter(value => value !== null);
      return known.length ? known.reduce((sum, value) => sum + value) : null;
    });
  }

  point(back) {
    this.slider.value = -back;
    const text = back > 0 ? `${Math.floor(back / 60)} min ${back % 60} s ago` : "now";
    setText(this.output, text);
    this.slider.setAttribute("aria-valuetext", text);
    const [packages, gpus, wall, platform] = [this.packages, this.gpus, this.wall, this.platform]
      .map(tiles => tiles.map(tile => back > 0 ? tile.held[SECONDS - 1 - back] : tile.now));
    const together = [...packages, ...gpus];
    const rest = [...wall, ...together].includes(null) ? null : together.reduce((left, value) => left - value, wall[0]);
    [together, packages, gpus, wall, [rest], platform].forEach((values, i) => {
      const figure = this.figures[i];
      const known = values.filter(value => value !== null);
      const sum = show(known.length ? known.reduce((total, value) => total + value) : null, 1);
      if (figure.value.data !== sum) figure.value.data = sum;
      const lacksPackages = i === 0 && this.packages.length === 0;
      setText(figure.note, joined(
        known.length < values.length && values.length > 1 ? `${known.length} of ${values.length} known` : "", lacksPackages ? "without packages" : "", figure.holds));
    });
    this.stack.point(back);
  }
}
