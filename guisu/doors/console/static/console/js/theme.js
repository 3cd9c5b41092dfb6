// [data-theme-switch] changes between light and dark and remembers it; until then the system rules.
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

function show(theme) {
  root.dataset.bsTheme = theme;
  document.dispatchEvent(new CustomEvent("guisu:theme", { detail: theme }));
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
    localStorage.setItem("guisu-theme", next);
    show(next);
  });
}

system.addEventListener("change", () => {
  if (!localStorage.getItem("guisu-theme")) show(system.matches ? "dark" : "light");
});
