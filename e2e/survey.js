// What every page must hold, measured in the page itself: targets, cut text, sideways scroll, Chinese that is left in English.
(() => {
const name = (one) => `${one.tagName.toLowerCase()}${one.id ? '#' + one.id : ''}${[...one.classList].map((c) => '.' + c).join('')} 「${(one.innerText || one.getAttribute('aria-label') || one.name || '').trim().slice(0, 24)}」`;
const place = (one) => one.tagName.toLowerCase() + (one.id ? `#${one.id}` : '') + [...one.classList].map((c) => `.${c}`).join('') + (one.parentElement ? ` in ${one.parentElement.tagName.toLowerCase()}${[...one.parentElement.classList].map((c) => `.${c}`).join('')}` : '');
return {
  // Clickable things under 44 x 44 CSS px. Excepted as WCAG 2.5.8 does: a link inside a sentence (inline, with other words in its line); what is
  // not shown until it has the focus is measured with the focus; what is neither shown nor reached (the button that Enter means) is no target. The label around a choice or a search field is its target.
  targets(floor) {
    const SELECTOR = "a[href], button, summary, select, textarea, input:not([type=hidden]), [role=button], [role=link], [tabindex='0']";
    const inSentence = (one) => one.matches("a, button") && getComputedStyle(one).display === "inline"
      && [...one.parentElement.childNodes].some((node) => node.nodeType === 3 && node.data.trim().length > 0);
    const small = [];
    for (const one of document.querySelectorAll(SELECTOR)) {
      if (!one.checkVisibility({ checkVisibilityCSS: true }) || one.matches(":disabled, .vh[aria-hidden='true'][tabindex='-1']") || inSentence(one)) continue;
      const hidden = one.getBoundingClientRect().bottom < 0;
      if (hidden) one.focus();
      const box = (one.closest("label") ?? one).getBoundingClientRect();
      if (hidden) one.blur();
      if (box.width === 0 && box.height === 0) continue;
      if (box.width < floor - 0.5 || box.height < floor - 0.5) small.push(`${name(one)} ${box.width.toFixed(1)} × ${box.height.toFixed(1)}`);
    }
    return small;
  },

  // Text that a box cuts off. Deliberate shortening with … is allowed where the whole text is in a title.
  cut() {
    const found = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const holder = node.parentElement;
      if (!node.data.trim() || holder.closest("script, style, textarea, select, .vh, svg, .skip") || !holder.checkVisibility({ checkVisibilityCSS: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const text = range.getBoundingClientRect();
      for (let box = holder; box && box !== document.body; box = box.parentElement) {
        const style = getComputedStyle(box);
        if (style.clipPath === "inset(50%)") break;
        if (["auto", "scroll"].includes(style.overflowX) || ["auto", "scroll"].includes(style.overflowY)) break;
        const edge = box.getBoundingClientRect();
        const wide = ["hidden", "clip"].includes(style.overflowX) && (text.right > edge.right + 1.5 || text.left < edge.left - 1.5);
        const high = ["hidden", "clip"].includes(style.overflowY) && (text.bottom > edge.bottom + 3 || text.top < edge.top - 3);
        if ((wide || high) && !(style.textOverflow === "ellipsis" && box.closest("[title]"))) found.add(`${name(box)} cuts 「${node.data.trim().slice(0, 30)}」`);
        if (style.position === "fixed") break;
      }
    }
    return [...found];
  },

  // What scrolls sideways although the design gives it no reason to.
  wide() {
    return [document.scrollingElement, ...document.querySelectorAll("body *")].filter((one) => {
      if (one.scrollWidth <= one.clientWidth + 1 || one.clientWidth === 0) return false;
      const flow = getComputedStyle(one).overflowX;
      if (one !== document.scrollingElement && flow !== "auto" && flow !== "scroll") return false;
      return !one.closest(".tblwrap, .strip, .nav, textarea, input");
    }).map((one) => `${name(one)} ${one.scrollWidth} > ${one.clientWidth}`);
  },

  // Texts and spoken labels with Chinese in them, shown or not (dialogs are closed). Excepted: what is marked as a name or record
  // (translate="no", lang="zh…"), and what a person typed (textarea, value of a field).
  chinese() {
    const HAN = /[\u3400-\u9fff]/;
    const data = (one) => one.closest("[translate=no], [lang^=zh]:not(html), textarea, script, style");
    const found = new Set();
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (HAN.test(node.data) && !data(node.parentElement)) found.add(`${place(node.parentElement)}: ${node.data.trim().replace(/\s+/g, " ")}`);
    }
    for (const one of document.querySelectorAll("*")) {
      for (const key of ["placeholder", "title", "alt", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "label", "data-label"]) {
        const text = one.getAttribute(key) ?? "";
        if (HAN.test(text) && !data(one)) found.add(`${key} of ${place(one)}: ${text}`);
      }
      if (one.matches("input[type=submit], input[type=button], input[type=reset]") && HAN.test(one.value)) found.add(`button: ${one.value}`);
    }
    return [...found];
  },
};
})()
