// A picture in the sizes and formats that there are, cut around its focal point.
import { h } from "../dom.js";

/** `sizes` as in HTML: how wide it will be shown. `eager` for what is seen first. */
export function picture(image, { sizes, eager = false, kind = "picture" }) {
  if (!image) return h("span", { class: `${kind} no-picture` });
  const { x, y } = image.focal_point ?? { x: 0.5, y: 0.5 };
  return h(
    "picture",
    { class: kind, style: { "background-color": image.placeholder ?? "transparent" } },
    (image.sources ?? []).map((source) => h("source", { type: source.type, srcset: source.srcset, sizes })),
    h("img", {
      src: image.src,
      alt: image.alt ?? "",
      width: image.width,
      height: image.height,
      loading: eager ? "eager" : "lazy",
      fetchpriority: eager ? "high" : null,
      decoding: "async",
      style: { "object-position": `${x * 100}% ${y * 100}%` },
    }),
  );
}

/** Caption, then credit: who, from where, under which licence. Null if there is neither. */
export function caption(image) {
  const { name, url, source, licence } = image.credit ?? {};
  const parts = [
    name && (url ? h("a", { href: url, rel: "noopener" }, name) : name),
    source && h("span", {}, source),
    licence && h("span", {}, licence),
  ].filter(Boolean);
  if (!image.caption && !parts.length) return null;
  const credit = parts.flatMap((part, at) => (at ? [" · ", part] : [part]));
  return h(
    "figcaption",
    {},
    image.caption ? h("span", { class: "caption" }, image.caption) : null,
    parts.length ? h("span", { class: "credit" }, "Picture: ", credit) : null,
  );
}
