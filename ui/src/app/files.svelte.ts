import { onDestroy } from "svelte";

/** What takes the files that are dropped on the window; the later one wins. None: the one input. */
const takers: ((paths: string[]) => void)[] = [];

/** Takes dropped files for as long as the calling component lives. */
export const takeFiles = (taker: (paths: string[]) => void): void => {
  takers.push(taker);
  onDestroy(() => takers.splice(takers.indexOf(taker), 1));
};

/** The taker of dropped files, where a screen has one. */
export const taker = (): ((paths: string[]) => void) | undefined => takers.at(-1);
