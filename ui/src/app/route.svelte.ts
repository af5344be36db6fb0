import { untrack } from "svelte";

/** The screens, in the order of the rail. */
export const screens = ["desk", "search", "cases", "partners", "print", "settings"] as const;
export type Screen = (typeof screens)[number] | "certificate";

type Place = { screen: Screen; document?: string; presentation?: string };
const state = $state<{ place: Place; past: Place[] }>({ place: { screen: "desk" }, past: [] });

/** Where the window is. */
export const place = (): Place => state.place;

/** Goes to a screen, remembering where from. The document stays at hand for printing. */
export const go = (screen: Screen, document = state.place.document, presentation?: string): void => {
  const next: Place = { screen };
  if (document) next.document = document;
  const kept = presentation ?? (document === state.place.document ? state.place.presentation : undefined);
  if (kept) next.presentation = kept;
  if (state.place.screen !== screen) state.past = [...state.past.slice(-19), state.place];
  state.place = next;
};

/** Goes back; false when there is nowhere to go. */
export const back = (): boolean => {
  const last = state.past.at(-1);
  if (!last) return false;
  state.past = state.past.slice(0, -1);
  state.place = { ...last, ...(state.place.document ? { document: state.place.document } : {}) };
  return true;
};

/** Which document the window is about, for the screens that need one. Safe to call from an effect. */
export const about = (document: string, presentation?: string): void =>
  untrack(() => {
    const { screen, document: now, presentation: shown } = state.place;
    if (now === document && shown === presentation) return;
    state.place = presentation ? { screen, document, presentation } : { screen, document };
  });
