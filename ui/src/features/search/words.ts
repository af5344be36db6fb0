import { m } from "../../messages/generated/messages.js";

const names: Record<string, () => string> = {
  number: m.field_number,
  party: m.field_party,
  exporter: m.field_exporter,
  importer: m.field_importer,
  consignee: m.field_consignee,
  producer: m.field_producer,
  issuer: m.field_issuer,
  goods: m.field_goods,
  reference: m.field_reference,
  hs: m.field_hs,
  issued: m.field_issued,
  received: m.field_received,
  partner: m.field_partner,
  light: m.field_light,
  kind: m.field_kind,
  scheme: m.field_scheme,
  is: m.field_is,
  flag: m.field_flag,
  decision: m.field_decision
};

/** The name of a field of the query language. */
export const fieldName = (field: string): string => names[field]?.() ?? field;
