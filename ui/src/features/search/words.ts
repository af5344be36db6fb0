import { m } from "../../messages/generated/messages.js";

const names: Record<string, () => string> = {
  light: m.field_light,
  partner: m.field_partner,
  scheme: m.field_scheme,
  form: m.field_scheme,
  hs: m.field_hs,
  chapter: m.field_chapter,
  issued: m.field_issued,
  received: m.field_received,
  decision: m.field_decision,
  number: m.field_number,
  exporter: m.field_exporter,
  importer: m.field_importer,
  consignee: m.field_consignee,
  party: m.field_party,
  flag: m.field_flag,
  nature: m.field_nature,
  kind: m.field_nature,
  verdict: m.field_verdict,
  finding: m.field_finding
};

/** The name of a field of the query language. */
export const fieldName = (field: string): string => names[field]?.() ?? field;
