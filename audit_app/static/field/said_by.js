// What is quoted beside a version of a judgement: what its writer wrote and photographed at the clause.
import { photosOf } from "./evidence.js";
import { field } from "./state.js";
import { t } from "./words.js";

const deviceOf = (id) => field.ops.get(id)?.device ?? field.news.find((op) => op.id === id)?.device ?? "";

/** What a person wrote and photographed at the clause, in a line beside that person's version. Of two versions by one person each has what was
    written on its own tablet, and nothing where the tablets cannot be told apart. */
export function saidBy(ref, { op, author }) {
  const tablets = (field.model.judgements.get(ref)?.heads ?? []).filter((one) => one.author === author).map((one) => deviceOf(one.op));
  const records = [...field.model.records.values()].filter((one) => one.ref === ref && one.author === author);
  if (tablets.length > 1) {
    const apart = new Set(tablets).size === tablets.length;
    const texts = apart ? records.map((one) => one.heads.findLast((head) => deviceOf(head.op) === deviceOf(op))?.value.trim()) : [];
    return quoted(texts);
  }
  const photos = photosOf([ref]).filter((one) => one.author === author).length;
  return [quoted(records.map((one) => one.text.trim())), photos && t("照片 %(n)s", { n: photos })].filter(Boolean).join(" ");
}

function quoted(texts) {
  const text = texts.filter(Boolean).join(" ");
  return text && `「${text.slice(0, 80)}」`;
}
