import { DeskError } from "../api";

/** What the foot says. Said there and never over the work; a screen reader reads it out. */
export const foot = $state({ said: "", facts: [] as string[] });

/** Says in the foot what happened. The same words twice are read out twice. */
export const say = (text: string): void => {
  foot.said = "";
  queueMicrotask(() => (foot.said = text));
};

/** Says what was not done. */
export const sayError = (error: unknown): void => {
  if (error instanceof DeskError) say([error.message, error.next].filter(Boolean).join(" "));
  else throw error;
};
