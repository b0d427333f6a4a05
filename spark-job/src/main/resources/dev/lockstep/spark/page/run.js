/* The page of a run. */

const STATES = { finished: 'Finished', running: 'Running', failed: 'Failed', interrupted: 'Interrupted', diverged: 'Diverged' };

/** The figure that counts most, as everywhere else. */
const mainMeasure = (figures) => ['accuracy', 'rmse', 'loss'].find((name) => isNumber(figures?.[name]));

/** The best evaluation of dev: by early stopping where that is on, otherwise by the figure that counts most. */
function bestOf(data) {
  const { early_stopping: stopping } = data.report;
  const lines = data.evaluations.dev ?? [];
  const name = stopping?.metric ?? mainMeasure(lines[0]);
  const scale = epochScale(data);
  const known = lines.filter((line) => isNumber(line[name]));
  if (known.length === 0 || !scale) return null;
  const better = (a, b) => (LOWER_IS_BETTER.has(name) ? a < b : a > b);
  let best = known.reduce((found, line) => (better(line[name], found[name]) ? line : found));
  if (isNumber(stopping?.best_step)) best = known.find((line) => line.step === stopping.best_step) ?? best;
  return { name, value: best[name], epoch: scale(best.step), several: known.length > 1 };
}

function tiles(data, best) {
  const { report } = data;
  const tile = (title, value, said) => h('div', { class: 'tile' }, h('dt', {}, title), h('dd', {}, h('b', {}, value), said && h('small', {}, said)));
  const told = [];
  const ends = leastSeen(report.metrics).map((split) => {
    const name = mainMeasure(report.metrics[split]);
    const value = name && figure(name, report.metrics[split][name]);
    told.push(`${split} ${name} ${value}`);
    return name && tile(`${capital(split)} ${named(name)}`, value, name === 'loss' ? null : `loss ${figure('loss', report.metrics[split].loss)}`);
  });
  const better = best?.several && !told.includes(`dev ${best.name} ${figure(best.name, best.value)}`);
  const last = data.epochs.at(-1);
  const steps = report.status === 'running' ? data.steps.step.at(-1) : report.steps ?? data.steps.step.at(-1);
  const spent = report.train_seconds ?? last?.train_seconds;
  return h('dl', { class: 'tiles' }, ends,
    better && tile(`Best dev ${named(best.name)}`, figure(best.name, best.value), `epoch ${number(best.epoch)}`),
    ends.length === 0 && data.steps.loss.length > 0 && tile('Loss', figure('loss', data.steps.loss.at(-1)), 'of the last mini-batches'),
    isNumber(steps) && tile('Steps', count(steps), epochsTold(report, last)),
    isNumber(spent) && tile('Training', seconds(spent), isNumber(report.examples_per_second) ? `${count(report.examples_per_second)} examples/s` : null));
}

function epochsTold(report, last) {
  const asked = report.config?.training?.epochs;
  const taken = report.epochs ?? last?.epoch;
  if (!isNumber(taken)) return null;
  return isNumber(asked) && taken < asked ? `${number(taken)} of ${plural(asked, 'epoch')}` : plural(taken, 'epoch');
}

/** Where the page will be when the run has ended, and whether it still goes on. */
function whileRunning(data) {
  const name = String(data.report.config?.output?.path ?? '').replace(/\/+$/, '').split('/').at(-1);
  return refreshing(data.drawn, '',
    name && [' When the run has ended it is in ', h('a', { href: `../${encodeURIComponent(name)}/report.html` }, `${name}/report.html`), '.']);
}

function ending(data) {
  const { report } = data;
  const cause = report.cause && h('pre', {}, report.cause);
  const at = report.checkpoint && h('p', {}, `The last good checkpoint is that after step ${count(report.checkpoint.step)}: `, h('code', { class: 'path' }, report.checkpoint.path));
  const on = report.resume && report.status !== 'running' && h('p', {}, 'Go on from it with ', h('code', { class: 'path' }, report.resume));
  if (report.status === 'running') return whileRunning(data);
  if (report.status === 'finished' || !(cause || at)) return null;
  return h('div', { class: 'callout bad', role: 'note' }, h('strong', {}, `${STATES[report.status] ?? report.status}. `), cause, at, on);
}

function head(data, best) {
  const { report } = data;
  const status = report.status ?? 'unknown';
  const title = document.title.replace(/ · Lockstep$/, '');
  const sentence = [networkTold(report), report.config?.data?.label && `predicts ${[report.config.data.label].flat().join(', ')}`].filter(Boolean).join(' · ');
  return h('header', {}, h('div', { class: 'title' }, h('h1', {}, title), h('span', { class: `status ${status}` }, STATES[status] ?? status)),
    h('p', { class: 'lead' }, sentence), ending(data), tiles(data, best));
}

function warnings(report) {
  return report.warnings?.length > 0 && h('ul', { class: 'warnings' }, report.warnings.map((text) => h('li', {}, capital(text))));
}

function drawRun(data) {
  const { report } = data;
  const best = bestOf(data);
  const grid = (...content) => {
    const found = content.flat().filter(Boolean);
    return found.length > 0 && h('div', { class: 'charts' }, found);
  };
  const { metrics } = report;
  const parts = [
    section('warnings', 'Warnings', warnings(report)),
    section('trained', 'What was trained on what', whatWasTrained(report)),
    section('loss', 'Loss', lossOfSteps(data)),
    section('metrics', 'Metrics by epoch', best?.several && note(`The best epoch is ${number(best.epoch)}, by dev ${named(best.name)}: ${figure(best.name, best.value)}.`), grid(metricsByEpoch(data, best), learningRate(data))),
    section('figures', 'Figures of the model', figuresTable(report),
      bySplit(metrics, 'Confusion matrix', confusionTable), leastSeen(metrics).slice(0, 1).map((split) => classTable(metrics[split], split))),
    section('curves', 'Curves', curves(report)),
    section('residuals', 'Residuals', residuals(report)),
    section('calibration', 'Calibration', calibration(report)),
    section('importance', 'Importance of the columns', importance(report)),
    section('diagnosis', 'Bias and variance', diagnosis(report)),
    section('layers', 'Layers', grid(layers(data))),
    section('mismatch', 'Do the splits match?', mismatch(report)),
    section('time', 'Time', timeSpent(report)),
    section('config', 'Configuration', onDemand('All keys, defaults included', () => configuration(report))),
    section('versions', 'Versions and digests', provenance(report)),
  ];
  show(head(data, best), parts, h('footer', {}, `Drawn ${time(data.drawn)} by Lockstep ${report.lockstep_version ?? ''} from report.json and metrics.jsonl.`));
  keepDrawn();
}

drawRun(JSON.parse(document.getElementById('data').textContent));
