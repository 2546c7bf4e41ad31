// At the fields of a nonconformity what the server did not take of them.
import { $, $$, el, icon, say, show } from "./dom.js";
import { editable } from "./form_state.js";
import { fullWords } from "./history.js";
import { stands, whyNot } from "./refusals.js";
import { field } from "./state.js";
import { t } from "./words.js";

/** At each field what the server did not take of it, in full, until it was set anew or laid aside. */
export function paintNotTaken(one) {
  const refused = [...field.ops.values()].filter((op) => op.kind === "nonconformity.set" && op.subject === one.id && stands(op));
  for (const fld of $$("[data-place=form] [data-field]")) {
    const name = fld.dataset.field;
    const op = name === "fact" && editable(one) ? null : refused.findLast((other) => name in other.body);
    if (op && !$(".not-taken", fld)) {
      const line = el("p", "err not-taken");
      line.append(icon("warn", "i i-s"), el("span"));
      $(".lb", fld).after(line);
    }
    show($(".not-taken", fld), op);
    if (op) say($(".not-taken span", fld), t("%(why)s没有收下的是：%(words)s", { why: whyNot(op, name), words: fullWords(op) }));
  }
}
