// The selected reports as an address keeps them: {ids, of}, some ids and how many were selected.

const MOST_IDS = 50; // more make a link that mail and chat cut
const MOST_IN_ADDRESS = 4000; // characters of all ids together

export const nonePicked = () => ({ ids: [], of: 0 });

/** As many ids as an address may keep; always the first. */
function fitting(ids) {
  let length = 0;
  const fits = (id, k) => {
    length += encodeURIComponent(id).length + 1;
    return k === 0 || length <= MOST_IN_ADDRESS;
  };
  return ids.slice(0, MOST_IDS).filter(fits);
}

/** The first of some records; a record without an id has its number. `of`: when a link that
 *  brought them was made with more. */
export async function pickedOf(store, indices, of = 0) {
  const rows = [...indices].sort((a, b) => a - b).slice(0, MOST_IDS);
  const { id } = await store.unpacked.columns(["id"], rows);
  const ids = fitting(rows.map((i, k) => id[k] || `@${i + 1}`));
  return { ids, of: Math.max(of, indices.length) };
}

/** One id as it is, for links as they always were; several each encoded, for one may hold a comma. */
export function putPicked({ ids, of } = nonePicked(), put) {
  if (ids.length === 1 && of <= 1) put("id", ids[0]);
  else if (ids.length) put("ids", ids.map(encodeURIComponent).join(","));
  if (of > ids.length) put("of", of);
}

/** What stood in an address under `id`, `ids` and `of`; unsafe: decode(text) may give null. */
export function readPicked({ id, ids, of }, decode) {
  const several = (ids ?? "").split(",", MOST_IDS).map(decode);
  const all = id ? [id] : [...new Set(several)].filter(Boolean);
  const more = /^\d{1,9}$/.test(of ?? "") ? Number(of) : 0;
  return all.length ? { ids: all, of: Math.max(all.length, more) } : nonePicked();
}

/** What has to be said of a selection and its link, or "". */
export function keptInWords({ words, picked, selected }) {
  const n = picked.ids.length;
  if (picked.of > selected.length)
    return words.say("link_brought", { n: selected.length, all: picked.of });
  return selected.length > n ? words.say("link_keeps", { n, all: selected.length }) : "";
}
