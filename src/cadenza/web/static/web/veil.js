// Blurs the words of a private or formal page by itself when nobody sits before it: out of sight for a minute, or untouched for three
// (TRUST T45). The switch on the page does the same without a script, and takes the blur away again.
const box = document.getElementById("veil");
const AWAY = 60_000;
const STILL = 180_000;
let seen = Date.now();
let leaving = 0;

const cover = () => {
  if (box) box.checked = true;
};

for (const name of ["pointerdown", "pointermove", "keydown", "scroll", "input"]) {
  addEventListener(name, () => { seen = Date.now(); }, { passive: true, capture: true });
}
document.addEventListener("visibilitychange", () => {
  clearTimeout(leaving);
  if (document.hidden) leaving = setTimeout(cover, AWAY);
});
setInterval(() => {
  if (Date.now() - seen > STILL) cover();
}, 10_000);
