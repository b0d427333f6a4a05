/* The page of several runs side by side. */

const STATES = { finished: 'Finished', running: 'Running', failed: 'Failed', interrupted: 'Interrupted', diverged: 'Diverged' };

/** Runs that went the same way lie on each other: a dashed line lets the one below be seen. */
const lookOfRun = (i) => ({ stroke: CYCLE[i % CYCLE.length], dash: DASHES[i % DASHES.length] });

/** The shortest ends of paths that tell them apart. */
function shortNames(paths) {
  const parts = paths.map((path) => path.replace(/\/+$/, '').split('/'));
  const longest = Math.max(...parts.map((p) => p.length));
  for (let n = 1; n <= longest; n++) {
    const names = parts.map((p) => p.slice(-n).join('/'));
    if (new Set(names).size === names.length) return names;
  }
  return paths;
}

const columnsOf = (names, first) => [{ title: first }, ...names.map((name) => ({ title: name, number: true }))];

function metricsTable(found, names) {
  const rows = found.filter((f) => f.metric !== 'error').map((f) => [`${f.split} ${named(f.metric)}`,
    ...f.values.map((v, i) => (f.best?.includes(i) ? h('strong', {}, `${figure(f.metric, v)} ★`) : figure(f.metric, v)))]);
  return rows.length > 0 && [note('The best of each line has a star.'), table('Figures of the runs', columnsOf(names, 'Figure'), rows)];
}

/** Differences on the same rows: intervals around a line where there is none. */
function testDifferences(found, names) {
  const known = found.filter((t) => isNumber(t.improvement));
  const most = Math.max(1e-12, ...known.flatMap((t) => [Math.abs(t.low), Math.abs(t.high)]));
  const place = (x) => `${(50 + (48 * x) / most).toFixed(2)}%`;
  const bar = (t) => h('div', { class: 'bar zero', 'aria-hidden': 'true' },
    h('b', { style: { left: place(t.low), width: `${((48 * (t.high - t.low)) / most).toFixed(2)}%` } }), h('i', { class: 'dot', style: { left: place(t.improvement) } }));
  const verdict = (t) => (t.low > 0 ? 'better' : t.high < 0 ? 'worse' : 'may be chance');
  const signed = (x) => `${x > 0 ? '+' : ''}${fixed(x)}`;
  return [
    known.length > 0 && [
      note(`How much better ${named(known[0].metric)} is on the rows of the test split, with a 95% interval by paired bootstrap over ${plural(known[0].rows, 'row')}. Right of the line is better.`),
      table('Differences on the test split', [{ title: 'Run' }, { title: 'Against' }, { title: '' }, { title: 'Better by', number: true }, { title: 'Interval', number: true }, { title: 'That is' }],
        known.map((t) => [names[t.run], names[t.against], bar(t), signed(t.improvement), `${signed(t.low)} to ${signed(t.high)}`, verdict(t)])),
    ],
    found.filter((t) => t.skipped).map((t) => note(`${names[t.run]} and ${names[t.against]} are not compared row by row: ${t.skipped}.`)),
  ];
}

function lossesOf(runs, names) {
  const series = runs.map((run, i) => ({ name: names[i], x: run.steps.step, y: smoothed(run.steps.loss, 0.95), ...lookOfRun(i), points: false })).filter((s) => s.x.length > 1);
  const values = series.flatMap((s) => s.y).filter((v) => v > 0);
  return series.length > 0 && chart({
    title: 'Loss of mini-batches', note: 'smoothed', wide: true, height: 300, told: `${series.map((s) => `${s.name}: ${number(s.y.at(-1))} at the end`).join(', ')}.`,
    x: { label: 'step', value: count, whole: true }, y: { label: 'loss', log: Math.max(...values) > 20 * Math.min(...values) }, series,
  });
}

/** Figures of dev over the epochs, a line for each run. */
function devFigures(runs, names) {
  const known = new Set(runs.flatMap(measures));
  return ORDER.filter((name) => known.has(name)).map((name) => {
    const series = runs.map((run, i) => {
      const scale = epochScale(run);
      const lines = (run.evaluations.dev ?? []).filter((line) => isNumber(line[name]) && scale);
      return { name: names[i], x: lines.map((line) => scale(line.step)), y: lines.map((line) => line[name]), ...lookOfRun(i) };
    }).filter((s) => s.x.length > 0);
    if (!series.some((s) => s.x.length > 1)) return null;
    return chart({
      title: `${capital(named(name))} on dev`, told: `${series.map((s) => `${s.name}: ${figure(name, s.y.at(-1))} at the end`).join(', ')}.`,
      x: { label: 'epoch', whole: true }, y: { label: named(name), value: (v) => figure(name, v) }, series,
    });
  });
}

function rates(runs, names) {
  const series = runs.map((run, i) => ({ name: names[i], x: run.epochs.map((e) => e.epoch), y: run.epochs.map((e) => e.learning_rate), ...lookOfRun(i) })).filter((s) => s.x.length > 1);
  return series.length > 0 && chart({ title: 'Learning rate', told: '', x: { label: 'epoch', whole: true }, y: { label: 'learning rate' }, series });
}

function curvesOf(runs, names) {
  const split = ['test', 'dev'].find((s) => runs.some((run) => run.report.curves?.[s]));
  if (!split) return null;
  const drawn = (title, kind, [xLabel, xName], [yLabel, yName], more) => chart({
    title, note: split, height: 300, told: '', x: share(xLabel), y: share(yLabel),
    series: [...runs.map((run, i) => ({ curve: run.report.curves?.[split]?.[kind], i })).filter((s) => s.curve).map(({ curve, i }) => {
      const order = curve[xName].map((_, at) => at).sort((a, b) => curve[xName][a] - curve[xName][b] || curve[yName][a] - curve[yName][b]);
      return { name: names[i], x: order.map((at) => curve[xName][at]), y: order.map((at) => curve[yName][at]), ...lookOfRun(i), points: false };
    }), ...more],
  });
  return h('div', { class: 'charts' },
    drawn('Receiver operating characteristic', 'roc', ['false positive rate', 'false_positive_rate'], ['true positive rate', 'true_positive_rate'], [DIAGONAL]),
    drawn('Precision and recall', 'precision_recall', ['recall', 'recall'], ['precision', 'precision'], []));
}

function differences(title, rows, names) {
  const told = (value) => (value === null ? '–' : typeof value === 'number' ? number(value) : inLine(value));
  return rows?.length > 0 ? table(title, [{ title: '' }, ...names.map((name) => ({ title: name }))],
    rows.map((row) => [row.name, ...row.values.map((v) => h('span', { class: 'path' }, told(v)))]), { class: 'differences' }) : note('No difference.');
}

function compareHead(comparison, names) {
  return h('header', {}, h('div', { class: 'title' }, h('h1', {}, `${names.length} runs side by side`)),
    h('ul', { class: 'runs' }, comparison.runs.map((run, i) => h('li', {}, h('i', { class: 'key', style: { background: `var(--${lookOfRun(i).stroke})` } }),
      h('strong', {}, names[i]), ' ', h('span', { class: `status ${run.status}` }, STATES[run.status] ?? run.status), ' ', h('code', { class: 'inline' }, run.run),
      run.cause && h('span', { class: 'note' }, ` ${run.cause.split('\n')[0]}`)))));
}

function drawComparison({ comparison, runs, drawn }) {
  const names = shortNames(comparison.runs.map((run) => run.run));
  const grid = h('div', { class: 'charts' }, devFigures(runs, names), rates(runs, names));
  const parts = [
    section('figures', 'Figures', metricsTable(comparison.metrics ?? [], names)),
    section('test', 'On the same test rows', testDifferences(comparison.test ?? [], names)),
    section('loss', 'Loss', lossesOf(runs, names)),
    section('metrics', 'Metrics by epoch', grid.childElementCount > 0 && grid),
    section('curves', 'Curves', curvesOf(runs, names)),
    section('config', 'What differs in the configuration', differences('Keys of the configuration that differ', comparison.config, names)),
    section('data', 'What differs in the data', differences('Data that differ', comparison.data, names)),
    section('versions', 'What differs in versions', differences('Versions that differ', comparison.versions, names)),
    section('training', 'How the trainings went', differences('Trainings', comparison.training, names)),
  ];
  show(compareHead(comparison, names), parts, h('footer', {}, `Drawn ${time(drawn)} from report.json and metrics.jsonl of each run.`));
  keepDrawn();
}

drawComparison(JSON.parse(document.getElementById('data').textContent));
