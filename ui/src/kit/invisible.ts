/** A run of text, or one character that cannot be seen and is shown by its number. */
export type Segment = { text: string; hidden: boolean };

// Format, control, filler and tag characters, from and to. Joiners are legitimate inside Arabic and Indic words only.
const RANGES = [
  [0x00, 0x08],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe01ef]
] as const;
const hidden = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0;
  return RANGES.some(([from, to]) => code >= from && code <= to);
};
const JOINED = /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Sinhala}]/u;

const name = (character: string) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** Splits a text so that invisible and direction-changing characters can be shown as tags. */
export const segments = (text: string): Segment[] => {
  const characters = [...text];
  if (!characters.some(hidden)) return [{ text, hidden: false }];
  const out: Segment[] = [];
  characters.forEach((character, i) => {
    const joiner = character === "\u200C" || character === "\u200D";
    const inWord = joiner && JOINED.test(characters[i - 1] ?? "") && JOINED.test(characters[i + 1] ?? "");
    if (hidden(character) && !inWord) out.push({ text: name(character), hidden: true });
    else {
      const last = out.at(-1);
      if (last && !last.hidden) last.text += character;
      else out.push({ text: character, hidden: false });
    }
  });
  return out;
};
