// Dates, numbers and lists in words.
const LANGUAGE = "en-GB"; // of the words of this site; articles have their own
const day = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "long", timeZone: "UTC" });
const and = new Intl.ListFormat(LANGUAGE, { type: "conjunction" });

export const date = (iso) => day.format(new Date(iso));
export const list = (words) => and.format(words);
export const plural = (count, one, many = `${one}s`) => `${count.toLocaleString(LANGUAGE)} ${count === 1 ? one : many}`;
/** 0…1 as a whole number of a hundred. */
export const hundredths = (share) => Math.round(Math.min(Math.max(share, 0), 1) * 100);
export const percent = (share) => `${hundredths(share)}%`;
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
