// An address that is none of the site's.
import { ApiError } from "../api.js";
import { skeletons } from "../components/states.js";

export default {
  skeleton: skeletons.page,
  load: () => Promise.reject(new ApiError("missing")),
};
