// The one list of commands. The window's handlers, the permission manifest and the TypeScript
// functions all come from it: `commands!(name_of_a_macro)` hands the list to that macro.
// (Plain comments: the file is also included by the desktop shell's build script.)
/// Hands the list of commands to a macro.
#[macro_export]
macro_rules! commands {
    ($then:ident) => {
        $then! {
            /// Who works here, with what.
            session() -> SessionView;
            /// What is known and what is under way. An event `status` says when to ask again.
            status() -> StatusView;
            /// The desk before the first input.
            home() -> HomeView;
            /// The one input: a number, words, a query.
            ask(input: String) -> AskView;
            /// Dropped files: messages or declarations.
            ask_files(paths: Vec<String>) -> AskView;
            /// The answer for one document, for one presentation of it where one is named.
            answer(document: String, presentation: Option<String>) -> AnswerView;
            /// Presents a document for a declaration.
            present(document: String, declaration: DeclarationInput) -> AnswerView;
            /// Records decisions on items of a presentation; `ledger` is the answer's.
            decide(presentation: String, ledger: String, decisions: Vec<ItemDecision>) -> AnswerView;
            /// Flags a document.
            flag(document: String, reason: String, note: String, presentation: Option<String>) -> FlagView;
            /// Withdraws a flag.
            withdraw_flag(flag: String) -> FlagView;
            /// All flags, newest first.
            flags() -> Vec<FlagView>;
            /// Searches. `order` is `newest`, `oldest` or `received`.
            search(query: String, order: String, after: Option<String>, limit: u32) -> SearchView;
            /// Everything about one document.
            certificate(document: String) -> CertificateView;
            /// Links, quarantine.
            partners() -> PartnersView;
            /// The packs of this installation.
            blocks() -> BlocksView;
            /// Takes packs in from a folder or a zip and reports on them; nothing becomes active.
            add_pack(path: String) -> PackReportView;
            /// The report on a pack that was added.
            pack_report(hash: String) -> PackCheckView;
            /// Tries a file with added packs; nothing is kept.
            try_pack(hashes: Vec<String>, path: String) -> TrialView;
            /// Activates added packs together; `accept` names those that are accepted though they are not signed.
            activate_packs(hashes: Vec<String>, accept: Vec<String>, second: Option<SecondInput>) -> ActivationView;
            /// Brings back what stood before the active version of a pack.
            roll_back_pack(pack: String, second: Option<SecondInput>) -> ActivationView;
            /// Names the block key of the administration (64 hex digits; none: this installation's own).
            set_block_key(key: Option<String>, second: Option<SecondInput>) -> BlocksView;
            /// The quality of what one link sends, or all.
            quality(link: Option<String>) -> QualityView;
            /// Saves the report on a link's quality, PDF or HTML by the path's ending.
            save_quality(link: String, language: String, path: String) -> SavedView;
            /// Saves the document of a link's arrangement, PDF or HTML by the path's ending.
            save_arrangement(link: String, language: String, path: String) -> SavedView;
            /// The raw bytes of a message, made visible.
            raw_message(message: String) -> RawView;
            /// Starts a sync of one link or of all; progress comes with `status`.
            sync(link: Option<String>) -> JobView;
            /// Asks a job to stop.
            stop(job: u32) -> StatusView;
            /// The certificate view as PDF bytes.
            print_preview(document: String, language: String, presentation: Option<String>) -> PdfBytes;
            /// Facts about that page.
            print_facts(document: String, language: String, presentation: Option<String>) -> PrintFacts;
            /// Saves the certificate view and records that it was printed.
            save_print(document: String, language: String, presentation: Option<String>, path: String) -> SavedView;
            /// Keeps settings of this officer.
            set_settings(settings: SettingsView) -> SettingsView;
            /// The folder, its officers, its log.
            folder() -> FolderView;
            /// Checks the hash chain of the log.
            check_log() -> LogCheckView;
        }
    };
}
