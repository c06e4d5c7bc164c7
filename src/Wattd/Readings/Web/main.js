"use strict";

const PERIOD = 1000, LONGEST_PERIOD = 5000;

/** Keeps the page current: polls every second while it is visible, and reports missing answers. */
class Feed {
  failures = 0;
  // The page has no history: request all of it first.
  since = 0;
  answered = performance.now();

  constructor(readings) {
    this.view = new View(document.querySelector("main"));
    this.problems = new ProblemList();
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
    if (readings) this.receive(readings);
    else this.report();
  }

  receive(readings) {
    this.failures = 0;
    this.answered = performance.now();
    this.since = readings.second;
    this.take(readings);
  }

  take(readings) {
    this.readings = readings;
    this.problems.take(readings);
    this.view.show(readings);
    this.report();
  }

  /** Shows problems and their fix at the top, and how many there are in the title of the tab. */
  report() {
    const count = this.problems.show(this.failures > 0 ? (performance.now() - this.answered) / 1000 : null);
    const watts = this.view.power.together;
    document.title = `${count ? `(${count}) ` : ""}${this.readings.host}${watts === ABSENT ? "" : ` · ${watts} W`} — wattd`;
  }
}

new Feed(JSON.parse(document.getElementById("readings").textContent));
