import { onStatus, session as readSession, setSettings, status as readStatus } from "../api";
import type { SessionView, SettingsView, StatusView } from "../api/types";
import { letters } from "../kit/letters.svelte";
import { sayError } from "./foot.svelte";
import { setLanguage } from "./locale.svelte";

/** Who works here, and what is known. */
export const desk = $state<{ session?: SessionView; status?: StatusView; changes: number }>({ changes: 0 });

const dark = matchMedia("(prefers-color-scheme: dark)");

const applyTheme = (): void => {
  const theme = desk.session?.settings.theme ?? "system";
  document.documentElement.dataset["theme"] = theme === "dark" || (theme === "system" && dark.matches) ? "dark" : "light";
};

const apply = (settings: SettingsView): void => {
  setLanguage(settings.language);
  letters.on = settings.letter_keys;
  applyTheme();
};

/** Screens read again at most so often while work goes on beside them. */
const CALM = 1000;
let calm: ReturnType<typeof setTimeout> | undefined;

const refresh = async (): Promise<void> => {
  desk.status = await readStatus();
};
const tell = (): void => {
  clearTimeout(calm);
  calm = undefined;
  desk.changes += 1;
};

/** Reads session and status, and keeps the status up to date. */
export const start = async (): Promise<void> => {
  desk.session = await readSession();
  apply(desk.session.settings);
  dark.addEventListener("change", applyTheme);
  await refresh();
  tell();
  let busy = false;
  let again = false;
  await onStatus(async () => {
    again = true;
    if (busy) return;
    busy = true;
    while (again) {
      again = false;
      await refresh().catch(sayError);
      calm ??= setTimeout(tell, CALM);
    }
    busy = false;
  });
};

/** Reads the status at once, after something was done here. */
export const changed = async (): Promise<void> => {
  await refresh().catch(sayError);
  tell();
};

let changes = 0;

/** Keeps settings of this officer and applies them. Sentences of the program change language with them. */
export const keep = async (change: Partial<SettingsView>): Promise<void> => {
  if (!desk.session) return;
  // At once, so that a second change builds on the first.
  const turn = ++changes;
  const wanted = { ...desk.session.settings, ...change };
  desk.session.settings = wanted;
  const settings = await setSettings(wanted);
  if (turn !== changes) return;
  desk.session.settings = settings;
  apply(settings);
  await changed();
};
