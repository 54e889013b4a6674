/* Draws the charts over tables that say the same. The page is whole without this. */
(() => {
  "use strict";
  const specs = JSON.parse(document.getElementById("charts").textContent);
  const drawn = new Map();
  const INK = "#1c2b33";
  const SOFT = "#55656e";
  const LINE = "#e1e7ea";
  const BAR = 56;
  const NAME_SIZE = 12.5;
  const LINE_HEIGHT = 16;
  const MOST_LINES = 3;
  const STEPS = {
    en: [[1e9, "bn"], [1e6, "m"], [1e3, "k"]],
    zh: [[1e8, "亿"], [1e4, "万"]],
  };

  const tick = (spec) => (value) => {
    const size = Math.abs(value);
    const [step, word] = STEPS[spec.lang].find(([s]) => size >= s) || [1, ""];
    const digits = (size / step).toLocaleString("en", { maximumFractionDigits: 2 });
    return `${value < 0 && spec.prefix ? "−" : ""}${spec.prefix}${digits}${word}${spec.suffix}`;
  };

  // Built from text nodes: names come from a pack, and a pack may come from a stranger.
  const row = (mark, name, text) => {
    const line = document.createElement("div");
    line.className = "tip-row";
    const swatch = document.createElement("i");
    swatch.style.background = mark;
    const label = document.createElement("span");
    label.textContent = name;
    const figure = document.createElement("b");
    figure.textContent = text;
    line.append(swatch, label, figure);
    return line;
  };

  const tip = (spec) => (points) => {
    const box = document.createElement("div");
    box.className = "tip";
    const head = document.createElement("strong");
    head.textContent = [spec.axis, spec.categories[points[0].dataIndex]].filter(Boolean).join(" ");
    box.append(head);
    for (const point of points) {
      const series = spec.series[point.seriesIndex];
      box.append(row(series.color, series.name, series.texts[point.dataIndex]));
    }
    return box;
  };

  const bare = (spec) => spec.lying && (spec.ends.length > 0 || !spec.series.some((s) => s.stack));

  const ends = (spec, at) => {
    if (!bare(spec) || (spec.ends.length && at < spec.series.length - 1)) return undefined;
    return {
      show: true,
      position: "right",
      color: at === 0 && spec.series.length > 1 ? SOFT : INK,
      fontSize: 12,
      textBorderWidth: 0,
      formatter: (point) => (spec.ends.length ? spec.ends : spec.series[at].texts)[point.dataIndex],
    };
  };

  // A white edge parts the colours of a tower; on a thin lying bar it would hide them.
  const shape = (spec, series) => {
    if (!series.stack) return { borderRadius: spec.lying ? [0, 2, 2, 0] : [2, 2, 0, 0] };
    return spec.lying ? {} : { borderColor: "#fff", borderWidth: 0.75 };
  };

  const mark = (spec, series, at, width) => ({
    name: series.name,
    type: series.line ? "line" : "bar",
    data: series.values,
    stack: series.stack || undefined,
    color: series.color,
    barMaxWidth: spec.lying ? 18 : BAR,
    barGap: "15%",
    barCategoryGap: spec.lying ? "34%" : "38%",
    label: ends(spec, at),
    symbol: "rect",
    symbolSize: [Math.min(BAR + 14, (0.9 * (width - 76)) / spec.categories.length), 3],
    lineStyle: { width: 0 },
    z: series.line ? 4 : 2,
    itemStyle: shape(spec, series),
  });

  const pen = document.createElement("canvas").getContext("2d");

  // At most three lines; a break falls between words or between Chinese characters.
  const wrapped = (name, place, width) => {
    pen.font = `${NAME_SIZE}px ${getComputedStyle(place).fontFamily}`;
    const lines = [""];
    for (const word of name.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/g) || []) {
      const longer = lines[lines.length - 1] + word;
      if (lines[lines.length - 1] && pen.measureText(longer.trimEnd()).width > width) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    if (lines.length <= MOST_LINES) return lines.map((line) => line.trim());
    return [...lines.slice(0, MOST_LINES - 1), `${lines[MOST_LINES - 1].trim()}…`].map((line) => line.trim());
  };

  const labels = (spec, place) => spec.categories.map((name) => wrapped(name, place, side(place.clientWidth) - 12));

  const names = (spec, place) => ({
    type: "category",
    data: spec.categories,
    inverse: spec.lying,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: "#9fb0b9" }, onZero: true },
    axisLabel: spec.lying
      ? {
          color: INK,
          fontSize: NAME_SIZE,
          lineHeight: LINE_HEIGHT,
          margin: 10,
          interval: 0,
          formatter: (_, at) => labels(spec, place)[at].join("\n"),
        }
      : { color: SOFT, fontSize: 12, hideOverlap: true },
    name: spec.lying ? undefined : spec.axis,
    nameLocation: "middle",
    nameGap: 28,
    nameTextStyle: { color: SOFT, fontSize: 12 },
  });

  const numbers = (spec, width) => {
    const show = !bare(spec);
    return {
      type: "value",
      splitNumber: width < 480 ? 3 : 5,
      minInterval: spec.prefix || spec.suffix ? undefined : 1,
      axisLabel: { show, color: SOFT, fontSize: 12, formatter: tick(spec), hideOverlap: true },
      splitLine: { show, lineStyle: { color: LINE } },
    };
  };

  const side = (width) => Math.min(210, Math.round(width * 0.36));

  const widest = (spec, place) => {
    pen.font = `12px ${getComputedStyle(place).fontFamily}`;
    const texts = spec.ends.length ? spec.ends : spec.series.flatMap((series) => series.texts);
    return Math.max(...texts.map((text) => pen.measureText(text).width), 0);
  };

  const option = (spec, place) => {
    const width = place.clientWidth;
    const axes = [names(spec, place), numbers(spec, width)];
    return {
      animation: false,
      aria: { enabled: true, label: { description: spec.alt } },
      textStyle: { fontFamily: getComputedStyle(place).fontFamily },
      grid: spec.lying
        ? { left: side(width), right: bare(spec) ? 16 + widest(spec, place) : 24, top: 6, bottom: bare(spec) ? 6 : 28, outerBoundsMode: "none" }
        : { left: 64, right: 12, top: 14, bottom: spec.axis ? 46 : 28, outerBoundsMode: "none" },
      tooltip: {
        trigger: "axis",
        axisPointer: { type: "shadow", shadowStyle: { color: "rgba(11,79,108,.06)" } },
        confine: true,
        formatter: tip(spec),
        borderColor: LINE,
        textStyle: { color: INK, fontSize: 13 },
      },
      xAxis: axes[spec.lying ? 1 : 0],
      yAxis: axes[spec.lying ? 0 : 1],
      series: spec.series.map((series, at) => mark(spec, series, at, width)),
    };
  };

  const tall = (spec, place) => {
    const most = Math.max(1, ...labels(spec, place).map((lines) => lines.length));
    const bars = new Set(spec.series.map((s, at) => s.stack || at)).size;
    const row = Math.max(16 + bars * 18, most * LINE_HEIGHT + 12);
    place.style.height = `${row * spec.categories.length + 40}px`;
  };

  const fit = (place, chart, spec) => {
    if (spec.lying) tall(spec, place);
    chart.resize();
    chart.setOption(option(spec, place), true);
    const svg = place.querySelector("svg");
    svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
  };

  const draw = (place) => {
    if (drawn.has(place) || !place.clientWidth) return;
    const spec = specs[place.id];
    const chart = echarts.init(place, null, { renderer: "svg" });
    drawn.set(place, chart);
    fit(place, chart, spec);
    let width = place.clientWidth;
    new ResizeObserver(() => {
      if (!place.clientWidth || place.clientWidth === width) return;
      width = place.clientWidth;
      fit(place, chart, spec);
    }).observe(place);
  };

  const show = () => {
    const lang = document.querySelector(".pick:checked").value;
    const page = document.getElementById(lang);
    document.documentElement.lang = page.lang;
    document.title = page.dataset.title;
    page.querySelectorAll(".chart").forEach(draw);
  };

  document.documentElement.classList.add("scripted");
  document.querySelectorAll("details[data-fold]").forEach((fold) => fold.removeAttribute("open"));
  const asked = document.getElementById(`pick-${location.hash.slice(1, 3)}`);
  if (asked) asked.checked = true;
  document.querySelectorAll(".pick").forEach((pick) => pick.addEventListener("change", show));
  show();
})();
