// [data-chart="id"]: draws the chart described by the JSON element of that id; its table stays below.
/* global echarts */
const drawn = new Set();

function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return { accent: of("--accent"), quiet: of("--quiet"), edge: of("--edge"), sheet: of("--sheet") };
}

// A period that is not over: stripes in the bar's own colour.
function hatched(colour) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.beginPath();
  for (const from of [-8, 0, 8]) {
    pen.moveTo(from, 8);
    pen.lineTo(from + 8, 0);
  }
  pen.stroke();
  return { image: tile, repeat: "repeat" };
}

function series(one, told, paint) {
  const colour = one.main ? paint.accent : paint.quiet;
  const base = { name: one.name, type: one.kind, data: one.values, symbol: "none", itemStyle: { color: colour } };
  if (one.kind === "line") return { ...base, lineStyle: { color: colour, width: 2, type: one.main ? "solid" : "dashed" } };
  const last = one.values.length - 1;
  const stripes = { color: hatched(colour), borderColor: colour, borderWidth: 1 };
  base.data = one.values.map((value, at) => (told.partial && at === last ? { value, itemStyle: stripes } : value));
  return base;
}

function option(told) {
  const paint = colours();
  return {
    animation: false,
    grid: { left: 4, right: 12, top: 24, bottom: 4, containLabel: true },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => (value === null ? "–" : value.toLocaleString()) },
    legend: told.series.length > 1 ? { top: 0, right: 0, textStyle: { color: paint.quiet } } : undefined,
    xAxis: { type: "category", data: told.labels, axisLabel: { color: paint.quiet }, axisLine: { lineStyle: { color: paint.edge } }, axisTick: { show: false } },
    yAxis: { type: "value", min: 0, minInterval: 1, axisLabel: { color: paint.quiet }, splitLine: { lineStyle: { color: paint.edge } } },
    series: told.series.map((one) => series(one, told, paint)),
  };
}

function draw(element) {
  const told = JSON.parse(document.getElementById(element.dataset.chart).textContent);
  const chart = echarts.getInstanceByDom(element) ?? echarts.init(element, null, { renderer: "canvas" });
  chart.setOption(option(told), true);
  drawn.add(element);
}

function drawAll() {
  for (const element of drawn) if (!element.isConnected) drawn.delete(element);
  for (const element of document.querySelectorAll("[data-chart]")) draw(element);
}

drawAll();
document.addEventListener("htmx:afterSettle", drawAll);
document.addEventListener("guisu:theme", drawAll);
addEventListener("resize", () => drawn.forEach((element) => echarts.getInstanceByDom(element).resize()));
