import type { DocumentHead } from "../../api/types";

type Target = { head: DocumentHead; evidence: string[]; presentation: string | null };
const state = $state<{ target: Target | undefined; done: number }>({ target: undefined, done: 0 });

/** The one flag that is being made, from whichever screen. */
export const flagging = {
  get target(): Target | undefined {
    return state.target;
  },
  /** Counts flags made, so that screens know to read again. */
  get done(): number {
    return state.done;
  },
  open(head: DocumentHead, evidence: string[], presentation: string | null = null): void {
    state.target = { head, evidence, presentation };
  },
  close(): void {
    state.target = undefined;
  },
  made(): void {
    state.done += 1;
    state.target = undefined;
  }
};
