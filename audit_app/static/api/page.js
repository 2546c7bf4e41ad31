// Starts the vendored page of the API description on the element that names its address.
const place = document.getElementById("description");
window.SwaggerUIBundle({ url: place.dataset.url, domNode: place, deepLinking: true, validatorUrl: null, defaultModelsExpandDepth: -1 });
