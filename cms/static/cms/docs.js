"use strict";

const page = document.getElementById("docs");

SwaggerUIBundle({
  domNode: page,
  url: page.dataset.schema,
  deepLinking: true,
  // Its default asks a validator elsewhere.
  validatorUrl: null,
});
