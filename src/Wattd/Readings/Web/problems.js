"use strict";

/** Seconds for which a problem that needs no action stays listed, so that one that comes and goes does not move the page. */
const KEPT_FOR = 10;

/** The problems of the node and their fixes, at the top of the page. */
class ProblemList {
  element = document.getElementById("problems");
  problems = [];

  /** Takes over new readings, with the problems that each collector lists. */
  take(readings) {
    this.readings = readings;
    const { second } = readings;
    const now = Object.entries(readings).flatMap(([name, collector]) =>
      (collector?.problems ?? []).map(({ id, text, needs_action }) => ({ of: `${name} ${id}`, text, needs_action, second })));
    const listed = new Set(now.map(problem => problem.of));
    const past = this.problems.filter(problem =>
      !problem.needs_action && !listed.has(problem.of) && Math.abs(second - problem.second) < KEPT_FOR);
    this.problems = [
      ...now.filter(problem => problem.needs_action),
      ...[...now.filter(problem => !problem.needs_action), ...past].sort((left, right) => left.of < right.of ? -1 : 1),
    ];
  }

  /** Shows the problems and returns how many there are. `silence` is the time since the last answer, null if none is missing. */
  show(silence) {
    const problems = [...this.ofDaemon(silence), ...this.problems];
    const places = [...this.element.children];
    if (places.map(place => place.dataset.of).join() !== problems.map(problem => problem.of).join()) {
      this.element.replaceChildren(...problems.map(({ of }) => {
        const place = html("p", {});
        place.dataset.of = of;
        return place;
      }));
    }
    problems.forEach(({ text, needs_action }, i) => {
      const place = this.element.children[i];
      place.className = needs_action ? "problem bad" : "problem warn";
      setText(place, text);
    });
    return problems.length;
  }

  * ofDaemon(silence) {
    if (silence === null) return;
    yield {
      of: "feed", needs_action: true,
      text: `No answer from wattd: the readings are ${show(silence)} s old. Run 'systemctl status wattd' on ${this.readings.host}.`,
    };
  }
}
