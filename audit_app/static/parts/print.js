// Buttons that print: <button data-print>; <button data-print="print-table"> prints with that class on <main> for as long as it takes.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-print]");
  if (!button) return;
  event.preventDefault();
  const name = button.dataset.print;
  const main = document.querySelector("main");
  if (name && main) {
    main.classList.add(name);
    window.addEventListener("afterprint", () => main.classList.remove(name), { once: true });
  }
  document.querySelectorAll("details[data-open-to-print]").forEach((part) => { part.open = true; });
  window.print();
});
