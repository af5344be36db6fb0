// The whole window over test data: what keys do, what they never do, what is sent to the program.
import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import App from "../src/app/App.svelte";
import { clearDesk } from "../src/app/ask.svelte";
import { setLanguage } from "../src/app/locale.svelte";
import { go } from "../src/app/route.svelte";
import { forget } from "../src/features/desk/drafts.svelte";
import { letters } from "../src/kit/letters.svelte";
import { amber, green } from "./fixtures/data";
import { calls, failing } from "./fixtures/transport";

const pause = (milliseconds = 60) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const key = async (name: string, more: KeyboardEventInit = {}, wait = 60) => {
  await fireEvent.keyDown(document.activeElement ?? document.body, { key: name, bubbles: true, cancelable: true, ...more });
  await pause(wait);
};
const ask = () => document.querySelector<HTMLInputElement>("#ask") as HTMLInputElement;
const lookUp = async (text: string) => {
  ask().focus();
  await fireEvent.input(ask(), { target: { value: text } });
  await fireEvent.submit(ask().form as HTMLFormElement);
  await waitFor(() => expect(document.querySelector("h1")).not.toBeNull());
  await pause();
};
const sent = (name: string) => calls.filter((call) => call.name === name);
const openWindow = async () => {
  render(App);
  await waitFor(() => expect(ask()).not.toBeNull());
  await waitFor(() => expect(screen.getByText("Needs attention")).toBeTruthy());
};

beforeEach(() => {
  calls.length = 0;
  failing.clear();
  // What is filled in outlives a screen; not a test.
  for (const answer of [amber, green]) forget(answer.presentation?.id ?? "");
  clearDesk();
  go("desk");
  setLanguage("en");
});

describe("the desk", () => {
  it("shows what waits before the first input", async () => {
    await openWindow();
    expect(screen.getByText("Declarations waiting at Kesra Pass")).toBeTruthy();
    expect(screen.getByText(/Training folder/)).toBeTruthy();
  });

  it("answers a number with shape, word and sentence", async () => {
    await openWindow();
    await lookUp(amber.head.number);
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(amber.title);
    expect(document.querySelector(".answer.amber .who")?.textContent).toContain("Amber");
  });

  it("takes decision letters only inside the focused item, and records nothing before Ctrl Enter", async () => {
    await openWindow();
    await lookUp(amber.head.number);
    expect(document.activeElement?.closest("[data-item]")?.getAttribute("data-item")).toBe("2");
    await key("c");
    expect(document.querySelector('[data-item="2"] [aria-checked="true"]')?.textContent).toContain("Correction asked");
    expect(sent("decide")).toEqual([]);
    await key("Enter", { ctrlKey: true });
    expect(sent("decide")[0]?.args).toMatchObject({
      presentation: amber.presentation?.id,
      ledger: amber.ledger,
      decisions: [{ item: 2, decision: "correction-asked" }]
    });
    expect(screen.getByRole("status").textContent).toContain("Recorded: 1 decision on 26XA0034-118");
  });

  it("ignores decision letters elsewhere", async () => {
    await openWindow();
    await lookUp(amber.head.number);
    document.querySelector<HTMLElement>(".rail button")?.focus();
    await key("c");
    expect(document.querySelector('[data-item] [aria-checked="true"]')).toBeNull();
  });

  it("does not record a decision that wants a reason without one", async () => {
    await openWindow();
    await lookUp(amber.head.number);
    await key("r");
    await key("Enter", { ctrlKey: true });
    expect(sent("decide")).toEqual([]);
    expect(screen.getByText("needs a reason")).toBeTruthy();
  });

  it("lets green propose and still wait", async () => {
    await openWindow();
    await lookUp(green.head.number);
    expect(screen.getByText("proposed, not yet recorded")).toBeTruthy();
    await pause(100);
    expect(sent("decide")).toEqual([]);
  });

  it("says a moved ledger plainly and keeps what was chosen", async () => {
    await openWindow();
    await lookUp(amber.head.number);
    await key("v");
    failing.set("decide", { code: "LEDGER_MOVED", text: "The quantities changed meanwhile.", next: "Read again, then decide." });
    await fireEvent.click(document.querySelector("#record") as HTMLElement);
    await pause();
    failing.clear();
    expect(screen.getByText("The quantities changed meanwhile.")).toBeTruthy();
    expect(screen.getByText("LEDGER_MOVED")).toBeTruthy();
    expect(document.querySelector('[data-item="2"] [aria-checked="true"]')?.textContent).toContain("Released");
    expect(sent("decide")).toHaveLength(1);
  });

  it("opens the flag with nothing chosen, and flags with a reason", async () => {
    await openWindow();
    await lookUp(amber.head.number);
    await key("f", {}, 120);
    const dialog = screen.getByRole("dialog");
    expect(within(dialog).queryAllByRole("radio", { checked: true })).toEqual([]);
    await key("Enter", { ctrlKey: true });
    expect(sent("flag")).toEqual([]);
    await fireEvent.click(within(dialog).getByLabelText("The quantity is in doubt"));
    await key("Enter", { ctrlKey: true });
    expect(sent("flag")[0]?.args).toMatchObject({ document: amber.head.document, reason: "quantity" });
  });
});

describe("a scanner", () => {
  const burst = async (text: string) => {
    for (const one of text) await key(one, {}, 0);
    await key("Enter", {}, 120);
  };

  it("ends in the input from anywhere and presses nothing", async () => {
    await openWindow();
    await lookUp(amber.head.number);
    expect(document.activeElement?.getAttribute("role")).toBe("radio");
    await burst(green.head.number);
    expect(ask().value).toBe(green.head.number);
    expect(sent("ask").map((call) => call.args["input"])).toEqual([amber.head.number, green.head.number]);
    expect(sent("decide")).toEqual([]);
    expect(sent("flag")).toEqual([]);
  });

  it("is taken out of the field it fell into", async () => {
    await openWindow();
    go("cases");
    await pause();
    go("print", amber.head.document);
    await waitFor(() => expect(document.querySelector("#print-path")).not.toBeNull());
    await pause(100);
    const path = document.querySelector<HTMLInputElement>("#print-path") as HTMLInputElement;
    path.focus();
    const before = path.value;
    for (const one of green.head.number) {
      const event = new KeyboardEvent("keydown", { key: one, bubbles: true, cancelable: true });
      if (path.dispatchEvent(event)) path.value += one;
    }
    await key("Enter", {}, 120);
    expect(path.value).toBe(before);
    expect(sent("ask").at(-1)?.args["input"]).toBe(green.head.number);
    expect(sent("save_print")).toEqual([]);
  });
});

describe("keys", () => {
  it("go from screen to screen", async () => {
    await openWindow();
    document.body.focus();
    (document.activeElement as HTMLElement | null)?.blur();
    await key("g");
    await key("s", {}, 120);
    expect(screen.getByLabelText("Results")).toBeTruthy();
    await key("g");
    await key("p", {}, 120);
    expect(screen.getByText("Messages in quarantine")).toBeTruthy();
  });

  it("of one character can all be switched off", async () => {
    await openWindow();
    await lookUp(amber.head.number);
    letters.on = false;
    await key("c");
    await key("f", {}, 120);
    expect(document.querySelector('[data-item] [aria-checked="true"]')).toBeNull();
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(document.querySelectorAll(".opt kbd")).toHaveLength(0);
    letters.on = true;
  });

  it("open every action in the palette", async () => {
    await openWindow();
    await key("k", { ctrlKey: true }, 120);
    const field = screen.getByRole("combobox");
    await fireEvent.input(field, { target: { value: "dark" } });
    await fireEvent.keyDown(field, { key: "Enter" });
    await pause(120);
    expect(sent("set_settings")[0]?.args).toMatchObject({ settings: { theme: "dark" } });
    expect(document.documentElement.dataset["theme"]).toBe("dark");
  });
});

describe("from the certificate", () => {
  it("P leads to the page of that certificate", async () => {
    await openWindow();
    await lookUp(amber.head.number);
    await key("o", {}, 150);
    await waitFor(() => expect(screen.getByText("Where it stands in the message")).toBeTruthy());
    await key("p", {}, 200);
    expect(document.querySelector("#print-path")).not.toBeNull();
    expect(sent("print_preview")[0]?.args).toMatchObject({ document: amber.head.document });
  });
});

describe("languages", () => {
  it("turn the window round", async () => {
    await openWindow();
    setLanguage("ar");
    await pause();
    expect(document.documentElement.dir).toBe("rtl");
    expect(screen.getByText("يحتاج إلى انتباه")).toBeTruthy();
  });
});

describe("a claim", () => {
  it("is never drawn as a form", async () => {
    await openWindow();
    await lookUp("CO-2026-118204");
    await key("o", {}, 150);
    await waitFor(() => expect(screen.getByText("Claimed content, evidence only")).toBeTruthy());
    expect(document.querySelector(".form")).toBeNull();
  });
});
