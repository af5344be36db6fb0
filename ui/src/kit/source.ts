/** A piece of a source line: a name, punctuation, or plain text. */
export type Token = { kind: "name" | "mark" | "text"; text: string };

const XML = /(<\/?|\?>|\/?>|<\?)|([\p{L}_][\p{L}\p{N}_:.-]*)(?=[\s/>=]|$)/gu;
const JSON_NAME = /"(?:[^"\\]|\\.)*"(?=\s*:)/g;

/** Splits one line for reading; colours only, never meaning. A line that is too long is cut for the screen. */
export const tokens = (line: string, syntax: string, limit = 2000): Token[] => {
  const text = line.length > limit ? `${line.slice(0, limit)}…` : line;
  const out: Token[] = [];
  const plain = (from: number, to: number) => {
    if (to > from) out.push({ kind: "text", text: text.slice(from, to) });
  };
  let at = 0;
  if (syntax === "json") {
    for (const hit of text.matchAll(JSON_NAME)) {
      plain(at, hit.index);
      out.push({ kind: "name", text: hit[0] });
      at = hit.index + hit[0].length;
    }
  } else {
    let inside = false;
    for (const hit of text.matchAll(XML)) {
      if (hit[1]) {
        plain(at, hit.index);
        out.push({ kind: "mark", text: hit[1] });
        inside = hit[1].startsWith("<");
      } else if (inside && text.slice(at, hit.index).trim() === "") {
        plain(at, hit.index);
        out.push({ kind: "name", text: hit[0] });
      } else continue;
      at = hit.index + hit[0].length;
    }
  }
  plain(at, text.length);
  return out;
};
