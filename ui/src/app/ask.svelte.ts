import { answer as answerFor, ask as askDesk, askFiles, DeskError } from "../api";
import type { AnswerView, AskView } from "../api/types";
import { about, go, place } from "./route.svelte";

/** The one input, and what it led to. */
export const input = $state<{
  text: string;
  looking: boolean;
  answered: number | undefined;
  answer: AskView | undefined;
  error: DeskError | undefined;
  /** Counts lookups, so that the screen knows a new one from the old. */
  turn: number;
  hover: boolean;
}>({ text: "", looking: false, answered: undefined, answer: undefined, error: undefined, turn: 0, hover: false });

/** The search screen's query; it takes over the one input while it is open. */
export const query = $state<{ text: string; turn: number }>({ text: "", turn: 0 });

/** Opens the search screen with a query. */
export const searchFor = (text: string): void => {
  query.text = text;
  query.turn += 1;
  go("search");
};

const take = async (work: () => Promise<AskView>): Promise<void> => {
  const turn = ++input.turn;
  const began = performance.now();
  const slow = setTimeout(() => {
    if (turn === input.turn) input.looking = true;
  }, 150);
  input.error = undefined;
  try {
    const answer = await work();
    if (turn !== input.turn) return;
    input.answered = performance.now() - began;
    if (answer.kind === "search") {
      searchFor(answer.query);
      input.text = "";
      return;
    }
    input.answer = answer;
    go("desk");
    if (answer.kind === "answer") about(answer.answer.head.document, answer.answer.presentation?.id);
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    if (turn !== input.turn) return;
    input.error = error;
    input.answer = undefined;
    go("desk");
  } finally {
    clearTimeout(slow);
    if (turn === input.turn) input.looking = false;
  }
};

/** Looks up what was typed or scanned. It never records anything. */
export const lookUp = (text: string): Promise<void> => {
  const wanted = text.trim();
  if (wanted === "") return Promise.resolve();
  input.text = wanted;
  return take(() => askDesk(wanted));
};

/** Reads files: messages or declarations. */
export const readFiles = (paths: string[]): Promise<void> => take(() => askFiles(paths));

/** Stops waiting for an answer. */
export const stopLooking = (): void => {
  input.turn += 1;
  input.looking = false;
};

/** Empties the desk: the waiting list comes back. */
export const clearDesk = (): void => {
  input.turn += 1;
  input.text = "";
  input.answer = undefined;
  input.error = undefined;
  input.looking = false;
  input.answered = undefined;
};

/** Whether what is typed goes to the search screen's query. */
export const searching = (): boolean => place().screen === "search";

/** Opens the answer for one document, for one presentation of it where one is named. */
export const openAnswer = (document: string, presentation: string | null, number: string): Promise<void> => {
  input.text = number;
  return take(async () => ({ kind: "answer", answer: await answerFor(document, presentation) }));
};

/** Shows an answer that came back from an act of the officer. */
export const showAnswer = (answer: AnswerView): void => {
  input.answer = { kind: "answer", answer };
  about(answer.head.document, answer.presentation?.id);
};
