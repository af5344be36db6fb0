/** A run of text, or one character that cannot be seen and is shown by its number. */
export type Segment = { text: string; hidden: boolean };

// Format, control, filler and tag characters. Joiners are legitimate inside Arabic and Indic words only.
const HIDDEN =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]/u;
const JOINED = /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Sinhala}]/u;

const name = (character: string) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** Splits a text so that invisible and direction-changing characters can be shown as tags. */
export const segments = (text: string): Segment[] => {
  if (!HIDDEN.test(text)) return [{ text, hidden: false }];
  const out: Segment[] = [];
  const characters = [...text];
  characters.forEach((character, i) => {
    const joiner = character === "\u200C" || character === "\u200D";
    const inWord = joiner && JOINED.test(characters[i - 1] ?? "") && JOINED.test(characters[i + 1] ?? "");
    if (HIDDEN.test(character) && !inWord) out.push({ text: name(character), hidden: true });
    else {
      const last = out.at(-1);
      if (last && !last.hidden) last.text += character;
      else out.push({ text: character, hidden: false });
    }
  });
  return out;
};
