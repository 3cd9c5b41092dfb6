// form[data-submit-on-change]: a changed filter shows its rows at once; the button is for others.
for (const form of document.querySelectorAll("form[data-submit-on-change]")) {
  form.querySelector("[data-submit-button]")?.setAttribute("hidden", "");
  form.addEventListener("change", () => form.requestSubmit());
}
