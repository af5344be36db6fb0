/** Languages by their own names, which are the same in every language. */
export const languageNames: Record<string, string> = {
  en: "English",
  fr: "Français",
  es: "Español",
  ar: "العربية",
  "en-XA": "English, pseudo"
};
