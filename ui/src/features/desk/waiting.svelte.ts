import { home as readHome } from "../../api";
import type { HomeView, WaitingRow } from "../../api/types";
import { sayError } from "../../app/foot.svelte";

const state = $state<{ home: HomeView | undefined }>({ home: undefined });
let reading = false;
let again = false;

/** The waiting list of this post, and what stands beside it before the first input. */
export const waiting = {
  get home(): HomeView | undefined {
    return state.home;
  },
  /** Reads it again; several calls at once become one. */
  async read(): Promise<void> {
    again = true;
    if (reading) return;
    reading = true;
    try {
      while (again) {
        again = false;
        state.home = await readHome();
      }
    } catch (error) {
      sayError(error);
    } finally {
      reading = false;
    }
  },
  /** The presentations that wait, without one. */
  others(presentation: string | undefined): WaitingRow[] {
    return (state.home?.waiting ?? []).filter((row) => row.presentation !== presentation);
  },
  /** The next one that can be opened, after one. */
  next(presentation: string | undefined): WaitingRow | undefined {
    const rows = (state.home?.waiting ?? []).filter((row) => row.document !== "");
    const at = rows.findIndex((row) => row.presentation === presentation);
    return at < 0 ? rows[0] : (rows[at + 1] ?? rows.filter((row) => row.presentation !== presentation)[0]);
  }
};
