// The bar that takes the last mark back: it counts its seconds down, waits while the pointer or the focus is on it, and goes.
const bar = document.querySelector("[data-undo]");
const left = bar?.querySelector(".left");
const words = left?.textContent;
let seconds = Number(bar?.dataset.undo);

const held = () => bar.matches(":hover") || bar.contains(document.activeElement);
const say = () => { left.textContent = words.replace(/\d+/, seconds); };

function tick() {
  if (!held()) seconds -= 1;
  if (seconds > 0) { say(); return; }
  clearInterval(timer);
  bar.remove();
}

// The address forgets the mark, so that a reload or Back offers nothing twice.
const address = new URL(location.href);
address.searchParams.delete("did");
history.replaceState(history.state, "", address);
const timer = bar ? setInterval(tick, 1000) : 0;
if (bar) { say(); left.hidden = false; }
