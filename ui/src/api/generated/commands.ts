// Written from the list of commands (cargo test -p desk export_bindings). Do not edit.
import { call } from "../call";
import type { ActivationView } from "./ActivationView";
import type { AnswerView } from "./AnswerView";
import type { AskView } from "./AskView";
import type { BlocksView } from "./BlocksView";
import type { CertificateView } from "./CertificateView";
import type { DeclarationInput } from "./DeclarationInput";
import type { FlagView } from "./FlagView";
import type { FolderView } from "./FolderView";
import type { HomeView } from "./HomeView";
import type { ItemDecision } from "./ItemDecision";
import type { JobView } from "./JobView";
import type { LogCheckView } from "./LogCheckView";
import type { PackCheckView } from "./PackCheckView";
import type { PackReportView } from "./PackReportView";
import type { PartnersView } from "./PartnersView";
import type { PrintFacts } from "./PrintFacts";
import type { QualityView } from "./QualityView";
import type { RawView } from "./RawView";
import type { SavedView } from "./SavedView";
import type { SearchView } from "./SearchView";
import type { SecondInput } from "./SecondInput";
import type { SessionView } from "./SessionView";
import type { SettingsView } from "./SettingsView";
import type { StatusView } from "./StatusView";
import type { TrialView } from "./TrialView";

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
/** The packs of this installation. */
export const blocks = (): Promise<BlocksView> => call("blocks", {  });
/** Takes packs in from a folder or a zip and reports on them; nothing becomes active. */
export const addPack = (path: string): Promise<PackReportView> => call("add_pack", { path });
/** The report on a pack that was added. */
export const packReport = (hash: string): Promise<PackCheckView> => call("pack_report", { hash });
/** Tries a file with added packs; nothing is kept. */
export const tryPack = (hashes: Array<string>, path: string): Promise<TrialView> => call("try_pack", { hashes, path });
/** Activates added packs together; `accept` names those that are accepted though they are not signed. */
export const activatePacks = (hashes: Array<string>, accept: Array<string>, second: SecondInput | null): Promise<ActivationView> => call("activate_packs", { hashes, accept, second });
/** Brings back what stood before the active version of a pack. */
export const rollBackPack = (pack: string, second: SecondInput | null): Promise<ActivationView> => call("roll_back_pack", { pack, second });
/** Names the block key of the administration (64 hex digits; none: this installation's own). */
export const setBlockKey = (key: string | null, second: SecondInput | null): Promise<BlocksView> => call("set_block_key", { key, second });
/** The quality of what one link sends, or all. */
export const quality = (link: string | null): Promise<QualityView> => call("quality", { link });
/** Saves the report on a link's quality, PDF or HTML by the path's ending. */
export const saveQuality = (link: string, language: string, path: string): Promise<SavedView> => call("save_quality", { link, language, path });
/** Saves the document of a link's arrangement, PDF or HTML by the path's ending. */
export const saveArrangement = (link: string, language: string, path: string): Promise<SavedView> => call("save_arrangement", { link, language, path });
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
