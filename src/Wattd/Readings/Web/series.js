"use strict";

const SECONDS = 600;

/** One reading per second; null if unknown. The last value is of the second `second`. */
class Series {
  values = new Array(SECONDS).fill(null);
  second = 0;

  /** Adds the daemon's values up to `second`, and keeps older ones that the daemon no longer has. */
  merge(values, second) {
    const passed = second - this.second;
    if (Math.abs(passed) >= SECONDS) this.values.fill(null);
    else if (passed > 0) this.values = [...this.values.slice(passed), ...new Array(passed).fill(null)];
    // A restarted daemon may be a second behind.
    else if (passed < 0) this.values = [...new Array(-passed).fill(null), ...this.values.slice(0, passed)];
    this.second = second;
    const start = SECONDS - values.length;
    values.forEach((value, i) => { if (value !== null) this.values[start + i] = value; });
  }

  /** The values, each held until the next if the gap is no longer than the collector's interval explains. */
  held(interval) {
    const longest = Math.ceil(2 * interval);
    const held = this.values.slice();
    let last = -Infinity;
    for (let i = 0; i < SECONDS; i++) {
      if (this.values[i] === null) continue;
      if (i - last <= longest) held.fill(this.values[last], last + 1, i);
      last = i;
    }
    if (SECONDS - 1 - last <= longest) held.fill(this.values[last], last + 1);
    return held;
  }
}

/** Smallest and largest known value, or null. */
function rangeOf(values) {
  let least = Infinity, most = -Infinity;
  for (const value of values) {
    if (value === null) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most === -Infinity ? null : { least, most };
}

/** The mean of every `step` seconds, on a grid that moves with the clock, so that the shape is stable. */
function coarse(values, second, step) {
  const points = [];
  const first = ((SECONDS - 1 - second) % step + step) % step;
  for (let start = first - step; start < SECONDS; start += step) {
    let sum = 0, count = 0;
    for (let i = Math.max(start, 0); i < Math.min(start + step, SECONDS); i++) {
      if (values[i] !== null) { sum += values[i]; count++; }
    }
    points.push({ x: Math.min(Math.max(start + (step - 1) / 2, 0), SECONDS - 1), value: count ? sum / count : null });
  }
  return points;
}

/** Rounds up to 1, 2 or 5 times a power of ten. */
function roundUp(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].find(factor => factor * unit >= value * 0.999999) * unit;
}
