// What holds for every file of the window.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pseudo } from "../scripts/pseudo.mjs";

const root = join(import.meta.dirname, "..");
const files = (folder: string, kinds: string[]): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && kinds.some((kind) => entry.name.endsWith(kind)) && !entry.parentPath.includes("generated"))
    .map((entry) => join(entry.parentPath, entry.name));
const lines = (path: string, pick = (text: string) => text): [string, number][] =>
  pick(readFileSync(path, "utf8"))
    .split("\n")
    .map((line, i) => [line, i + 1]);
const styles = (text: string) => [...text.matchAll(/<style>([\s\S]*?)<\/style>/g)].map((hit) => hit[1] ?? "").join("\n");

describe("styles", () => {
  const sheets = files("src", [".css", ".svelte"]);
  it("never name left or right, so that right to left needs no second sheet", () => {
    const physical =
      /(^|[\s;{])(left|right)\s*:|-(left|right)(?![a-z])|:\s*(left|right)\s*[;}]|border-(top|bottom)\s*:|margin-(top|bottom)\s*:/;
    const bad = sheets.flatMap((path) =>
      lines(path, path.endsWith(".svelte") ? styles : undefined)
        .filter(([line]) => physical.test(line))
        .map(([line]) => `${path}: ${line.trim()}`)
    );
    expect(sheets.length).toBeGreaterThan(30);
    expect(bad).toEqual([]);
    expect(physical.test("  margin-left: 2px;")).toBe(true);
  });
  it("stand in sheets, never in style attributes, which the content security policy refuses", () => {
    const bad = files("src", [".svelte"]).filter((path) =>
      /\sstyle\s*=/.test(readFileSync(path, "utf8").replace(/<style>[\s\S]*<\/style>/, ""))
    );
    expect(bad).toEqual([]);
  });
});

describe("messages", () => {
  type File = Record<string, string | { match: Record<string, string> }[]>;
  const read = (name: string): File => JSON.parse(readFileSync(join(root, "messages", `${name}.json`), "utf8")) as File;
  const english = read("en");
  const inputs = (value: File[string] | undefined): string[] => [
    ...new Set([...JSON.stringify(value ?? "").matchAll(/\{(\w+)\}/g)].map((hit) => hit[1] ?? "").filter((name) => name !== "count"))
  ];
  for (const name of ["fr", "es", "ar"]) {
    const other = read(name);
    it(`of ${name} are those of English, with the same inputs`, () => {
      expect(Object.keys(other).sort()).toEqual(Object.keys(english).sort());
      const differ = Object.keys(english).filter((key) => inputs(other[key]).sort().join() !== inputs(english[key]).sort().join());
      // A count may be said by the plural alone.
      expect(differ).toEqual([]);
    });
  }
  it("of the pseudo-language are made from English", () => {
    expect(read("en-XA")).toEqual(pseudo(english));
  });
});

describe("colours", () => {
  const sheet = readFileSync(join(root, "src/kit/tokens.css"), "utf8");
  const theme = (from: string): Record<string, string> => {
    const body = sheet.slice(sheet.indexOf(from)).split("}")[0] ?? "";
    return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,8})\s*;/g)].map((hit) => [hit[1] ?? "", hit[2] ?? ""]));
  };
  const light = theme(":root {");
  const dark = { ...light, ...theme(':root[data-theme="dark"] {') };
  const luminance = (hex: string): number => {
    const full = hex.length === 4 ? `#${[...hex.slice(1)].map((c) => c + c).join("")}` : hex;
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((at) => parseInt(full.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a = "#000", b = "#000"): number => {
    const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  for (const [name, colours] of Object.entries({ light, dark })) {
    it(`of the ${name} theme are legible on every surface`, () => {
      const bad: string[] = [];
      const want = (ink: string, on: string, least: number) => {
        if (ratio(colours[ink], colours[on]) < least) bad.push(`${ink} on ${on}: ${ratio(colours[ink], colours[on]).toFixed(2)}`);
      };
      for (const on of ["canvas", "paper", "sunken", "hover", "selected"]) {
        for (const ink of ["ink", "ink2", "ink3", "accent-ink"]) want(ink, on, 4.5);
        for (const shape of ["control", "focus"]) want(shape, on, 3);
      }
      for (const hue of ["green", "amber", "red"]) for (const on of ["paper", "selected", `${hue}-w`]) want(hue, on, 4.5);
      want("on-accent", "accent", 4.5);
      want("ink", "mark", 4.5);
      want("rail-ink", "rail", 4.5);
      want("badge-ink", "badge", 4.5);
      expect(bad).toEqual([]);
    });
  }
});
