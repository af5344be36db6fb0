import { cleanup } from "@testing-library/svelte";
import { afterEach } from "vitest";

// What the test page lacks.
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
HTMLElement.prototype.scrollIntoView ??= () => undefined;

afterEach(cleanup);
