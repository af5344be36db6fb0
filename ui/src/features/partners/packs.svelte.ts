import { SvelteSet } from "svelte/reactivity";
import { addPack, blocks as readBlocks, DeskError, packReport, tryPack } from "../../api";
import type { ActivationView, BlocksView, PackCheckView, PackView, TrialView } from "../../api/types";
import { say, sayError } from "../../app/foot.svelte";
import { desk } from "../../app/session.svelte";
import { m } from "../../messages/generated/messages.js";

/** The packs screen: what is here, what is open, what was tried with it. It stays while other screens are looked at. */
export const packs = $state<{
  view: BlocksView | undefined;
  /** Hash of the pack that is open. */
  open: string;
  report: PackCheckView | undefined;
  /** Mistakes of a folder or zip that could not be read as packs. */
  unreadable: { code: string; place: string; message: string }[];
  trial: TrialView | undefined;
  sample: string;
  outcome: ActivationView | undefined;
  busy: boolean;
  error: DeskError | undefined;
  dropped: string[];
}>({
  view: undefined,
  open: "",
  report: undefined,
  unreadable: [],
  trial: undefined,
  sample: "",
  outcome: undefined,
  busy: false,
  error: undefined,
  dropped: []
});

/** The language in which the report was told last. */
let told: string | undefined;

/** Hashes of the packs that are tried and activated together. */
export const together = new SvelteSet<string>();

/** Runs one act; what was refused is shown where it was asked for. */
const act = async (work: () => Promise<void>): Promise<void> => {
  packs.busy = true;
  packs.error = undefined;
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    packs.error = error;
  } finally {
    packs.busy = false;
  }
};

/** Reads the list again; opens the first pack where none is open. */
export const refresh = async (): Promise<void> => {
  try {
    packs.view = await readBlocks();
    for (const pack of packs.view.packs) if (pack.active) together.delete(pack.hash);
    const first = packs.view.packs[0];
    const open = packs.view.packs.find((pack) => pack.hash === packs.open);
    if (first && !open) await openPack(first);
    else if (open && packs.report?.hash === open.hash) {
      // What it says of itself is in the officer's language.
      const language = desk.session?.settings.language;
      if (packs.report.active !== open.active || told !== language) packs.report = await packReport(open.hash);
      told = language;
    }
  } catch (error) {
    sayError(error);
  }
};

/** Opens one pack: its report is asked for. */
export const openPack = (pack: PackView): Promise<void> =>
  act(async () => {
    packs.open = pack.hash;
    packs.trial = undefined;
    packs.outcome = undefined;
    const report = await packReport(pack.hash);
    if (packs.open === pack.hash) packs.report = report;
  });

/** Takes in a folder or zip. Nothing of it is active yet. */
export const add = (path: string): Promise<void> =>
  act(async () => {
    const added = await addPack(path);
    packs.unreadable = added.problems;
    packs.trial = undefined;
    packs.outcome = undefined;
    together.clear();
    for (const pack of added.packs) if (!pack.active) together.add(pack.hash);
    const wrong = added.packs.find((pack) => pack.problems.length > 0) ?? added.packs[0];
    if (wrong) {
      packs.open = wrong.hash;
      packs.report = wrong;
    }
    packs.view = await readBlocks();
    say(m.said_pack_added({ n: String(added.packs.length) }));
  });

/** Tries a file with the packs that are chosen together, or with the one that is open. */
export const tryFile = (path: string): Promise<void> =>
  act(async () => {
    packs.sample = path;
    packs.trial = await tryPack(together.size > 0 ? [...together] : [packs.open].filter(Boolean), path);
  });

/** What a dropped path most likely is: a message has the ending of one, a pack is a folder or a zip. */
export const isMessage = (path: string): boolean => /\.(xml|json|cbor|jws|jwt|txt)$/i.test(path);
