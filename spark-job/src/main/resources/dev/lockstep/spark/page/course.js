/* How a run went: losses, figures of evaluations, the learning rate, the layers. */

/** Epochs as a number with a fraction, at a step; steps where there is no epoch yet. */
function epochScale(data) {
  const { steps, epochs } = data.report;
  const first = data.epochs[0];
  const perEpoch = isNumber(steps) && epochs > 0 ? steps / epochs : first ? first.step / first.epoch : null;
  return perEpoch ? (step) => Math.round((1e4 * step) / perEpoch) / 1e4 : null;
}

/** The mean of the latest values, each counting that much less than the one after it. */
function smoothed(values, weight) {
  let [sum, total] = [0, 0];
  return values.map((value) => {
    if (isNumber(value)) {
      sum = weight * sum + (1 - weight) * value;
      total = weight * total + 1 - weight;
    }
    return total > 0 ? sum / total : null;
  });
}

function lossOfSteps(data) {
  const { step, loss, min, max } = data.steps;
  if (step.length < 2) return null;
  let weight = 0.9;
  const series = () => [
    { name: min ? 'mean' : 'loss', x: step, y: loss, stroke: 'faint', width: 1, points: false },
    { name: 'smoothed', x: step, y: smoothed(loss, weight), stroke: 'train', points: false },
    ...(min ? [{ name: 'most', x: step, y: max, stroke: 'band', width: 0.5, points: false },
      { name: 'least', x: step, y: min, stroke: 'band', width: 0.5, points: false }] : []),
  ];
  const spec = {
    title: 'Loss of mini-batches', wide: true, height: 300,
    note: min ? 'mean, least and most of the steps between two points, penalty included' : 'before each update, penalty included',
    told: `From ${number(loss[0])} to ${number(loss.at(-1))} over ${plural(step.at(-1), 'step')}.`,
    x: { label: 'step', value: count, whole: true }, y: { label: 'loss' },
    series: series(), bands: min ? [[2, 3]] : undefined, marks: plateauMarks(data),
  };
  const slider = h('input', { type: 'range', min: 0, max: 0.99, step: 0.01, value: weight, oninput: (event) => {
    weight = Number(event.target.value);
    shown.value = weight.toFixed(2);
    spec.series = series();
    redraw(figure);
  } });
  const shown = h('output', {}, weight.toFixed(2));
  // Of losses that fall by orders of magnitude nothing could be told apart.
  const known = spec.series[1].y.filter((v) => v > 0);
  spec.y.log = known.length === loss.length && Math.max(...known) > 20 * Math.min(...known);
  const log = h('input', { type: 'checkbox', checked: spec.y.log, onchange: (event) => {
    spec.y.log = event.target.checked;
    redraw(figure);
  } });
  spec.controls = h('div', { class: 'controls' }, h('label', {}, 'Smoothing ', slider, ' ', shown), h('label', {}, log, ' Logarithmic'));
  const figure = chart(spec);
  return figure;
}

const plateauMarks = (data) => data.plateaus.slice(0, 5).map((p) => ({ at: p.from_step, text: 'plateau' }));

const ORDER = ['loss', 'accuracy', 'error', 'f1', 'macro_f1', 'precision', 'recall', 'roc_auc', 'pr_auc', 'rmse', 'mae', 'r2'];

/** Names of the figures that a split was evaluated by, those first that say most. */
function measures(data) {
  const found = new Set(Object.values(data.evaluations).flat().flatMap((line) => Object.keys(line)));
  if (data.epochs.some((line) => isNumber(line.loss))) found.add('loss');
  return ORDER.filter((name) => found.has(name) && name !== 'error');
}

/** Losses and figures over the epochs: of train over its steps, of splits where they were evaluated. */
function metricsByEpoch(data, best) {
  const scale = epochScale(data);
  if (!scale) return [];
  const marksOfBest = best ? [{ at: best.epoch, text: 'best' }] : [];
  return measures(data).map((name) => {
    const series = Object.entries(data.evaluations).map(([split, lines]) => {
      const known = lines.filter((line) => name in line);
      return { name: split, x: known.map((line) => scale(line.step)), y: known.map((line) => line[name]), ...LOOKS[split] };
    }).filter((s) => s.x.length > 0);
    if (name === 'loss' && data.epochs.length > 0) {
      const known = data.epochs.filter((line) => isNumber(line.loss));
      series.unshift({ name: 'train, while training', x: known.map((line) => line.epoch), y: known.map((line) => line.loss), ...LOOKS.train });
    }
    // Of a figure that was only measured at the end there is nothing to draw.
    if (!series.some((s) => s.x.length > 1)) return null;
    const last = series.map((s) => `${s.name} ${figure(name, s.y.at(-1))}`).join(', ');
    return chart({
      title: capital(named(name)), told: `At the end: ${last}.`, x: { label: 'epoch', value: (v) => number(v), whole: true },
      y: { label: named(name), value: (v) => figure(name, v), values: SHARES.has(name) ? (u, splits) => splits.map((v) => `${number(100 * v, 4)}%`) : undefined },
      series, marks: marksOfBest,
    });
  });
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

function learningRate(data) {
  const known = data.epochs.filter((line) => isNumber(line.learning_rate));
  if (known.length < 2) return null;
  const y = known.map((line) => line.learning_rate);
  return chart({
    title: 'Learning rate', note: 'of the last step of each epoch', told: `From ${number(y[0])} to ${number(y.at(-1))}.`,
    x: { label: 'epoch', whole: true }, y: { label: 'learning rate', range: y.every((v) => v === y[0]) ? [0, 2 * y[0]] : undefined },
    series: [{ name: 'learning rate', x: known.map((line) => line.epoch), y, ...LOOKS.plain }],
  });
}

/** A list of each layer over the steps, for layers that have it. */
function overLayers(data, title, label, values, { log = true, note: said, range } = {}) {
  const { step, layers: all } = data.layers;
  const series = all.map((layer) => ({ name: `${layer.layer} ${layer.kind}`, x: step, y: values(layer) }))
    .filter((s) => s.y?.some(isNumber)).map((s, i) => ({ ...s, ...looks(i), points: step.length === 1 }));
  if (series.length === 0) return null;
  return chart({
    title, note: said, told: `${series.map((s) => `Layer ${s.name}: ${number(s.y.at(-1))} at the end`).join(', ')}.`,
    x: { label: 'step', value: count, whole: true }, y: { label, log, range }, series,
  });
}

function layers(data) {
  if (!data.layers.step) return [];
  const ratio = (l) => l.norm?.map((norm, i) => (norm > 0 ? l.update[i] / norm : null));
  return [
    overLayers(data, 'Gradients', 'norm', (l) => l.gradient, { note: 'of the weights, by layer' }),
    overLayers(data, 'Updates', 'update / weight', ratio, { note: 'of the weights, over their norm: about 0.001 is usual' }),
    overLayers(data, 'Weights', 'norm', (l) => l.norm, { log: false }),
    overLayers(data, 'Activations', 'root mean square', (l) => l.activation, { log: false }),
    overLayers(data, 'Dead units', 'share', (l) => l.dead, { log: false, range: [0, 1], note: '0 for every example of the mini-batch' }),
    overLayers(data, 'Saturated units', 'share', (l) => l.saturated, { log: false, range: [0, 1] }),
  ];
}
