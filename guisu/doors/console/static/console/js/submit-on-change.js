// form[data-submit-on-change]: a changed filter shows its rows at once; the button is for others.
// A date that is typed changes with each digit of the year: it waits until the field is left.
for (const form of document.querySelectorAll("form[data-submit-on-change]")) {
  form.querySelector("[data-submit-button]")?.setAttribute("hidden", "");
  let typed = null;
  form.addEventListener("keydown", (event) => {
    typed = event.target.type === "date" ? event.target : null;
  });
  form.addEventListener("change", (event) => {
    if (event.target !== typed) form.requestSubmit();
  });
  form.addEventListener("focusout", (event) => {
    if (event.target === typed && typed.value !== typed.defaultValue) form.requestSubmit();
    typed = null;
  });
}
