"use strict";
// A slug for a title in any script. Django's own proposal knows Latin, Greek and Cyrillic letters; for all others the
// server is asked, because the tables are too large for a page. What the editor has typed as slug stays.
document.addEventListener("DOMContentLoaded", () => {
    const slug = document.getElementById("id_slug");
    const title = document.getElementById("id_title") || document.getElementById("id_name");
    if (!slug || !title || !location.pathname.endsWith("/add/")) {
        return;
    }
    let isTyped = slug.value !== "";
    let timer = 0;
    let asked = 0;
    slug.addEventListener("input", () => {
        isTyped = slug.value !== "";
    });
    const propose = async () => {
        // eslint-disable-next-line no-control-regex
        if (isTyped || /^[\x00-\x7f]*$/.test(title.value)) {
            return;
        }
        const number = ++asked;
        const response = await fetch(`../slug/?title=${encodeURIComponent(title.value)}`);
        if (response.ok && number === asked && !isTyped) {
            slug.value = (await response.json()).slug;
        }
    };
    for (const event of ["input", "change"]) {
        title.addEventListener(event, () => {
            clearTimeout(timer);
            timer = setTimeout(propose, 250);
        });
    }
});
