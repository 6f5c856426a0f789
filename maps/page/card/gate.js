// Content that needs care stays shut until somebody asks for it: in card, lists, tips and print.
// What was opened is remembered while the page is open, and never put into the address: a link
// must not open it for the next reader.

const NOT_SENSITIVE = new Set(["", "0", "-", "no", "none", "false", "n/a"]);

/** Whether a record's own words ask for care. */
export function isSensitive(texts) {
  return !NOT_SENSITIVE.has((texts.sensitivity ?? "").trim().toLowerCase());
}

/** The texts that may be shown: of a shut record neither description nor sources nor columns
 *  that nobody knows. `shut` says that something was left out. */
export function guarded(texts, open) {
  if (open || !isSensitive(texts)) return texts;
  const { description, retraction_reason, ...rest } = texts;
  return { ...rest, sources: [], extra: [], shut: true };
}

export class Gate {
  constructor(store) {
    this.store = store;
    this.opened = new Set(); // record numbers
  }

  /** The texts of record i, as far as they may be shown. */
  async texts(i) {
    return guarded(await this.store.texts(i), this.opened.has(i));
  }

  open(i) {
    this.opened.add(i);
  }
}
