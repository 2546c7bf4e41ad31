// Look of this tablet: theme, size and hand, read early so that the first paint is right. A classic script on purpose: a module would run after it.
// Controls anywhere in the page: <button data-set="theme" data-value="dark" aria-pressed="…">, or <input|select data-set="size">.
(function () {
  "use strict";
  var allowed = { theme: ["light", "dark", "auto"], size: ["normal", "large", "xlarge"], hand: ["right", "left"] };
  var root = document.documentElement;

  function read(name) {
    try { return localStorage.getItem("look." + name); } catch (error) { return null; }
  }
  function apply(name, value) {
    if (allowed[name].indexOf(value) < 0) return false;
    root.setAttribute("data-" + name, value);
    return true;
  }
  function mark(name) {
    var value = root.getAttribute("data-" + name);
    document.querySelectorAll('[data-set="' + name + '"]').forEach(function (control) {
      if (control.hasAttribute("data-value")) control.setAttribute("aria-pressed", String(control.dataset.value === value));
      else if (control.type === "radio") control.checked = control.value === value;
      else control.value = value;
    });
  }
  function keep(name, value) {
    if (!allowed[name] || !apply(name, value)) return;
    try { localStorage.setItem("look." + name, value); } catch (error) { /* private window: lasts until the page closes */ }
    mark(name);
  }

  Object.keys(allowed).forEach(function (name) { apply(name, read(name)); });
  ["DOMContentLoaded", "placed"].forEach(function (event) {
    document.addEventListener(event, function () { Object.keys(allowed).forEach(mark); });
  });
  document.addEventListener("click", function (event) {
    var control = event.target.closest && event.target.closest("[data-set][data-value]");
    if (control) keep(control.dataset.set, control.dataset.value);
  });
  document.addEventListener("change", function (event) {
    var control = event.target;
    if (control.dataset && control.dataset.set && !control.dataset.value) keep(control.dataset.set, control.value);
  });
  window.addEventListener("storage", function (event) {
    var name = (event.key || "").replace("look.", "");
    if (allowed[name] && apply(name, event.newValue)) mark(name);
  });
})();
