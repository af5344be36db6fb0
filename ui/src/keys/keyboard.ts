// All keys of the window pass here: first the scanner, then what the screen offers.
import { actions, type Action } from "./actions.svelte";
import { comboOf, isCharacter, isField } from "./combo";
import { Scanner } from "./scanner";

type Options = {
  /** Whether single characters act. */
  letters: () => boolean;
  /** A scanner's burst: look it up. */
  burst: (text: string) => void;
  /** Whether a field is the one input that bursts go to. */
  input: (field: Element) => boolean;
  /** An action cannot be done now, for this reason. */
  denied: (why: string) => void;
};

const SEQUENCE = 1200;
type Typed = HTMLInputElement | HTMLTextAreaElement;

/** Starts listening; gives back how to stop. */
export const listenKeys = ({ letters, burst, input, denied }: Options): (() => void) => {
  let before: { field: Typed; value: string; from: number | null; to: number | null } | undefined;
  let prefix = "";
  let prefixTimer: ReturnType<typeof setTimeout> | undefined;

  const scanner = new Scanner<KeyboardEvent>({
    start: () => {
      const field = document.activeElement;
      before =
        field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && isField(field))
          ? { field, value: field.value, from: field.selectionStart, to: field.selectionEnd }
          : undefined;
    },
    claim: () => {
      if (!before?.field.isConnected) return;
      const { field, value, from, to } = before;
      field.value = value;
      field.setSelectionRange(from, to);
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    },
    burst: (text, enter) => {
      // Fast, in the one input itself, and no Enter: it is there already, and whoever typed it goes on.
      if (!enter && before?.field.isConnected && input(before.field)) {
        const { field, from, to } = before;
        field.setRangeText(text, from ?? field.value.length, to ?? field.value.length, "end");
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        return;
      }
      burst(text.trim());
    },
    keys: (events) => events.forEach((event) => act(event))
  });

  const find = (combo: string): Action | undefined => {
    const focus = document.activeElement;
    const floating = document.querySelector("[data-float]") !== null;
    const fits = actions().filter((action) => action.combo === combo && (!action.within || action.within()?.contains(focus)));
    return fits.findLast((action) => action.within) ?? (floating ? undefined : fits.at(-1));
  };

  const act = (event: KeyboardEvent): boolean => {
    const single = isCharacter(event);
    if (single && (!letters() || isField(document.activeElement))) return false;
    const combo = comboOf(event);
    const sequence = prefix ? `${prefix} ${combo}` : combo;
    prefix = "";
    clearTimeout(prefixTimer);
    const action = find(sequence) ?? (sequence === combo ? undefined : find(combo));
    if (!action) {
      if (single && actions().some((other) => other.combo?.startsWith(`${combo} `))) {
        prefix = combo;
        prefixTimer = setTimeout(() => (prefix = ""), SEQUENCE);
      }
      return false;
    }
    if (action.why) denied(action.why);
    else action.run();
    return true;
  };

  const first = (event: KeyboardEvent) => {
    if (event.isComposing || ["Shift", "Control", "Alt", "Meta", "CapsLock", "AltGraph"].includes(event.key)) return;
    const at = event.timeStamp;
    let taken = false;
    if (isCharacter(event)) {
      // A space presses the button that has the focus, unless it stands inside a burst.
      if (event.key === " " && !scanner.running && !isField(document.activeElement)) return;
      taken = scanner.character({ key: event.key, at, field: isField(document.activeElement) }, event);
    } else if (event.key === "Enter" && !event.ctrlKey) taken = scanner.terminator(at);
    else if (event.key === "Tab") taken = scanner.terminator(at);
    else scanner.other();
    if (taken) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  };

  const second = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || isCharacter(event)) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && isField(document.activeElement) && !/^(Escape|F\d+)$/.test(event.key)) return;
    if (act(event)) event.preventDefault();
  };

  window.addEventListener("keydown", first, { capture: true });
  window.addEventListener("keydown", second);
  return () => {
    window.removeEventListener("keydown", first, { capture: true });
    window.removeEventListener("keydown", second);
  };
};

/** Moves the focus to the next part of the screen (an element with `data-part`). */
export const nextPart = (back = false): void => {
  const parts = [...document.querySelectorAll<HTMLElement>("[data-part]")].filter((part) => part.getClientRects().length > 0);
  const now = parts.findIndex((part) => part.contains(document.activeElement));
  const part = parts[(now + (back ? -1 : 1) + parts.length) % parts.length];
  if (!part) return;
  const inside = part.querySelector<HTMLElement>('input, select, textarea, button:not([tabindex="-1"]), a[href], [tabindex="0"]');
  (inside ?? part).focus();
};
