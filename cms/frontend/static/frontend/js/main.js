// The first module: the router, and what it routes to.
import { watchFooter } from "./footer.js";
import { start } from "./router.js";
import { find } from "./routes.js";
import { watchSearchBox } from "./search_box.js";

start(find);
watchSearchBox();
watchFooter();
