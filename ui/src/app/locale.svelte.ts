import { baseLocale, isLocale, locales, overwriteGetLocale, type Locale } from "../messages/generated/runtime.js";

const state = $state<{ locale: Locale }>({ locale: baseLocale });
// Messages read the locale here, so that a change of language redraws what shows them.
overwriteGetLocale(() => state.locale);

const RIGHT_TO_LEFT = ["ar", "en-XA"];

/** The languages an officer can choose. The pseudo-language is for checks only. */
export const languages = locales.filter((locale) => locale !== "en-XA");

/** Whether lines run from the right. */
export const rightToLeft = (): boolean => RIGHT_TO_LEFT.includes(state.locale);

/** The language of the window. */
export const locale = (): Locale => state.locale;

/** For `Intl`: the same language, always with Western digits, because they are compared with paper. */
export const formatLocale = (): string => `${state.locale === "en" || state.locale === "en-XA" ? "en-GB" : state.locale}-u-nu-latn`;

/** Changes language and direction. A language that is not known changes nothing. */
export const setLanguage = (language: string): void => {
  if (!isLocale(language)) return;
  state.locale = language;
  document.documentElement.lang = language;
  document.documentElement.dir = rightToLeft() ? "rtl" : "ltr";
};
