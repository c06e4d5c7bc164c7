"use strict";

const PERIOD = 1000, LONGEST_PERIOD = 5000;

/** Keeps the page true: asks each second while it is seen, and says when nothing answers. */
class Feed {
  failures = 0;
  // Of the past the page itself brings nothing: it is asked for at once.
  since = 0;
  heard = performance.now();

  constructor(readings) {
    this.view = new View(document.querySelector("main"));
    this.troubles = document.getElementById("troubles");
    this.take(readings);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.next(0); });
    this.next(0);
  }

  next(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), delay);
  }

  async ask() {
    if (document.hidden || this.isAsking) return;
    this.isAsking = true;
    const asked = performance.now();
    let readings = null;
    try {
      const answer = await fetch(`readings.json?since=${this.since}`, { cache: "no-store", signal: AbortSignal.timeout(10_000) });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      readings = await answer.json();
    } catch {
      this.failures++;
    }
    this.isAsking = false;
    const period = this.failures > 3 ? LONGEST_PERIOD : PERIOD;
    this.next(Math.max(asked + period - performance.now(), 50));
    if (readings) this.hear(readings);
    else this.tell();
  }

  hear(readings) {
    this.failures = 0;
    this.heard = performance.now();
    this.since = readings.second;
    this.take(readings);
  }

  take(readings) {
    this.readings = readings;
    this.view.show(readings);
    const together = this.view.power.figures[0].value.data;
    document.title = together === ABSENT ? `wattd ${location.hostname}` : `${together} W ${location.hostname}`;
    this.tell();
  }

  /** What is wrong, and its cure: at the top, in words. */
  tell() {
    const troubles = [];
    if (this.failures > 0) {
      const age = (performance.now() - this.heard) / 1000;
      troubles.push(["feed", `No answer from wattd: what is shown is ${show(age)} s old.`]);
    }
    for (const [name, title] of [["cpu", "CPU"], ["gpu", "GPU"]]) {
      const collector = this.readings[name];
      if (!collector || collector.up) continue;
      const age = collector.age_seconds;
      troubles.push([name, `No ${title} readings${age === undefined ? "" : ` for ${show(age)} s`}: ${collector.message}`]);
    }
    const places = [...this.troubles.children];
    if (places.map(place => place.dataset.of).join() !== troubles.map(([of]) => of).join()) {
      this.troubles.replaceChildren(...troubles.map(([of]) => {
        const place = html("p", { class: "trouble" });
        place.dataset.of = of;
        return place;
      }));
    }
    troubles.forEach(([, text], i) => setText(this.troubles.children[i], text));
  }
}

document.getElementById("host").textContent = location.host;
new Feed(JSON.parse(document.getElementById("readings").textContent));
