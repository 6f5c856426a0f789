// Texts of the records: in blocks, unpacked when a record is opened, searched or sorted.
// Written by maps/texts.py, which says what a block holds.

import { Digits } from "./digits.js";

const KEPT = 100; // blocks that stay unpacked; the oldest goes first

const pick = (column, row) => (typeof column === "string" ? column : (column?.[row] ?? ""));

export class Texts {
  /** open: gives the Payload, or a promise of it; asked for once, when the first text is wanted. */
  constructor(head, open) {
    this.head = head;
    this.open = open;
    this.blocks = new Map();
  }

  get count() {
    return Math.ceil(this.head.n / this.head.texts.block);
  }

  /** How many records block b has. */
  rows(b) {
    return Math.min(this.head.texts.block, this.head.n - b * this.head.texts.block);
  }

  async bytes(name, b) {
    this.payload ??= this.open();
    const payload = await this.payload;
    this.offsets ??= new Map();
    if (!this.offsets.has(name)) this.offsets.set(name, payload.column(`${name}.at`));
    return payload.rawBlock(name, await this.offsets.get(name), b);
  }

  /** The words of block b as they were packed: JSON, in which numbers may be left out. */
  async words(b) {
    return new TextDecoder().decode(await this.bytes("text", b));
  }

  /** The same, null where the block is damaged. */
  async wordsToSearch(b) {
    return this.words(b).catch(() => {
      this.loses();
      return null;
    });
  }

  /** Block b with all its texts: {c: columns, s: first sources, m: more by row, x: by name}. */
  async unpack(b) {
    const block = JSON.parse(await this.words(b));
    const columns = [block.c, block.s, block.x ?? {}];
    const apart = columns.some((list) => Object.values(list).some((column) => column.w));
    if (!apart) return block;
    const digits = new Digits(await this.bytes("text.numbers", b));
    for (const list of columns) {
      for (const [k, column] of Object.entries(list)) {
        if (column.w) list[k] = digits.join(column, this.rows(b));
      }
    }
    return block;
  }

  /** Of a damaged block nothing is known; `onlost` is told, so that the page says so. */
  loses() {
    this.lost = true;
    this.onlost?.();
    return { lost: true, c: [], s: [] };
  }

  /** Block b, remembered for a while. */
  block(b) {
    let found = this.blocks.get(b);
    if (!found) {
      found = this.unpack(b).catch(() => this.loses());
      if (this.blocks.size >= KEPT) this.blocks.delete(this.blocks.keys().next().value);
      this.blocks.set(b, found);
    }
    return found;
  }

  /** {field: text, sources: [[title, url, date, archive]], extra: [[column, text]]} */
  async of(i) {
    const { fields, texts } = this.head;
    if (!this.has) return { sources: [], extra: [] };
    const block = await this.block(Math.floor(i / texts.block));
    return record(block, i % texts.block, fields);
  }

  get has() {
    return "text" in this.head.texts.toc;
  }

  /** Other names of the places that the records name: a list of names for each. */
  async spellings() {
    if (!("spellings" in this.head.texts.toc)) return [];
    try {
      this.payload ??= this.open();
      this.otherNames ??= await (await this.payload).json("spellings");
      return this.otherNames;
    } catch {
      this.loses();
      return [];
    }
  }

  /** The number of the record with an id, or of "@number", or -1. */
  async find(id) {
    return (await this.findAll([id]))[0];
  }

  /** The same for several ids, all different; every block is read once. */
  async findAll(ids) {
    const numbers = ids.map((id) => Number(/^@(\d{1,9})$/.exec(id)?.[1] ?? 0));
    const out = numbers.map((number) => (number <= this.head.n ? number : 0) - 1);
    const column = this.head.fields.indexOf("id");
    const left = new Map(ids.map((id, k) => [id, k]).filter(([id, k]) => id && !numbers[k]));
    for (let b = 0; column >= 0 && left.size && b < this.count; b++) {
      const held = (await this.block(b)).c[column] ?? [];
      for (const [id, k] of left) {
        const row = typeof held === "string" ? (held === id ? 0 : -1) : held.indexOf(id);
        if (row < 0) continue;
        out[k] = b * this.head.texts.block + row;
        left.delete(id);
      }
    }
    return out;
  }

  /** Some texts of the given records (ascending), as a list per name; null when `alive` ends. */
  async columns(names, rows, alive = () => true) {
    const out = Object.fromEntries(names.map((name) => [name, new Array(rows.length).fill("")]));
    const { block: size } = this.head.texts;
    const wanted = names.map((name) => [name, this.head.fields.indexOf(name)]);
    const held = this.has && wanted.some(([, column]) => column >= 0);
    for (let k = 0; held && k < rows.length; ) {
      const b = Math.floor(rows[k] / size);
      const { c } = await this.block(b);
      if (!alive()) return null;
      for (; k < rows.length && rows[k] < (b + 1) * size; k++)
        for (const [name, column] of wanted)
          if (column >= 0) out[name][k] = pick(c[column], rows[k] % size);
    }
    return out;
  }

  /** One text of every record, made by `read(texts)`; for sorting. */
  async all(read) {
    const out = new Array(this.head.n);
    const { block: size } = this.head.texts;
    for (let b = 0; this.has && b < this.count; b++) {
      const block = await this.block(b);
      const end = Math.min(size, this.head.n - b * size);
      for (let r = 0; r < end; r++) out[b * size + r] = read(record(block, r, this.head.fields));
    }
    return out;
  }
}

function record(block, row, fields) {
  const out = { sources: [], extra: [] };
  if (block.lost) out.lost = true;
  fields.forEach((name, k) => {
    out[name] = pick(block.c[k], row);
  });
  const first = block.s.map((column) => pick(column, row));
  if (first.some(Boolean)) out.sources.push(first);
  out.sources.push(...(block.m?.[row] ?? []));
  for (const [name, column] of Object.entries(block.x ?? {})) {
    const text = pick(column, row);
    if (text) out.extra.push([name, text]);
  }
  return out;
}
