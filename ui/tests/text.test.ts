import { describe, expect, it } from "vitest";
import { segments } from "../src/kit/invisible";
import { match, type Entry } from "../src/kit/palette";
import { tokens } from "../src/kit/source";

describe("invisible characters", () => {
  it("that change the direction are shown by their number", () => {
    expect(segments("Work\u202E Ltd")).toEqual([
      { text: "Work", hidden: false },
      { text: "U+202E", hidden: true },
      { text: " Ltd", hidden: false }
    ]);
  });
  it("are shown where they are alone: zero width, tag, byte order mark, control", () => {
    for (const character of ["\u200B", "\u{E0041}", "\uFEFF", "\u0007", "\u2066"]) expect(segments(character)[0]?.hidden).toBe(true);
  });
  it("that belong inside an Arabic word are left alone, between Latin letters they are not", () => {
    expect(segments("می\u200Cشود")).toHaveLength(1);
    expect(segments("ab\u200Ccd")).toHaveLength(3);
  });
  it("leave plain text of any script whole", () => {
    for (const text of ["", "Завод «Лосканмаш»", "珂萨特纺织", "شركة هدرا"]) expect(segments(text)).toEqual([{ text, hidden: false }]);
  });
});

describe("a line of source", () => {
  const whole = (line: string, syntax: string) =>
    tokens(line, syntax)
      .map((token) => token.text)
      .join("");
  it("keeps every character", () => {
    const lines = ['  <a:b id="x">te < xt</a:b>', "<!-- c -->", '{"a": "b:c", "d\\"e": [1]}', ""];
    for (const line of lines) for (const syntax of ["xml", "json"]) expect(whole(line, syntax)).toBe(line);
  });
  it("marks the names", () => {
    const names = (line: string, syntax: string) =>
      tokens(line, syntax)
        .filter((token) => token.kind === "name")
        .map((token) => token.text);
    expect(names("<Goods>5208</Goods>", "xml")).toEqual(["Goods", "Goods"]);
    expect(names('{"hs": "5208", "n": 2}', "json")).toEqual(['"hs"', '"n"']);
  });
});

describe("the palette", () => {
  const entry = (id: string, group: string, label: string): Entry => ({ id, group, label, keys: [], run: () => undefined });
  const all = [entry("a", "One", "Vérifier la demande"), entry("b", "Two", "Print"), entry("c", "One", "Ask to verify")];
  it("finds by any words, without accents, and shows where", () => {
    const [group] = match(all, "verif");
    expect(group?.name).toBe("One");
    expect(group?.entries.map((hit) => hit.entry.id)).toEqual(["a", "c"]);
    expect(group?.entries[1]?.parts).toEqual([
      { text: "Ask to ", hit: false },
      { text: "verif", hit: true },
      { text: "y", hit: false }
    ]);
  });
  it("wants every word", () => {
    expect(match(all, "ask print")).toEqual([]);
  });
});
