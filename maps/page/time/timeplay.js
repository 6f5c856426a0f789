// Moving the window of time: step by step, and playing it.

import { monthStart, nextMonth, shiftTime } from "./span.js";

const PLAY_MS = 450; // between two steps while playing
const CALM = 4; // so many times slower where the reader wants little motion
export const UNITS = ["day", "week", "month"]; // "" is the window's own length
export const SPEEDS = [0.5, 1, 2, 4];

/** How the window moves: by what, from the start on or as a whole, how fast. */
export const emptyPace = () => ({ step: "", upTo: false, speed: 1 });

const onMonths = ({ from, to }) => from === monthStart(from) && to === monthStart(to);
export const isMonth = ({ from, to }) => from === monthStart(from) && to === nextMonth(from);

/** A window moved into a span, as long as it was where there is room. */
export function fitInto({ from, to }, span) {
  const length = Math.min(to - from, span.to - span.from);
  const at = Math.min(Math.max(from, span.from), span.to - length);
  return { from: at, to: at + length };
}

/** A window one step on (1) or back (-1), never off the data. */
export function stepped(period, span, pace, direction) {
  const unit = pace.step || (onMonths(period) && isMonth(period) ? "month" : "");
  const length = period.to - period.from;
  const move = (ms) => (unit ? shiftTime(ms, unit, direction) : ms + direction * length);
  if (pace.upTo) {
    const to = Math.min(move(period.to), span.to);
    return to > period.from ? { from: period.from, to } : period;
  }
  const next = { from: move(period.from), to: move(period.to) };
  const inside = next.from >= span.from && next.to <= span.to;
  if (unit === "month" && onMonths(period) && !inside) return period;
  return fitInto(next, span);
}

/** The first window of all, or the last. */
export function firstWindow(span, { step }, direction) {
  const unit = step || "month";
  if (direction > 0) return { from: span.from, to: shiftTime(span.from, unit, 1) };
  const to = unit === "month" ? span.to : span.newest;
  return { from: shiftTime(to, unit, -1), to };
}

export class Player {
  constructor(timeline) {
    this.timeline = timeline;
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  }

  step(direction) {
    const { timeline } = this;
    const { pace } = timeline.app;
    const next = timeline.isWhole()
      ? firstWindow(timeline.span, pace, direction)
      : stepped(timeline.period(), timeline.span, pace, direction);
    timeline.set(next.from, next.to);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.show("▶", false);
  }

  show(sign, on) {
    const { playButton } = this.timeline;
    playButton.textContent = sign;
    playButton.setAttribute("aria-pressed", String(on));
  }

  /** By the chosen step, or the window's own length; from the start again at the end. */
  play() {
    const { timeline } = this;
    if (this.timer) {
      this.stop();
      return;
    }
    this.show("❚❚", true);
    const { from, to } = timeline.period();
    const { span } = timeline;
    if (timeline.isWhole()) this.step(1);
    else if (to >= span.to) this.rewind({ from, to });
    else this.step(1);
    const every = (PLAY_MS / timeline.app.pace.speed) * (this.calm.matches ? CALM : 1);
    this.timer = setInterval(() => {
      if (timeline.period().to >= span.to) this.stop();
      else this.step(1);
    }, every);
  }

  rewind(period) {
    const { span, app, set } = this.timeline;
    const first = firstWindow(span, app.pace, 1);
    const start =
      isMonth(period) || app.pace.upTo
        ? first
        : { from: span.from, to: span.from + period.to - period.from };
    set.call(this.timeline, start.from, start.to);
  }
}
