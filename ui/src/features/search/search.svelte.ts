import { DeskError, search as searchDesk } from "../../api";
import type { Chip, FacetValue, FacetView, HitView, SearchView } from "../../api/types";
import { query } from "../../app/ask.svelte";

const orders = ["newest", "oldest", "issued", "light"] as const;
type Order = (typeof orders)[number];

const PAGE = 100;

/** The search screen: one query, what of it was read so far. */
export const found = $state<{
  view: SearchView | undefined;
  rows: HitView[];
  order: Order;
  selected: number;
  reading: boolean;
  error: DeskError | undefined;
}>({ view: undefined, rows: [], order: "newest", selected: 0, reading: false, error: undefined });
let turn = 0;

/** The parts of the query. */
export const chips = (): Chip[] => found.view?.chips ?? [];

/** Runs the query from its first row. */
export const run = async (): Promise<void> => {
  const mine = ++turn;
  found.error = undefined;
  found.reading = true;
  try {
    const view = await searchDesk(query.text, found.order, null, PAGE);
    if (mine !== turn) return;
    found.view = view;
    found.rows = view.hits;
    found.selected = 0;
    query.text = view.query;
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    if (mine === turn) found.error = error;
  } finally {
    if (mine === turn) found.reading = false;
  }
};

/** Reads the next page. */
export const readOn = async (): Promise<void> => {
  const after = found.view?.next;
  if (!after || found.reading) return;
  const mine = turn;
  found.reading = true;
  try {
    const view = await searchDesk(query.text, found.order, after, PAGE);
    if (mine !== turn) return;
    found.rows = [...found.rows, ...view.hits];
    if (found.view) found.view.next = view.next;
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    found.error = error;
  } finally {
    if (mine === turn) found.reading = false;
  }
};

const set = (text: string): void => {
  query.text = text.trim();
  void run();
};

/** Adds words or parts to the query. */
export const more = (text: string): void => set(`${query.text} ${text}`);

/** Takes one part out of the query. */
export const drop = (index: number): void =>
  set(
    chips()
      .filter((_, i) => i !== index)
      .map((chip) => chip.text)
      .join(" ")
  );

const quoted = (value: string): string => (/^[^\s",*:\\-][^\s",*:\\]*$/.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`);

/** Adds one value of a field to those asked for, or takes it away again; the values of one field are alternatives. */
export const toggle = (facet: FacetView, value: FacetValue): void => {
  const others = chips()
    .filter((chip) => chip.field !== facet.field || chip.negated)
    .map((chip) => chip.text);
  const values = facet.values.filter((one) => (one.value === value.value ? !one.on : one.on)).map((one) => quoted(one.value));
  set([...others, ...(values.length > 0 ? [`${facet.field}:${values.join(",")}`] : [])].join(" "));
};

/** Another order of the rows. */
export const reorder = (): void => {
  found.order = orders[(orders.indexOf(found.order) + 1) % orders.length] ?? "newest";
  void run();
};
