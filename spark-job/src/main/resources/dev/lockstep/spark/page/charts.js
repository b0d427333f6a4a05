/* Charts, drawn by uPlot: lines over steps or epochs, with a table for whoever cannot see them. */

const charts = [];

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** How a series looks: colours that the colour-blind tell apart, and dashes for print. */
const LOOKS = {
  train: { stroke: 'train', dash: [6, 3] },
  dev: { stroke: 'dev' },
  test: { stroke: 'test', dash: [2, 3] },
  plain: { stroke: 'train' },
  faint: { stroke: 'faint' },
};
const CYCLE = ['train', 'dev', 'test', 'fourth', 'fifth', 'sixth'];
const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

/** The looks of the i-th of many series that have no meaning of their own. */
const looks = (i) => ({ stroke: CYCLE[i % CYCLE.length], dash: DASHES[Math.floor(i / CYCLE.length) % DASHES.length] });

/** Ticks of a logarithmic axis that have a label: powers of ten, and more where there are few. */
function logLabels(u, splits) {
  const powers = splits.filter((v) => v !== null && Math.abs(Math.log10(v) % 1) < 1e-9).length;
  return splits.map((v) => {
    if (v === null) return '';
    const lead = Math.round(v / 10 ** Math.floor(Math.log10(v) + 1e-9));
    return lead === 1 || (powers < 3 && (lead === 2 || lead === 5)) ? number(v, 2) : '';
  });
}

function axis(spec, side, tight) {
  const common = {
    stroke: color('quiet'), grid: { stroke: color('grid'), width: 1 }, ticks: { stroke: color('grid'), width: 1, size: 4 },
    font: '12px system-ui, sans-serif', labelFont: '12px system-ui, sans-serif', label: spec.label,
    labelSize: 18, labelGap: 2, gap: 4,
  };
  if (spec.log) Object.assign(common, { values: logLabels, filter: (u, splits) => splits });
  else common.values = spec.values ?? ((u, splits) => splits.map((v) => (v === null ? '' : number(v, 4))));
  if (spec.splits) common.splits = spec.splits;
  if (spec.whole) common.incrs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6];
  if (side === 'x') return { ...common, size: 30, space: tight ? 56 : 70 };
  // As wide as its longest label.
  return { ...common, space: 34, size: (u, values) => 14 + 7 * Math.max(3, ...(values ?? ['']).map((v) => v.length)) };
}

/** Vertical lines at places of the x axis, with a word each. */
function marks(list) {
  return {
    hooks: {
      draw: [(u) => {
        const { ctx } = u;
        const ratio = devicePixelRatio;
        ctx.save();
        list.forEach((mark) => {
          const x = u.valToPos(mark.at, 'x', true);
          if (x < u.bbox.left - 1 || x > u.bbox.left + u.bbox.width + 1) return;
          ctx.strokeStyle = color('quiet');
          ctx.setLineDash([3 * ratio, 3 * ratio]);
          ctx.lineWidth = ratio;
          ctx.beginPath();
          ctx.moveTo(x, u.bbox.top);
          ctx.lineTo(x, u.bbox.top + u.bbox.height);
          ctx.stroke();
          ctx.fillStyle = color('quiet');
          ctx.font = `${12 * ratio}px system-ui, sans-serif`;
          const right = x > u.bbox.left + u.bbox.width / 2;
          ctx.textAlign = right ? 'right' : 'left';
          ctx.textBaseline = 'top';
          ctx.fillText(mark.text, x + (right ? -4 : 4) * ratio, u.bbox.top + 3 * ratio);
        });
        ctx.restore();
      }],
    },
  };
}

/** The legend tells the last value of each series, unless somebody points at others. */
const tellLast = (u) => u.setLegend({ idxs: u.data.map((values) => values.findLastIndex((v) => v !== null && v !== undefined)) });
const lastInLegend = {
  hooks: { setCursor: [(u) => (u.cursor.idx ?? null) === null && tellLast(u)], ready: [tellLast] },
};

/** Series as uPlot has them: all over the same places, null where one has no value. */
function aligned(spec) {
  const positive = (values, log) => (log ? values.map((v) => (v > 0 ? v : null)) : values);
  const clean = (values) => positive(values.map((v) => (isNumber(v) ? v : null)), spec.y.log);
  const tables = spec.series.map((s) => [s.x, clean(s.y)]);
  return tables.every((t) => t[0] === tables[0][0]) ? [tables[0][0], ...tables.map((t) => t[1])] : uPlot.join(tables);
}

function options(spec, width) {
  const series = spec.series.map((s) => ({
    label: s.name,
    stroke: color(s.stroke),
    width: s.width ?? 2,
    dash: s.dash?.length ? s.dash : undefined,
    spanGaps: true,
    scale: 'y',
    paths: s.scatter ? () => null : s.bars ? uPlot.paths.bars({ size: [1, 100], gap: 1 }) : s.steps ? uPlot.paths.stepped({ align: 1 }) : undefined,
    fill: s.bars ? color(`${s.stroke}-soft`) : undefined,
    points: { show: s.scatter || (s.points ?? s.x.length <= 30), size: s.scatter || s.x.length === 1 ? 8 : 5, fill: color(s.stroke), stroke: color(s.stroke), space: 0 },
    value: (u, v) => (v === null || v === undefined ? '–' : (spec.y.value ?? number)(v)),
  }));
  return {
    width,
    height: spec.height ?? 240,
    scales: {
      x: { time: false, distr: spec.x.log ? 3 : 1, range: spec.x.range ?? padded(spec) },
      y: { distr: spec.y.log ? 3 : 1, range: spec.y.range },
    },
    series: [{ label: spec.x.label, value: (u, v) => (v === null || v === undefined ? '–' : (spec.x.value ?? number)(v)) }, ...series],
    bands: spec.bands?.map(([top, bottom]) => ({ series: [top + 1, bottom + 1], fill: color('band') })),
    axes: [axis(spec.x, 'x', width < 420), axis(spec.y, 'y')],
    cursor: { drag: { x: true, y: false }, points: { size: 8 } },
    legend: { show: spec.legend !== false, live: true, markers: { dash: (u, i) => (u.series[i].dash ? 'dashed' : 'solid') } },
    padding: [10, 14, 0, 0],
    plugins: [marks(spec.marks ?? []), lastInLegend],
  };
}

/** A single place would have no width. */
const padded = (spec) => (u, least, most) => {
  if (least === null) return spec.x.log ? [1, 10] : [0, 1];
  if (least === most) return spec.x.log ? [least / 2, most * 2] : [least - 0.5, most + 0.5];
  return [least, most];
};

/** Names of the legend show and hide series; for the keyboard, too. */
function keyboardLegend(u) {
  u.root.querySelectorAll('.u-legend .u-series:not(:first-child) th').forEach((head, i) => {
    head.tabIndex = 0;
    head.setAttribute('role', 'button');
    const told = () => head.setAttribute('aria-pressed', String(u.series[i + 1].show !== false));
    told();
    head.addEventListener('click', () => queueMicrotask(told));
    head.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      u.setSeries(i + 1, { show: !u.series[i + 1].show });
      told();
    });
  });
}

/** Left and right move along the x axis, as a mouse does. */
function keyboardCursor(u, event) {
  const move = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity }[event.key];
  if (move === undefined) return;
  event.preventDefault();
  const last = u.data[0].length - 1;
  const at = Math.max(0, Math.min(last, (u.cursor.idx ?? (move > 0 ? -1 : last + 1)) + move));
  u.setCursor({ left: u.valToPos(u.data[0][at], 'x'), top: u.bbox.height / 2 / devicePixelRatio });
}

function tableOf(spec) {
  const data = aligned(spec);
  const most = 200;
  const every = Math.ceil(data[0].length / most);
  const rows = [];
  for (let i = data[0].length - 1; i >= 0; i -= every) rows.unshift(i);
  const value = spec.y.value ?? number;
  return [
    every > 1 && note(`One of ${every} points; all of them are in this file and in metrics.jsonl.`),
    table(`${spec.title}, as a table`, [{ title: spec.x.label, number: true }, ...spec.series.map((s) => ({ title: s.name, number: true }))],
      rows.map((i) => data.map((column, c) => (c === 0 ? (spec.x.value ?? number)(column[i]) : column[i] === null || column[i] === undefined ? '–' : value(column[i]))))),
  ];
}

/**
 * A chart.
 *
 * spec: title; told, what it shows, for those who cannot see it; x and y, each {label, log, range, value: number to
 * text}; series: [{name, x: numbers, y: numbers or null, stroke: name of a colour, dash, width, points, scatter, bars}];
 * legend: false for none; alternative: makes another table than that of the series;
 * bands: pairs of series with a filled space between; marks: [{at, text}].
 */
function chart(spec) {
  const box = h('div', { class: 'chart', role: 'group', tabindex: 0, 'aria-label': `${spec.title}. ${spec.told ?? ''} Arrow keys move along the chart.` });
  const holder = { box, spec, plot: null };
  box.addEventListener('keydown', (event) => event.target === box && keyboardCursor(holder.plot, event));
  charts.push(holder);
  return h('figure', { class: spec.wide ? 'wide' : null },
    h('figcaption', {}, h('strong', {}, spec.title), spec.note && h('span', {}, spec.note)), spec.controls, box,
    onDemand('Figures as a table', () => (spec.alternative ?? (() => tableOf(holder.spec)))()));
}

function drawOne(holder, width) {
  holder.plot?.destroy();
  holder.plot = new uPlot(options(holder.spec, width), aligned(holder.spec), holder.box);
  keyboardLegend(holder.plot);
  holder.width = width;
}

/** Draws a chart again after its spec has changed. */
function redraw(figure) {
  const holder = charts.find((c) => figure.contains(c.box));
  if (holder.plot) drawOne(holder, holder.width);
}

/** Draws all charts that are on the page, as wide as there is room, or as wide as that. */
function drawAll(width) {
  charts.forEach((holder) => {
    const room = width ?? Math.floor(holder.box.clientWidth);
    if (room > 0) drawOne(holder, room);
  });
}

function keepDrawn() {
  drawAll();
  const observer = new ResizeObserver((entries) => entries.forEach(({ target, contentRect }) => {
    const holder = charts.find((c) => c.box === target);
    const width = Math.floor(contentRect.width);
    if (width > 0 && width !== holder.width && !document.documentElement.classList.contains('printing')) {
      if (holder.plot) holder.plot.setSize({ width, height: holder.spec.height ?? 240 });
      else drawOne(holder, width);
      holder.width = width;
    }
  }));
  charts.forEach((holder) => observer.observe(holder.box));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => drawAll());
  const { classList } = document.documentElement;
  addEventListener('beforeprint', () => {
    classList.add('printing');
    charts.forEach((holder) => drawOne(holder, holder.spec.wide ? 660 : 320));
  });
  addEventListener('afterprint', () => {
    classList.remove('printing');
    drawAll();
  });
}
