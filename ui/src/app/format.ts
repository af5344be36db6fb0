// Times, ages and quantities in the officer's language. Evidence in UTC, work in local time.
import { m } from "../messages/generated/messages.js";
import { now } from "./clock.svelte";
import { formatLocale, rightToLeft } from "./locale.svelte";

const cache = new Map<string, Intl.DateTimeFormat>();
const formatter = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = formatLocale() + JSON.stringify(options);
  let found = cache.get(key);
  if (!found) cache.set(key, (found = new Intl.DateTimeFormat(formatLocale(), { calendar: "gregory", ...options })));
  return found;
};
const parse = (time: string | null | undefined): Date | undefined => {
  const date = time ? new Date(time) : undefined;
  return date && !Number.isNaN(date.getTime()) ? date : undefined;
};
const sameYear = (date: Date) => date.getUTCFullYear() === new Date(now()).getUTCFullYear();

/** A day, `2026-11-20` or a time of it: `20 Nov 2026`. What is no date is given back as it is. */
export const day = (value: string | null | undefined): string => {
  const date = parse(value);
  if (!date) return value ?? "";
  return formatter({ day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(date);
};

/** The month of a day: `Jun 2036`. */
export const month = (value: string | null | undefined): string => {
  const date = parse(value);
  if (!date) return value ?? "";
  return formatter({ month: "short", year: "numeric", timeZone: "UTC" }).format(date);
};

/** A time as evidence: `23 Nov 22:10 UTC`, with its year where it is not this one. */
export const evidence = (value: string | null | undefined): string => {
  const date = parse(value);
  if (!date) return value ?? "";
  if (/^\d{4}-\d\d-\d\d$/.test(value ?? "")) return day(value);
  const text = formatter({
    day: "numeric",
    month: "short",
    ...(sameYear(date) ? {} : { year: "numeric" }),
    timeZone: "UTC"
  }).format(date);
  const hour = formatter({ hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" }).format(date);
  return `${text} ${hour} UTC`;
};

/** A time as work: `09:28` today, else day and time, on this machine's clock. */
export const work = (value: string | null | undefined): string => {
  const date = parse(value);
  if (!date) return value ?? "";
  const hour = formatter({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date);
  if (date.toDateString() === new Date(now()).toDateString()) return hour;
  return `${formatter({ day: "numeric", month: "short", ...(sameYear(date) ? {} : { year: "numeric" }) }).format(date)} ${hour}`;
};

/** A span in words: `11 h 32 min`, `23 days`. */
export const span = (milliseconds: number): string => {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  if (minutes < 1) return m.span_under_minute();
  if (minutes < 60) return m.span_minutes({ minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? m.span_hours({ hours }) : m.span_hours_minutes({ hours, minutes: minutes % 60 });
  return m.span_days({ days: Math.round(hours / 24) });
};

/** How long ago; empty for no time. */
export const ago = (value: string | null | undefined): string => {
  const date = parse(value);
  return date ? span(now() - date.getTime()) : "";
};

/** How long until; empty for no time or a time that is over. */
export const until = (value: string | null | undefined): string => {
  const date = parse(value);
  return date && date.getTime() > now() ? span(date.getTime() - now()) : "";
};

/** A whole number. */
export const count = (value: number): string => new Intl.NumberFormat(formatLocale()).format(value);

/** A decimal text with its unit: `1,240 kg`. What is no plain decimal is given back as it is. */
export const quantity = (value: string, unit = ""): string => {
  if (value === "") return "";
  const text = /^-?\d+(\.\d+)?$/.test(value)
    ? new Intl.NumberFormat(formatLocale(), { maximumFractionDigits: 6 }).format(Number(value))
    : value;
  const whole = unit ? `${text}\u00A0${unit}` : text;
  // In a line that runs from the right, a number and its unit stay together.
  return rightToLeft() ? `\u2068${whole}\u2069` : whole;
};

/** A size in bytes. */
export const bytes = (value: number): string => {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = value < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  return new Intl.NumberFormat(formatLocale(), {
    style: "unit",
    unit: units[step] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: step === 0 ? 0 : 1
  }).format(value / 1000 ** step);
};
