"use strict";

/** With more packages or GPUs than this, each takes a row instead of a card. */
const MOST_CARDS = 4;

/** Everything below the header. Rebuilt when zones or GPUs come or go, else only updated. */
class View {
  tiles = [];
  back = 0;
  shape = null;

  constructor(place) {
    this.place = place;
  }

  /** Shows new readings. */
  show(readings) {
    this.groups = groupsOf(readings);
    const { cpu, gpu } = readings;
    // Then the section of the GPUs says so.
    this.hasNoGpu = gpu !== undefined && gpu.gpus.length === 0 && (gpu.up || !gpu.wanted);
    const shape = JSON.stringify([this.hasNoGpu, this.groups.map(group => [group.key, group.title, group.items.map(item => item.key)])]);
    if (shape !== this.shape) this.build(shape);
    const items = this.groups.flatMap(({ kind, items }) => items.map(({ item }) => ({ item, kind })));
    this.tiles.forEach(({ tile, index }) => {
      const { item, kind } = items[index];
      tile.merge(item, readings.second);
      tile.draw(item, readings[kind].interval_seconds);
    });
    this.groups.forEach((group, i) => this.showHead(group, this.heads[i]));
    this.power.show(this.tiles, items, this.hasNoGpu || !gpu);
    setText(this.since, cpu?.zones.length ? `Energy since wattd started, ${this.started(readings)}` : "");
    this.encodes.show(readings.encodes);
    this.collectors.show(readings);
    this.point(this.back);
  }

  /** Shows the values `back` seconds ago, here and in every graph; 0 is now. */
  point(back) {
    this.back = back;
    for (const { tile } of this.tiles) tile.point(back);
    this.power.point(back);
  }

  /** When the daemon started, by the clock of the browser. It is kept, because the delay of each answer varies. */
  started({ uptime_seconds: uptime }) {
    const started = Date.now() - uptime * 1000;
    if (!(Math.abs(started - this.startedAt) < 30_000)) this.startedAt = started;
    return new Date(this.startedAt).toLocaleString([], { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
  }

  build(shape) {
    this.shape = shape;
    const known = new Map(this.tiles.map(({ key, tile }) => [key, tile]));
    this.tiles = [];
    this.heads = [];
    this.power ??= new PowerPanel(back => this.point(back));
    this.encodes ??= new EncodeTable();
    this.collectors ??= new CollectorList();
    this.since = html("p", { class: "quiet" });
    const articles = Object.fromEntries(Object.keys(SECTIONS).map(kind => [kind, []]));
    const notes = { cpu: this.since, gpu: this.hasNoGpu ? html("p", { class: "quiet" }, capitalized(SECTIONS.gpu.none)) : "" };
    let index = 0;
    for (const group of this.groups) {
      const badges = html("span", {}), detail = html("span", { class: "quiet" }), peak = html("span", { class: "quiet peak" });
      const sessions = html("span", { class: "quiet sessions" }), processes = group.kind === "gpu" ? new ProcessList() : null;
      const list = html("dl", { class: "tiles" });
      for (const { key, tiles } of group.items) {
        for (const what of tiles) {
          const name = `${key} ${what.label}`;
          const tile = known.get(name) ?? new Tile(what, group.kind);
          this.tiles.push({ key: name, tile, index });
          list.append(tile.element);
        }
        index++;
      }
      this.heads.push({ badges, detail, peak, sessions, processes });
      articles[group.kind].push(html("article", { class: "sheet" },
        html("div", { class: "title" }, html("h3", {}, group.title), detail, peak, sessions, badges),
        list, ...processes ? [processes.element] : []));
    }
    this.place.replaceChildren(
      this.power.element,
      ...Object.entries(SECTIONS).flatMap(([kind, { title }]) => this.section(title, articles[kind], notes[kind] ?? "")),
      this.encodes.element,
      html("section", { class: "state", "aria-label": "Collectors" }, html("h2", {}, "Collectors"), this.collectors.element));
  }

  section(title, articles, note) {
    if (!articles.length && !(note && note.textContent)) return [];
    return [html("section", { "aria-label": title }, html("div", { class: "heading" }, html("h2", {}, title), note),
      html("div", { class: articles.length > MOST_CARDS ? "sheets dense" : "sheets" }, ...articles))];
  }

  showHead(group, head) {
    setText(head.detail, group.detail ?? "");
    setText(head.peak, group.peak ?? "");
    setText(head.sessions, group.sessions ?? "");
    head.processes?.show(group.items[0].item);
    const badges = group.badges ?? [];
    const shown = badges.join();
    if (head.shown === shown) return;
    head.shown = shown;
    head.badges.replaceChildren(...badges.flatMap(([badge, kind]) => [html("span", { class: `badge ${kind}` }, badge), " "]));
  }
}
