import { SvelteMap } from "svelte/reactivity";
import type { AnswerView, DecisionOption, ItemDecision, ItemView } from "../../api/types";

// What an officer has filled in and not yet recorded, by presentation. It survives a look at another screen or a scan.
const drafts = new SvelteMap<string, Record<number, ItemDecision>>();

/** What is filled in for one presentation, by item number. */
export const draftsOf = (presentation: string): Record<number, ItemDecision> => drafts.get(presentation) ?? {};

/** Fills in one decision, in place of what was filled in before. */
export const fill = (presentation: string, decision: ItemDecision): void => {
  drafts.set(presentation, { ...draftsOf(presentation), [decision.item]: decision });
};

/** Takes back what was filled in for one item. */
export const unfill = (presentation: string, item: number): void => {
  drafts.set(presentation, Object.fromEntries(Object.entries(draftsOf(presentation)).filter(([key]) => Number(key) !== item)));
};

/** Forgets all of a presentation, after it was recorded. */
export const forget = (presentation: string): void => {
  drafts.delete(presentation);
};

/** Whether anything was ever filled in for a presentation, even if taken back. */
export const touched = (presentation: string): boolean => drafts.has(presentation);

/** The option a decision names. */
export const optionOf = (item: ItemView, id: string): DecisionOption | undefined => item.options.find((option) => option.id === id);

/** Whether what is filled in can be recorded: allowed, and with a reason where one is wanted. */
export const complete = (item: ItemView, draft: ItemDecision): boolean => {
  const option = optionOf(item, draft.decision);
  return option !== undefined && option.allowed && (option.reasons.length === 0 || draft.reasons.length > 0);
};

/** The drafts of an answer that can be recorded. */
export const ready = (answer: AnswerView): ItemDecision[] => {
  const filled = draftsOf(answer.presentation?.id ?? "");
  return answer.items.flatMap((item) => {
    const draft = filled[item.number];
    return draft && complete(item, draft) ? [draft] : [];
  });
};
