// What interrupts is seen and, for those who want it, heard.
import { byId } from "./frame.js";

const button = byId("sound");
const top = document.querySelector(".top");
let audio;

const isOn = () => localStorage.getItem("sound") === "on";
// Browsers let a page be heard only after it was touched: until then that is said.
const show = () => { byId("sound-state").textContent = !isOn() ? "off" : audio?.state === "running" ? "on" : "on after a key or click"; };

const wake = async () => {
  if (!isOn()) return;
  audio ??= new AudioContext();
  try { await audio.resume(); } catch { /* Not heard: the page says so, and is seen all the same. */ }
  show();
};
// Two short notes, the second higher: told apart from what computers say of themselves.
const chime = () => {
  if (audio?.state !== "running") return;
  [[660, 0], [880, 0.16]].forEach(([pitch, delay]) => {
    const [tone, loudness] = [audio.createOscillator(), audio.createGain()];
    const start = audio.currentTime + delay;
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, start);
    loudness.gain.exponentialRampToValueAtTime(0.15, start + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + 0.3);
    tone.connect(loudness).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.32);
  });
};

// Alerts of which the stream has told since the rows last came: a row that only moved up from the next page is not news.
const heard = new Set();
export const noteAlert = (notice) => { if (notice.interruptive) heard.add(notice.alertId); };
export const cue = (alerts) => {
  const isNews = alerts.some((alert) => heard.has(alert));
  heard.clear();
  if (!isNews) return;
  top.classList.remove("cue");
  requestAnimationFrame(() => top.classList.add("cue"));
  chime();
};

export const readyForSound = () => {
  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, () => { top.classList.remove("cue"); if (audio?.state !== "running") wake(); });
  }
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    localStorage.setItem("sound", isOn() ? "off" : "on");
    await wake();
    if (isOn()) chime();
    show();
  });
  show();
};
