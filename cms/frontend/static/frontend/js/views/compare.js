// Choose any roles and see them side by side. The address carries the choice.
import { get } from "../api.js";
import { h } from "../dom.js";
import { comparePath, comparisonPath } from "../links.js";
import { fill } from "../region.js";
import { go } from "../router.js";
import { allRoles } from "../components/all_roles.js";
import { comparisonBlock } from "../components/comparison.js";
import { LEAST, MOST, rolePicker } from "../components/role_picker.js";
import { empty, skeletons } from "../components/states.js";

const TITLE = "Compare roles";

export default {
  skeleton: skeletons.page,
  load: ({ signal }) => allRoles(signal),
  render(roles, { query, signal }) {
    const known = new Map(roles.map((role) => [role.slug, role]));
    const picker = rolePicker({ roles, onchange: (slugs) => go(comparePath(slugs), { replace: true }) });
    const place = h("div", { class: "compared" });
    const update = (changed) => {
      const slugs = [...new Set((changed.roles ?? "").split(","))].filter((slug) => known.has(slug)).slice(0, MOST);
      picker.show(slugs);
      draw(place, slugs, signal);
      const names = slugs.map((slug) => known.get(slug).name).join(" vs ");
      return { title: slugs.length < LEAST ? TITLE : names, description: "Two to six roles, side by side." };
    };
    return {
      ...update(query),
      nodes: [
        h("h1", {}, TITLE),
        h("p", { class: "deck" }, "Two to six of them: what they do, which skills they share, and which to choose."),
        roles.length ? picker.node : empty("No roles have been published yet."),
        place,
      ],
      update,
    };
  },
};

function draw(place, slugs, signal) {
  if (slugs.length < LEAST) {
    place.filling?.abort();
    place.replaceChildren(empty("The comparison appears here as soon as two roles are chosen."));
    return;
  }
  fill(place, {
    signal,
    skeleton: skeletons.rows,
    load: (ended) => get(`comparisons/${slugs.join("-vs-")}/`, { signal: ended }),
    render: (comparison) => [
      h("h2", { class: "part-title" }, comparison.title),
      h("p", {}, h("a", { class: "more", href: comparisonPath(slugs) }, "This comparison on a page of its own")),
      ...comparisonBlock(comparison, { level: 3 }).filter(Boolean),
    ],
  });
}
