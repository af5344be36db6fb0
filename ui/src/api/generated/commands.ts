// Written from the list of commands (cargo test -p desk export_bindings). Do not edit.
import { call } from "../call";
import type { AnswerView } from "./AnswerView";
import type { AskView } from "./AskView";
import type { CertificateView } from "./CertificateView";
import type { DeclarationInput } from "./DeclarationInput";
import type { FlagView } from "./FlagView";
import type { FolderView } from "./FolderView";
import type { HomeView } from "./HomeView";
import type { ItemDecision } from "./ItemDecision";
import type { JobView } from "./JobView";
import type { LogCheckView } from "./LogCheckView";
import type { PartnersView } from "./PartnersView";
import type { PrintFacts } from "./PrintFacts";
import type { RawView } from "./RawView";
import type { SavedView } from "./SavedView";
import type { SearchView } from "./SearchView";
import type { SessionView } from "./SessionView";
import type { SettingsView } from "./SettingsView";
import type { StatusView } from "./StatusView";

/** Who works here, with what. */
export const session = (): Promise<SessionView> => call("session", {  });
/** What is known and what is under way. An event `status` says when to ask again. */
export const status = (): Promise<StatusView> => call("status", {  });
/** The desk before the first input. */
export const home = (): Promise<HomeView> => call("home", {  });
/** The one input: a number, words, a query. */
export const ask = (input: string): Promise<AskView> => call("ask", { input });
/** Dropped files: messages or declarations. */
export const askFiles = (paths: Array<string>): Promise<AskView> => call("ask_files", { paths });
/** The answer for one document, for one presentation of it where one is named. */
export const answer = (document: string, presentation: string | null): Promise<AnswerView> => call("answer", { document, presentation });
/** Presents a document for a declaration. */
export const present = (document: string, declaration: DeclarationInput): Promise<AnswerView> => call("present", { document, declaration });
/** Records decisions on items of a presentation; `ledger` is the answer's. */
export const decide = (presentation: string, ledger: string, decisions: Array<ItemDecision>): Promise<AnswerView> => call("decide", { presentation, ledger, decisions });
/** Flags a document. */
export const flag = (document: string, reason: string, note: string, presentation: string | null): Promise<FlagView> => call("flag", { document, reason, note, presentation });
/** Withdraws a flag. */
export const withdrawFlag = (flag: string): Promise<FlagView> => call("withdraw_flag", { flag });
/** All flags, newest first. */
export const flags = (): Promise<Array<FlagView>> => call("flags", {  });
/** Searches. `order` is `newest`, `oldest` or `received`. */
export const search = (query: string, order: string, after: string | null, limit: number): Promise<SearchView> => call("search", { query, order, after, limit });
/** Everything about one document. */
export const certificate = (document: string): Promise<CertificateView> => call("certificate", { document });
/** Links, quarantine. */
export const partners = (): Promise<PartnersView> => call("partners", {  });
/** The raw bytes of a message, made visible. */
export const rawMessage = (message: string): Promise<RawView> => call("raw_message", { message });
/** Starts a sync of one link or of all; progress comes with `status`. */
export const sync = (link: string | null): Promise<JobView> => call("sync", { link });
/** Asks a job to stop. */
export const stop = (job: number): Promise<StatusView> => call("stop", { job });
/** The certificate view as PDF bytes. */
export const printPreview = (document: string, language: string, presentation: string | null): Promise<ArrayBuffer> => call("print_preview", { document, language, presentation });
/** Facts about that page. */
export const printFacts = (document: string, language: string, presentation: string | null): Promise<PrintFacts> => call("print_facts", { document, language, presentation });
/** Saves the certificate view and records that it was printed. */
export const savePrint = (document: string, language: string, presentation: string | null, path: string): Promise<SavedView> => call("save_print", { document, language, presentation, path });
/** Keeps settings of this officer. */
export const setSettings = (settings: SettingsView): Promise<SettingsView> => call("set_settings", { settings });
/** The folder, its officers, its log. */
export const folder = (): Promise<FolderView> => call("folder", {  });
/** Checks the hash chain of the log. */
export const checkLog = (): Promise<LogCheckView> => call("check_log", {  });
