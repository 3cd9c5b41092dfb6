// form[data-redraws]: a choice that decides which inputs follow ([data-redraw]) draws them anew.
for (const form of document.querySelectorAll("form[data-redraws]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-redraw]")) {
      form.requestSubmit(form.querySelector("[data-redraw-button]"));
    }
  });
}
