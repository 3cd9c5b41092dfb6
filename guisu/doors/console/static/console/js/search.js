// [data-search]: Ctrl/⌘ K goes to the search; arrows walk its results, Escape leaves.
const form = document.querySelector("[data-search]");

if (form) {
  const input = form.querySelector("input[type=search]");
  const results = form.querySelector("[data-search-results]");
  const key = form.querySelector("kbd");
  if (key && navigator.platform.startsWith("Mac")) key.textContent = "⌘ K";

  const close = () => results.replaceChildren();

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });

  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
      input.focus();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [input, ...results.querySelectorAll("a")];
    if (!step || stops.length === 1) return;
    event.preventDefault();
    const at = stops.indexOf(document.activeElement);
    stops[(at + step + stops.length) % stops.length].focus();
  });

  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) close();
  });
}
