// [data-queue]: keys answer for the button or link that names them ([data-key]), unless one types.
const queue = document.querySelector("[data-queue], [data-queue-last]");

document.addEventListener("keydown", (event) => {
  if (!queue || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, select, textarea, button, a, summary")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const act = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!act) return;
  event.preventDefault();
  act.click();
});
