import { onDestroy } from "svelte";

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
let sources = $state.raw<Source[]>([]);

/** Offers actions for as long as the calling component lives. The later offer wins a key. */
export const offer = (source: Source): void => {
  sources = [...sources, source];
  onDestroy(() => {
    sources = sources.filter((other) => other !== source);
  });
};

/** Every action that is offered now. */
export const actions = (): Action[] => sources.flatMap((source) => source());
