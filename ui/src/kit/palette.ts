/** Something that can be done, as the palette and the list of keys show it. */
export type Entry = {
  id: string;
  group: string;
  label: string;
  hint?: string;
  keys: string[];
  /** Why it cannot be done now; empty when it can. */
  why?: string;
  run: () => void;
};
export type Hit = { entry: Entry; parts: { text: string; hit: boolean }[] };

const fold = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const find = (entry: Entry, words: string[]): Hit | undefined => {
  const label = fold(entry.label);
  const plain = label.length === entry.label.length;
  const hits: [number, number][] = [];
  for (const word of words) {
    const at = label.indexOf(word);
    if (at < 0 && !fold(entry.hint ?? "").includes(word)) return undefined;
    if (at >= 0 && plain) hits.push([at, at + word.length]);
  }
  hits.sort((a, b) => a[0] - b[0]);
  const parts: Hit["parts"] = [];
  let done = 0;
  for (const [from, to] of hits) {
    if (from < done) continue;
    if (from > done) parts.push({ text: entry.label.slice(done, from), hit: false });
    parts.push({ text: entry.label.slice(from, to), hit: true });
    done = to;
  }
  if (done < entry.label.length) parts.push({ text: entry.label.slice(done), hit: false });
  return { entry, parts };
};

/** Entries that carry every word, by group, in the order they came in. */
export const match = (entries: Entry[], text: string): { name: string; entries: Hit[] }[] => {
  const words = fold(text).split(/\s+/).filter(Boolean);
  const groups = new Map<string, Hit[]>();
  for (const entry of entries) {
    const hit = find(entry, words);
    if (hit) groups.set(entry.group, [...(groups.get(entry.group) ?? []), hit]);
  }
  return [...groups].map(([name, hits]) => ({ name, entries: hits }));
};
