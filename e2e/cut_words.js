// Words that are cut and rows that run out of their place, measured in the page beside survey.js.
(() => ({
  // Elements whose own words are wider or higher than the box that hides the rest; a box that scrolls hides nothing. The first line of a record under
  // the name of its row is no cut word: the whole record is a tap away.
  clipped() {
    const words = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) || (one.matches("a, button, b, li, span") && one.innerText?.trim());
    const found = [];
    for (const one of document.querySelectorAll("body *")) {
      if (!one.checkVisibility({ checkVisibilityCSS: true }) || !words(one) || one.closest(".vh, svg, textarea, select, .skip, script, style, template")) continue;
      if (one.matches(".row .t > b + span:not([data-slot])")) continue;
      const { overflowX, overflowY, clipPath } = getComputedStyle(one);
      if (clipPath === "inset(50%)") continue;
      const hides = (flow) => ["hidden", "clip"].includes(flow);
      const [wide, high] = [one.scrollWidth - one.clientWidth, one.scrollHeight - one.clientHeight];
      if ((hides(overflowX) && wide > 1) || (hides(overflowY) && high > 3)) {
        found.push(`${one.tagName.toLowerCase()}.${one.className} in ${one.parentElement.className} 「${one.innerText.trim().slice(0, 40)}」 ${one.scrollWidth} × ${one.scrollHeight} in ${one.clientWidth} × ${one.clientHeight}`);
      }
    }
    return found;
  },

  // English words of which a piece stands on the next line: a place too narrow for its own name.
  torn() {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest("script, style, template, textarea, .vh, svg, .waits thead") || !node.parentElement.checkVisibility({ checkVisibilityCSS: true })) continue;
      for (const word of node.data.matchAll(/(?<![\w-])[A-Za-z]{2,}(?![\w-])/g)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) found.push(`${word[0]} in 「${node.data.trim().slice(0, 40)}」`);
      }
    }
    return found;
  },

  // Controls of the open dialog that lie closer together than a finger is sure of.
  near(least) {
    const all = [...document.querySelectorAll("dialog[open] :is(button, a[href], input, select, textarea, label:has(input))")]
      .filter((one) => one.checkVisibility({ checkVisibilityCSS: true }) && one.getClientRects().length && !one.parentElement.closest("label"));
    const name = (one) => (one.innerText || one.getAttribute("aria-label") || one.name || one.tagName).trim().slice(0, 24);
    const gap = (a, b) => Math.hypot(Math.max(b.left - a.right, a.left - b.right, 0), Math.max(b.top - a.bottom, a.top - b.bottom, 0));
    const boxes = all.map((one) => one.getBoundingClientRect());
    return all.flatMap((one, at) => all.slice(at + 1).flatMap((other, after) => {
      const apart = gap(boxes[at], boxes[at + 1 + after]);
      return one.contains(other) || apart >= least ? [] : [`${name(one)} | ${name(other)}: ${apart.toFixed(1)}`];
    }));
  },

  // Rows of controls that are wider than the place they have, though nothing hides the rest: the last word runs into the edge or the next pane.
  spills() {
    return [...document.querySelectorAll("body *")].filter((one) => {
      const { display, overflowX } = getComputedStyle(one);
      if (!/flex|grid/.test(display) || overflowX !== "visible" || one.closest(".strip, .vh, thead, svg, details:not([open]) > .pop")) return false;
      return one.checkVisibility({ checkVisibilityCSS: true }) && one.clientWidth && one.scrollWidth > one.clientWidth + 1;
    }).map((one) => `${one.tagName.toLowerCase()}.${one.className} 「${(one.innerText ?? "").trim().slice(0, 40)}」 ${one.scrollWidth} > ${one.clientWidth}`);
  },
}))()
