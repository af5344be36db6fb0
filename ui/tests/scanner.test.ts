import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { INTERVAL, LEAST, Scanner } from "../src/keys/scanner";

const seen = { bursts: [] as { text: string; enter: boolean }[], keys: [] as string[], claims: 0 };
let scanner: Scanner<string>;

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(seen, { bursts: [], keys: [], claims: 0 });
  scanner = new Scanner<string>({
    start: () => undefined,
    claim: () => seen.claims++,
    burst: (text, enter) => seen.bursts.push({ text, enter }),
    keys: (events) => seen.keys.push(...events)
  });
});
afterEach(() => vi.useRealTimers());

const type = (text: string, gap: number, field = false, from = 0): boolean[] =>
  [...text].map((key, i) => scanner.character({ key, at: from + i * gap, field }, key));

describe("a scanner's burst", () => {
  it("is read as a whole, and its Enter belongs to it", () => {
    const taken = type("XB00100BA26", 5);
    expect(taken.every(Boolean)).toBe(true);
    expect(scanner.terminator(10 * 5 + 5)).toBe(true);
    expect(seen.bursts).toEqual([{ text: "XB00100BA26", enter: true }]);
    expect(seen.keys).toEqual([]);
  });

  it("ends by a pause as well", () => {
    type("ACVRMF", 10);
    vi.advanceTimersByTime(INTERVAL + 1);
    expect(seen.bursts).toEqual([{ text: "ACVRMF", enter: false }]);
    expect(seen.keys).toEqual([]);
  });

  it("is taken out of a field that had the focus", () => {
    const taken = type("12345678", 4, true);
    expect(seen.claims).toBe(1);
    expect(taken).toEqual([...Array<boolean>(LEAST - 1).fill(false), true, true, true]);
  });

  it("does not act even when it is too short for a number", () => {
    type("ACV", 8);
    expect(scanner.terminator(20)).toBe(true);
    vi.advanceTimersByTime(INTERVAL + 1);
    expect(seen.keys).toEqual([]);
    expect(seen.bursts).toEqual([]);
  });
});

describe("a person's keys", () => {
  it("act one interval later, not at once", () => {
    type("f", 1);
    expect(seen.keys).toEqual([]);
    vi.advanceTimersByTime(INTERVAL + 1);
    expect(seen.keys).toEqual(["f"]);
  });

  it("may follow each other quickly", () => {
    type("gd", 12);
    vi.advanceTimersByTime(INTERVAL + 1);
    expect(seen.keys).toEqual(["g", "d"]);
  });

  it("stay in a field and act on nothing", () => {
    expect(type("cotton", 120, true).some(Boolean)).toBe(false);
    vi.advanceTimersByTime(INTERVAL + 1);
    expect(seen).toMatchObject({ bursts: [], keys: [], claims: 0 });
  });

  it("leave Enter to the page", () => {
    type("f", 1);
    vi.advanceTimersByTime(INTERVAL + 1);
    expect(scanner.terminator(400)).toBe(false);
  });
});
