// Builds the window with the test data, serves it under the very content security policy of the program, and opens
// every screen in a headless Chromium, in each look, language and size. Writes a picture of each; fails where axe-core
// (WCAG 2.2 AA) finds a violation, the page logs an error, or the policy refuses something.
//   node scripts/look.mjs FOLDER [words that the name of a picture must contain]
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const [folder = "look", ...wanted] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const type = (text) => `(() => { const e = document.querySelector("#ask"); e.focus(); e.value = ${JSON.stringify(text)};
  e.dispatchEvent(new InputEvent("input", { bubbles: true })); e.form.requestSubmit(); })()`;
const rail = (screen) => `document.querySelector('[data-screen="${screen}"]').click()`;
const press = (selector) => `document.querySelector(${JSON.stringify(selector)}).click()`;
const fill = (
  selector,
  text
) => `(() => { const e = document.querySelector(${JSON.stringify(selector)}); e.focus(); e.value = ${JSON.stringify(text)};
  e.dispatchEvent(new InputEvent("input", { bubbles: true })); e.form.requestSubmit(); })()`;
const key = (name, more = {}) =>
  `window.dispatchEvent(new KeyboardEvent("keydown", ${JSON.stringify({ key: name, bubbles: true, cancelable: true, ...more })}))`;
const scenes = {
  home: [],
  amber: [type("BO-2026-0048217")],
  green: [type("KA-2026-0009133")],
  red: [type("CO-2026-118204")],
  absent: [type("BO-2026-0048127")],
  search: [rail("search"), type("cotton light:amber")],
  certificate: [type("BO-2026-0048217"), key("o")],
  claim: [type("CO-2026-118204"), key("o")],
  other: [type("EX-2026-000771"), key("o")],
  "other-answer": [type("EX-2026-000771")],
  cases: [rail("cases")],
  partners: [rail("partners")],
  blocks: [rail("partners"), key("2", { altKey: true })],
  pack: [rail("partners"), key("2", { altKey: true }), press(".list li:has(input) button"), press(".list li input")],
  trial: [
    rail("partners"),
    key("2", { altKey: true }),
    press(".list li:has(input) button"),
    key("t"),
    fill("#sample-path", "draft-sample.json")
  ],
  activate: [rail("partners"), key("2", { altKey: true }), press(".list li input"), key("Enter", { ctrlKey: true })],
  quality: [rail("partners"), key("3", { altKey: true })],
  print: [type("BO-2026-0048217"), key("p")],
  settings: [rail("settings")],
  palette: [type("BO-2026-0048217"), key("k", { ctrlKey: true })],
  keys: [type("BO-2026-0048217"), key("?")],
  flag: [type("BO-2026-0048217"), key("f")]
};
const looks = {
  light: { query: "", width: 1440, height: 900 },
  live: { query: "folder=live", width: 1440, height: 900 },
  dark: { query: "theme=dark", width: 1440, height: 900 },
  arabic: { query: "language=ar", width: 1440, height: 900 },
  french: { query: "language=fr", width: 1440, height: 900 },
  pseudo: { query: "language=en-XA", width: 1440, height: 900 },
  narrow: { query: "", width: 1024, height: 700 },
  large: { query: "", width: 720, height: 450, scale: 2 }
};

const { app } = JSON.parse(readFileSync(fileURLToPath(new URL("../../src-tauri/tauri.conf.json", import.meta.url)), "utf8"));
const built = mkdtempSync(join(tmpdir(), "look-built-"));
await build({ mode: "fixtures", logLevel: "error", build: { outDir: built, emptyOutDir: true } });
const kinds = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".woff2": "font/woff2" };
const server = createServer((request, response) => {
  const path = new URL(request.url, "http://look").pathname;
  const name = path === "/" ? "/index.html" : normalize(path);
  try {
    const body = readFileSync(join(built, name));
    response.writeHead(200, {
      "content-type": kinds[extname(name)] ?? "application/octet-stream",
      "content-security-policy": app.security.csp
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const base = `http://127.0.0.1:${server.address().port}/`;
const profile = mkdtempSync(join(tmpdir(), "look-"));
const browser = spawn(
  process.env.CHROMIUM ?? "chromium",
  [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
    `--user-data-dir=${profile}`,
    "about:blank"
  ],
  { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] }
);
const [, , , out, back] = browser.stdio;
let next = 0;
let rest = "";
const open = new Map();
const errors = [];
back.on("data", (chunk) => {
  rest += chunk;
  const parts = rest.split("\0");
  rest = parts.pop();
  for (const part of parts) {
    const message = JSON.parse(part);
    if (message.method === "Runtime.exceptionThrown") errors.push(message.params.exceptionDetails.exception?.description ?? "exception");
    if (message.method === "Runtime.consoleAPICalled" && message.params.type === "error")
      errors.push(message.params.args.map((one) => one.value ?? one.description).join(" "));
    if (message.method === "Log.entryAdded" && message.params.entry.level === "error" && !message.params.entry.url?.endsWith("favicon.ico"))
      errors.push(message.params.entry.text);
    open.get(message.id)?.(message);
    open.delete(message.id);
  }
});
const send = (method, params = {}, sessionId) =>
  new Promise((resolve, reject) => {
    const id = ++next;
    open.set(id, (message) => (message.error ? reject(new Error(`${method}: ${message.error.message}`)) : resolve(message.result)));
    out.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
  });

let failed = 0;
try {
  mkdirSync(folder, { recursive: true });
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const page = (method, params) => send(method, params, sessionId);
  const run = async (expression) => {
    const { result, exceptionDetails } = await page("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  await page("Page.enable");
  await page("Runtime.enable");
  await page("Log.enable");
  // The axe that is put in, and these expressions, are not the page's: the policy must not stop them.
  if (app.security.freezePrototype) await page("Page.addScriptToEvaluateOnNewDocument", { source: "Object.freeze(Object.prototype)" });
  for (const [look, { query, width, height, scale = 1 }] of Object.entries(looks)) {
    for (const [scene, steps] of Object.entries(scenes)) {
      const name = `${scene}-${look}`;
      if (wanted.length > 0 && !wanted.every((word) => name.includes(word))) continue;
      await page("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: scale, mobile: false });
      await page("Page.navigate", { url: `${base}?${query}` });
      for (
        let i = 0;
        i < 200 && !(await run(`document.querySelector("[data-screen]") !== null && document.querySelector(".know > *") !== null`));
        i++
      )
        await wait(50);
      await run("document.fonts.ready.then(() => 0)");
      await wait(300);
      for (const step of steps) {
        await run(step);
        await wait(350);
      }
      if (scene === "print") await wait(900);
      const picture = await page("Page.captureScreenshot", { format: "png" });
      writeFileSync(join(folder, `${name}.png`), Buffer.from(picture.data, "base64"));
      await run(axe);
      const found = await run(`axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })
        .then((all) => all.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? node.all[0]?.message ?? "")).slice(0, 3).join(" | ")))`);
      const problems = [...found, ...errors.splice(0)];
      failed += problems.length;
      console.log(`${name}${problems.length > 0 ? `\n  ${problems.join("\n  ")}` : ""}`);
    }
  }
} finally {
  browser.kill();
  server.close();
  await wait(200);
  rmSync(built, { recursive: true, force: true });
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
process.exitCode = failed > 0 ? 1 : 0;
