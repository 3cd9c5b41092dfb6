// Looks again every few seconds and puts in what is new; forms that somebody writes in stay.
const EVERY = 3000;

function toEnd() {
  for (const lines of document.querySelectorAll(".lines")) lines.scrollTop = lines.scrollHeight;
}

async function look() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!other || other.innerHTML === part.innerHTML) continue;
    const atEnd = part.scrollHeight - part.scrollTop - part.clientHeight < 60;
    part.replaceChildren(...other.childNodes);
    if (atEnd && part.classList.contains("lines")) part.scrollTop = part.scrollHeight;
  }
}

toEnd();
setInterval(() => look().catch(() => {}), EVERY);
