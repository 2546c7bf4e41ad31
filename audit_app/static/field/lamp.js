// 补光: the lamp beside the camera, where the device has one.
import { $, attr, say, show } from "./dom.js";
import { t } from "./words.js";

const button = () => $("[data-act=torch]");
let track = null;

function paint(on) {
  attr(button(), "aria-pressed", on);
  say($("span", button()), t(on ? "补光 开" : "补光 关"));
}

/** A camera has opened: its lamp is off. */
export function offer(stream) {
  [track] = stream.getVideoTracks();
  show(button(), track.getCapabilities?.().torch);
  paint(false);
}

export async function toggle() {
  const on = button().getAttribute("aria-pressed") !== "true";
  await track.applyConstraints({ advanced: [{ torch: on }] });
  paint(on);
}
