// Writes messages/en-XA.json from messages/en.json: every text a third longer, with letters that show what is not
// translated. The window draws it right to left, so that one look finds both kinds of mistake.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const LETTERS = { a: "á", c: "ç", e: "é", i: "í", n: "ñ", o: "ö", s: "š", u: "ü", y: "ý", A: "Á", C: "Ç", E: "É", I: "Í", O: "Ö", U: "Ü" };

const text = (source) => {
  const words = source.replace(/\{\w+\}|[a-zA-Z]/g, (piece) => (piece.length > 1 ? piece : (LETTERS[piece] ?? piece)));
  return `[${words} ${"·".repeat(Math.max(1, Math.ceil(source.length / 3)))}]`;
};

const value = (source) =>
  typeof source === "string"
    ? text(source)
    : source.map((one) => ({ ...one, match: Object.fromEntries(Object.entries(one.match).map(([key, words]) => [key, text(words)])) }));

/** The pseudo-language of a file of messages. */
export const pseudo = (messages) =>
  Object.fromEntries(Object.entries(messages).map(([key, source]) => [key, key.startsWith("$") ? source : value(source)]));

const file = (name) => fileURLToPath(new URL(`../messages/${name}.json`, import.meta.url));
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const english = JSON.parse(readFileSync(file("en"), "utf8"));
  writeFileSync(file("en-XA"), `${JSON.stringify(pseudo(english), null, 2)}\n`);
}
