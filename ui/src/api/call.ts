import type { ErrorView } from "./generated/ErrorView";
import { send } from "./transport";

/** What the program answers when something was not done. The code is stable; the texts are for the officer. */
export class DeskError extends Error {
  readonly code: string;
  readonly next: string;
  constructor(view: ErrorView) {
    super(view.text);
    this.code = view.code;
    this.next = view.next;
  }
}

const isErrorView = (value: unknown): value is ErrorView =>
  typeof value === "object" && value !== null && "code" in value && "text" in value && "next" in value;

/** One command of the program. Every failure comes as a {@link DeskError}. */
export const call = async <T>(name: string, args: Record<string, unknown>): Promise<T> => {
  try {
    return (await send(name, args)) as T;
  } catch (cause) {
    if (isErrorView(cause)) throw new DeskError(cause);
    throw new DeskError({ code: "WINDOW_BRIDGE", text: String(cause instanceof Error ? cause.message : cause), next: "" });
  }
};
