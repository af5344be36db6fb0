// Words for ids that the program sends as ids.
import type { LightView } from "../api/types";
import { m } from "../messages/generated/messages.js";

export const lightWord = (light: LightView): string =>
  ({ green: m.light_green, amber: m.light_amber, red: m.light_red, none: m.light_none })[light]();

export type Shape = "red" | "amber" | "not-evaluable" | "note" | "clear";
export const shapeOf = (shape: string): Shape =>
  shape === "red" || shape === "amber" || shape === "not-evaluable" || shape === "note" ? shape : "clear";
export const shapeWord = (shape: string): string =>
  ({
    red: m.light_red,
    amber: m.light_amber,
    "not-evaluable": m.shape_not_evaluable,
    note: m.shape_note,
    clear: m.shape_clear
  })[shapeOf(shape)]();

/** The colour class of a verdict's indication. */
export const verdictColour = (indication: string): string =>
  indication === "TOTAL-PASSED" ? "g" : indication === "TOTAL-FAILED" ? "r" : indication === "INDETERMINATE" ? "y" : "dim";

/** The reasons for which an officer can flag, as the program knows them. */
export const flagReasons = {
  content: m.reason_content,
  signer: m.reason_signer,
  number: m.reason_number,
  quantity: m.reason_quantity,
  value: m.reason_value,
  origin: m.reason_origin,
  goods: m.reason_goods,
  other: m.reason_other
};
