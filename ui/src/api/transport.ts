// The bridge to the program. In the fixtures mode of development another file stands in its place.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { getCurrentWebview } from "@tauri-apps/api/webview";

/** Sends one command; answers with its value or throws the program's error view. */
export const send = (name: string, args: Record<string, unknown>): Promise<unknown> => invoke(name, args);

/** Calls back when what is known, or what is under way, has changed. */
export const onStatus = (then: () => void): Promise<() => void> => listen("status", then);

/** Calls back with the paths of files dropped on the window, and while they hover over it. */
export const onFiles = (hover: (over: boolean) => void, drop: (paths: string[]) => void): Promise<() => void> =>
  getCurrentWebview().onDragDropEvent(({ payload }) => {
    hover(payload.type === "enter" || payload.type === "over");
    if (payload.type === "drop" && payload.paths.length > 0) drop(payload.paths);
  });
