// Several tabs on one tablet: what one has put on the local store the others read again; only one of them sends at a time.
const channel = "BroadcastChannel" in window ? new BroadcastChannel("audit-field") : null;
let soon = 0;

/** Tell the other tabs that the local store has changed. */
export const tell = () => channel?.postMessage("shelf");

/** Do `work` a moment after another tab has told. */
export function listen(work) {
  channel?.addEventListener("message", () => {
    clearTimeout(soon);
    soon = setTimeout(work, 30);
  });
}

/** Run `work` while no other tab runs the same. */
export const alone = (name, work) => (navigator.locks ? navigator.locks.request(name, work) : work());
