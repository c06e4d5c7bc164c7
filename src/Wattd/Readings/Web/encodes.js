"use strict";

/** The columns of the table: the heading, and the text of an encode. */
const ENCODE_COLUMNS = [
  ["Encode", encode => encode.encode],
  ["W above idle", encode => decimals(encode.watts, 1)],
  ["J/frame", encode => decimals(encode.joules_per_frame, 3)],
  ["fps", encode => decimals(encode.encode_fps, 1)],
  ["Speed", encode => decimals(encode.encode_speed_ratio, 2)],
  ["CPU cores", encode => decimals(encode.cpu_cores, 2)],
  ["GPU %", encode => decimals(encode.gpu_percent, 0)],
];

/** Empty for what is unknown, or not used. */
const decimals = (value, digits) => value === undefined ? "" : value.toFixed(digits);

/** The encodes that run, a row each. */
class EncodeTable {
  body = html("tbody");
  rows = new Map();

  constructor() {
    const head = html("tr", {}, ...ENCODE_COLUMNS.map(([title]) => html("th", { scope: "col" }, title)));
    this.element = html("section", { "aria-label": "Encodes" },
      html("div", { class: "heading" }, html("h2", {}, "Encodes"),
        html("p", { class: "quiet" }, "Energy above idle, by share of processor and GPU time")),
      html("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of encodes" },
        html("table", { class: "encodes" }, html("thead", {}, head), this.body)));
  }

  show(encodes) {
    const running = (encodes?.encodes ?? []).filter(encode => encode.encode_running === 1);
    this.element.hidden = running.length === 0;
    const shown = running.map(encode => encode.encode).join("\n");
    if (shown !== this.shown) {
      this.shown = shown;
      this.rows = new Map(running.map(encode => [encode.encode, ENCODE_COLUMNS.map(() => html("td"))]));
      this.body.replaceChildren(...[...this.rows.values()].map(cells => html("tr", {}, ...cells)));
    }
    for (const encode of running) this.rows.get(encode.encode).forEach((cell, i) => setText(cell, ENCODE_COLUMNS[i][1](encode)));
  }
}
