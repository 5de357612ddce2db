// What the page says about itself.
const meta = (name) => document.querySelector(`meta[name="${name}"]`).content;

export const apiUrl = meta("api");
export const siteUrl = meta("site");
export const siteName = meta("site-name");
export const siteDescription = meta("description");
/** Origins that pictures may come from, besides this one. */
export const pictureOrigins = meta("pictures").split(" ");
