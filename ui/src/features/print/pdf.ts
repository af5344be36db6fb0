// The legacy build: the engine of the window is older than what the modern build asks for.
import { getDocument, GlobalWorkerOptions, type PDFDocumentLoadingTask } from "pdfjs-dist/legacy/build/pdf.mjs";
import worker from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

GlobalWorkerOptions.workerSrc = worker;

/** Starts reading a PDF. Scripts in it do not run, and nothing is fetched. */
export const open = (data: ArrayBuffer): PDFDocumentLoadingTask =>
  getDocument({ data: new Uint8Array(data.slice(0)), enableXfa: false, useSystemFonts: false, disableAutoFetch: true });
