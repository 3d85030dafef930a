// Charts: only the parts of ECharts that the pages use.
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { DatasetComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, PieChart, DatasetComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

function colours(box) {
  const style = getComputedStyle(box);
  return { text: style.getPropertyValue("--muted").trim() || "#667085", line: style.getPropertyValue("--hair").trim() || "#e4e7ec", brand: style.getPropertyValue("--brand").trim() || "#1f5fbf" };
}

// The minus sign of amounts on the page.
const minus = (text) => String(text).replace(/^-/, "\u2212");

function axis(value, ink) {
  const shown = { formatter: (number) => minus(number.toLocaleString("en")) };
  const one = (a) => ({ ...a, axisLabel: { color: ink.text, fontSize: 11, hideOverlap: true, ...(a.type === "value" ? shown : {}), ...(a.axisLabel || {}) }, axisLine: { lineStyle: { color: ink.line } }, axisTick: { show: false }, splitLine: { lineStyle: { color: ink.line }, show: a.type === "value" } });
  return Array.isArray(value) ? value.map(one) : value && one(value);
}

// How far down the plot begins: below all rows of the legend, however narrow the page.
function legendHeight(option, width) {
  const names = [option.series].flat().map((one) => (one && one.name) || "");
  const needed = names.reduce((sum, name) => sum + 30 + 7 * name.length, 0);
  return 8 + 20 * Math.max(1, Math.ceil(needed / Math.max(width - 8, 1)));
}

window.drawChart = (box, again = false) => {
  if (box.dataset.drawn && !again) return;
  const option = JSON.parse(box.querySelector("script").textContent);
  let canvas = box.querySelector(".chart-canvas");
  if (!canvas) {
    canvas = document.createElement("div");
    canvas.className = "chart-canvas";
    canvas.style.height = `${box.dataset.height}px`;
    box.append(canvas);
  }
  const ink = colours(box);
  if (box.chart) box.chart.dispose();
  box.chart = init(canvas, null, { renderer: "svg" });
  box.chart.setOption({
    color: [ink.brand, "#2a9d8f", "#e9a23b", "#8e6bbf", "#d1495b", "#6c8ea4"],
    animation: !calm,
    animationDuration: 300,
    textStyle: { fontFamily: getComputedStyle(box).fontFamily },
    grid: { left: 8, right: 12, top: legendHeight(option, canvas.clientWidth), bottom: 4, containLabel: true },
    legend: { textStyle: { color: ink.text }, icon: "roundRect", itemWidth: 10, itemHeight: 10, top: 0, right: 8 },
    ...option,
    xAxis: axis(option.xAxis, ink),
    yAxis: axis(option.yAxis, ink),
    tooltip: { trigger: "axis", confine: true, valueFormatter: (value) => minus(value ?? "–"), ...option.tooltip },
  });
  box.dataset.drawn = "1";
  new ResizeObserver(() => box.chart.resize()).observe(canvas);
};
