import { onDestroy, untrack } from "svelte";

/** Something that can be done now, from the palette, by its key, or by a button that shows the same key. */
export type Action = {
  id: string;
  /** Heading under which palette and list of keys show it. */
  group: string;
  label: string;
  hint?: string;
  /** What to press: `f`, `?`, `Ctrl+Enter`, `g d`, `ArrowDown`. Absent: only from the palette. */
  combo?: string;
  /** Keycaps as drawn. */
  caps?: string[];
  /** Why it cannot be done now; absent or empty when it can. */
  why?: string;
  /** Works only while this element has the focus inside. */
  within?: () => HTMLElement | null | undefined;
  /** In the list of keys only. */
  quiet?: boolean;
  run: () => void;
};

type Source = () => Action[];
// Not itself reactive: while a component is taken down, reactive state still shows its former value.
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- for that very reason
const sources = new Set<Source>();
const change = $state({ count: 0 });

/** Offers actions for as long as the calling component lives. The later offer wins a key. */
export const offer = (source: Source): void => {
  untrack(() => {
    sources.add(source);
    change.count += 1;
  });
  onDestroy(() => {
    sources.delete(source);
    untrack(() => (change.count += 1));
  });
};

/** Every action that is offered now. */
export const actions = (): Action[] => {
  void change.count;
  return [...sources].flatMap((source) => source());
};
