// Buttons that print: <button data-print>; <button data-print="print-table"> prints with that class on <main> for as long as it takes.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-print]");
  if (!button) return;
  event.preventDefault();
  const name = button.dataset.print;
  const main = document.querySelector("main");
  if (name && main && !main.classList.contains(name)) {
    main.classList.add(name);
    window.addEventListener("afterprint", () => main.classList.remove(name), { once: true });
  }
  window.print();
});

// What is folded away but belongs on paper is opened for it, also when the browser's own key or menu prints.
window.addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details[data-open-to-print]:not([open])")) {
    part.open = true;
    window.addEventListener("afterprint", () => { part.open = false; }, { once: true });
  }
});
