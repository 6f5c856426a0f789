// Reports of one event count once, on a page that was made to count events: those that were decided
// to be of one, and groups of which nobody decided, which may be of one event or of several.

/** Per record the first of its event and of its group; `tied` are those that are not alone.
 *  Null on a page that counts reports. */
export function eventsOf({ n, values }) {
  if (!values.events) return null;
  const event = Int32Array.from({ length: n }, (_, i) => i);
  const { same, open } = values.events;
  for (const rows of same) for (const i of rows) event[i] = rows[0];
  const group = event.slice();
  for (const rows of open) for (const i of rows) group[i] = rows[0]; // all of an event, or none
  const tied = [...new Set([...same, ...open].flat())].sort((a, b) => a - b);
  return { event, group, tied };
}

/** Counts distinct events and groups: at most and at least so many. */
class Distinct {
  constructor() {
    [this.records, this.events, this.groups] = [0, new Set(), new Set()];
  }

  add({ event, group }, i) {
    this.records++;
    this.events.add(event[i]);
    this.groups.add(group[i]);
  }

  /** What is to be added to a number of records to make it one of events. */
  get added() {
    return { low: this.groups.size - this.records, high: this.events.size - this.records };
  }
}

const withCells = (a, b) => (b ? { low: a.low + b.low, high: a.high + b.high } : a);

/** What is to be added to counts of records to make them counts of events, as `addedByCells` (whose
 *  answer is `more`) says it of reports; null on a page that counts reports. */
export function addedByEvents(store, counted, shown, more) {
  const { events, head, c } = store;
  if (!events) return null;
  const all = new Distinct();
  const byCategory = head.categories.map(() => new Distinct());
  const byLayer = head.layers.map(() => new Distinct());
  for (const i of events.tied) {
    if (!counted(i)) continue;
    const category = c.category[i];
    byCategory[category].add(events, i);
    byLayer[store.layerOfCategory[category]].add(events, i);
    if (shown(i)) all.add(events, i);
  }
  return {
    shown: withCells(all.added, more?.shown),
    byLayer: byLayer.map(({ added }, k) => withCells(added, more?.byLayer[k])),
    byCategory: byCategory.map(({ added }, k) => withCells(added, more?.byCategory[k])),
  };
}

/** Whether two reports are known to be, or thought to be, of one event (head.doubles). */
export const knowsDoubles = ({ reports, groups }) => reports + groups > 0;

/** "4–5 events", of so many records; "" on a page that counts reports. */
export function eventsHere(words, n, added) {
  if (!added) return "";
  const [low, high] = [n + added.low, n + added.high];
  return words.say("events_here", { n: high, text: words.interval(low, high) });
}

/** Which other records are of the event of record i, and which may be: {same, maybe}. */
export function tiesByEvent({ events }, i) {
  const same = [];
  const maybe = [];
  if (events)
    for (const j of events.tied) {
      if (j === i || events.group[j] !== events.group[i]) continue;
      (events.event[j] === events.event[i] ? same : maybe).push(j);
    }
  return { same, maybe };
}

/**
 * How many events lie in regions, per layer, as `countRegions` counts reports: adds to `counts` what
 * those of `tied` make. Certainly where a report of an event certainly does and all of its reports
 * that are shown and have a place may; of a group one event is certain at most.
 */
export function addEventsIn(store, mask, counts) {
  const { events, head } = store;
  const layers = head.layers.length;
  const { region, share, layer, retracted } = store.c;
  const members = new Map(); // of an event: how many of its reports can be anywhere
  const inside = new Map(); // by place in counts: of an event {group, reached, sure}
  for (const i of events.tied) {
    if (!mask[i] || retracted[i] || !store.has(i)) continue;
    const event = events.event[i];
    members.set(event, (members.get(event) ?? 0) + 1);
    for (let k = store.first[i]; k < store.first[i + 1]; k++) {
      const at = (region[k] * layers + layer[i]) * 2;
      if (!inside.has(at)) inside.set(at, new Map());
      const here = inside.get(at);
      if (!here.has(event)) here.set(event, { group: events.group[i], reached: 0, sure: false });
      const told = here.get(event);
      told.reached++;
      told.sure ||= share[k] === 255;
    }
  }
  for (const [at, here] of inside) {
    const certain = new Set();
    for (const [event, { group, reached, sure }] of here)
      if (sure && reached === members.get(event)) certain.add(group);
    counts[at + 1] += certain.size;
    counts[at] += here.size - certain.size;
  }
}
