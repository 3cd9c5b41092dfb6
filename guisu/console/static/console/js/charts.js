// [data-chart="id"]: draws the chart described by the JSON element of that id; its table stays below.
/* global echarts */
const drawn = new Set();

function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return { accent: of("--accent"), quiet: of("--quiet"), edge: of("--edge"), sheet: of("--sheet") };
}

function series(one, told, paint) {
  const base = { name: one.name, type: one.kind, data: one.values, symbol: "none", color: one.main ? paint.accent : paint.quiet };
  if (one.kind === "line") return { ...base, lineStyle: { width: one.main ? 2 : 1.5, type: one.main ? "solid" : "dashed" } };
  const last = one.values.length - 1;
  const hatch = { symbol: "rect", color: paint.sheet, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 };
  base.data = one.values.map((value, at) => (told.partial && at === last ? { value, itemStyle: { decal: hatch } } : value));
  return base;
}

function option(told) {
  const paint = colours();
  const grid = { left: 4, right: 12, top: 24, bottom: 4, containLabel: true };
  return {
    animation: false,
    aria: { enabled: true, decal: { show: false } },
    grid,
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

for (const element of document.querySelectorAll("[data-chart]")) draw(element);
document.addEventListener("guisu:theme", () => drawn.forEach(draw));
addEventListener("resize", () => drawn.forEach((element) => echarts.getInstanceByDom(element).resize()));
