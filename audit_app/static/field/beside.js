// The buttons 抽样 and 面谈 beside a clause's record: how many there are, and a mark where something is typed and not added.
import { say, show, slot } from "./dom.js";
import { notAdded } from "./drafts.js";
import { field } from "./state.js";
import { t } from "./words.js";

const at = (map, ref) => [...map.values()].filter((one) => one.ref === ref);

export function paintCounts(root, ref) {
  const samples = at(field.model.samples, ref);
  const sum = (name) => samples.reduce((all, one) => all + one[name], 0);
  say(slot("n-samples", root), samples.length ? t("抽样 %(drawn)s / %(population)s", { drawn: sum("drawn"), population: sum("population") }) : t("抽样"));
  const interviews = at(field.model.interviews, ref).length;
  say(slot("n-interviews", root), interviews ? t("面谈 %(n)s 人", { n: interviews }) : t("面谈"));
  const typed = notAdded(ref).map((one) => one.name);
  for (const name of ["sample", "interview"]) show(slot(`typed-${name}`, root), typed.includes(name));
}
