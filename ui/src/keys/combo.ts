const CODES: Record<string, [string, string]> = { Slash: ["/", "?"], Comma: [",", "<"], Equal: ["=", "+"], Minus: ["-", "_"] };

/** The name of a press, as actions write it. Letters are taken by their place where the layout is not Latin. */
export const comboOf = (event: KeyboardEvent): string => {
  let key = event.key;
  if (key.length === 1 && key.charCodeAt(0) > 0x7f) {
    const letter = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1];
    key = letter ?? CODES[event.code]?.[event.shiftKey ? 1 : 0] ?? key;
  }
  if (key.length === 1) key = key.toLowerCase();
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${key}`;
};

/** Whether typing goes into this element. */
export const isField = (element: Element | null): boolean =>
  element instanceof HTMLTextAreaElement ||
  element instanceof HTMLSelectElement ||
  (element instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(element.type)) ||
  (element instanceof HTMLElement && element.isContentEditable);

/** Whether a press is a single character with nothing held. */
export const isCharacter = (event: KeyboardEvent): boolean =>
  [...event.key].length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
