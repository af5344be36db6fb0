export * from "./generated/commands";
export { DeskError } from "./call";
export { onFiles, onStatus } from "./transport";
