// [data-bulk]: a table whose rows can be ticked; the bar with the acts appears with the first tick.
for (const table of document.querySelectorAll("[data-bulk]")) {
  const bar = document.getElementById(table.dataset.bulk);
  const all = table.querySelector("[data-bulk-all]");
  const rows = () => [...table.querySelectorAll("[data-bulk-row]")];

  const show = () => {
    const ticked = rows().filter((row) => row.checked).length;
    bar.hidden = ticked === 0;
    for (const count of bar.querySelectorAll("[data-bulk-count]")) count.textContent = ticked;
    if (all) {
      all.checked = ticked > 0 && ticked === rows().length;
      all.indeterminate = ticked > 0 && !all.checked;
    }
  };

  table.addEventListener("change", (event) => {
    if (event.target === all) for (const row of rows()) row.checked = all.checked;
    show();
  });
  show();
}
