// What an op is called when somebody looks for it later: the clause and the thing, without its content.
import { t } from "./words.js";

const ref = (body, pack) => pack.refs?.find((one) => one.ref === body.ref);
const label = (body, pack) => ref(body, pack)?.label ?? body.ref ?? "";
const number = (body, pack) => ref(body, pack)?.number ?? label(body, pack);
const form = (op, model) => ({ number: op.body.number ?? model?.nonconformities.get(op.subject)?.number ?? "" });
const photo = (op, model) => ({ number: op.body.number ?? model?.photos.get(op.subject)?.number ?? "" });

const NAMES = {
  "judgement.set": (op, pack) => t("%(label)s 的判定", { label: label(op.body, pack) }),
  "record.set": (op, pack) => t("%(label)s 的审核记录", { label: label(op.body, pack) }),
  "judgement.keep_both": (op, pack) => t("%(label)s 两项都保留", { label: label(op.body, pack) }),
  "sample.add": (op, pack) => t("抽样 %(number)s（%(drawn)s / %(population)s）", { ...op.body, number: number(op.body, pack) }),
  "interview.add": (op, pack) => t("面谈 %(number)s，%(post)s", { ...op.body, number: number(op.body, pack) }),
  "audit.submit": () => t("提交这次审核"),
  "sample.withdraw": () => t("删除抽样"), "interview.withdraw": () => t("删除面谈"),
  "photo.add": (op, pack, model) => t("照片 %(number)s", photo(op, model)),
  "photo.file": (op, pack, model) => t("照片 %(number)s", photo(op, model)),
  "photo.use": (op, pack, model) => t("照片 %(number)s", photo(op, model)),
  "photo.withdraw": (op, pack, model) => t("删除照片 %(number)s", photo(op, model)),
  "nonconformity.raise": (op, pack, model) => t("不符合项 %(number)s 的开具", form(op, model)),
  "nonconformity.confirm": (op, pack, model) => t("不符合项 %(number)s 的确认", form(op, model)),
  "nonconformity.restore": (op, pack, model) => t("恢复不符合项 %(number)s", form(op, model)),
  "nonconformity.withdraw": (op, pack, model) => t(op.body.reason ? "撤回不符合项 %(number)s" : "删除不符合项 %(number)s", form(op, model)),
};

/** 「9.1 总则 的审核记录」, 「照片 启衡-9.2-B01」. */
export const nameOf = (op, pack, model) => (NAMES[op.kind] ?? ((one) => t("不符合项 %(number)s", form(one, model))))(op, pack, model);
/** 「9.1」, 「启衡-9.2-B01」, 「B-02」: how it is named in a list of its like. */
export function shortOf(op, pack, model) {
  if (/^nonconformity\./.test(op.kind)) return form(op, model).number;
  return /^photo\./.test(op.kind) ? photo(op, model).number : number(op.body, pack);
}
