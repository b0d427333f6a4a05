/* How good the model is: figures by split, which classes are mistaken for which, curves, calibration. */

const SPLITS = ['train', 'dev', 'test'];

/** The splits that something is known of, the one first that has been seen least. */
const leastSeen = (found) => ['test', 'dev', 'train'].filter((split) => found?.[split]);

/** The same content for several splits: one is seen, the others on demand. */
function bySplit(found, title, make) {
  const [first, ...others] = leastSeen(found);
  if (!first) return null;
  const made = make(found[first], first);
  return made && [made, others.map((split) => onDemand(`${title}, ${split}`, () => {
    const content = make(found[split], split);
    queueMicrotask(() => drawAll());
    return content;
  }))];
}

function figuresTable(report) {
  const { metrics } = report;
  const splits = SPLITS.filter((split) => metrics?.[split]);
  if (splits.length === 0) return null;
  const names = ORDER.filter((name) => name !== 'error' && splits.some((split) => name in metrics[split]));
  const row = (split, values, title = split) => [title, ...names.map((name) => figure(name, values[name]))];
  return table('Figures of the model', [{ title: 'Split' }, ...names.map((name) => ({ title: capital(named(name)), number: true }))],
    splits.flatMap((split) => [row(split, metrics[split]),
      ...(metrics[split].unweighted ? [row(split, metrics[split].unweighted, `${split}, unweighted`)] : [])]));
}

function confusionTable(figures, split) {
  const { confusion, mistaken } = figures;
  if (mistaken) {
    return [note(`Of ${count(figures.classes)} classes, those that are mistaken for another most often, on ${split}.`),
      table(`Classes that are mistaken on ${split}`, [{ title: 'Actual' }, { title: 'Predicted' }, { title: 'Examples', number: true }],
        mistaken.map((pair) => [String(pair.actual), String(pair.predicted), number(pair.weight)]))];
  }
  if (!confusion) return null;
  const names = confusion.classes.map(String);
  const cell = (weight, total, right) => {
    const share = total > 0 ? weight / total : 0;
    // Of the wrong ones few are many: they are shaded by the root of the share.
    return h('td', { class: `number ${right ? 'right' : 'wrong'}${weight > 0 ? '' : ' none'}`, style: { '--share': (right ? share : Math.sqrt(share)).toFixed(3) } },
      number(weight), weight > 0 && h('small', {}, percent(share, share < 0.001 || share > 0.999 ? 2 : 1)));
  };
  const wide = names.length > 12;
  return [
    note(`On ${split}. A row is an actual class, a column the predicted one; percentages are shares of the row.`),
    h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Confusion matrix of ${split}` },
      h('table', { class: `confusion${wide ? ' dense' : ''}` },
        h('caption', { class: 'unseen' }, `Confusion matrix of ${split}`),
        h('thead', {}, h('tr', {}, h('td', { class: 'corner' }, 'actual \\ predicted'), names.map((name) => h('th', { scope: 'col' }, name)))),
        h('tbody', {}, confusion.weights.map((weights, row) => {
          const total = weights.reduce((sum, w) => sum + w, 0);
          return h('tr', {}, h('th', { scope: 'row' }, names[row]), weights.map((w, column) => cell(w, total, row === column)));
        })))),
  ];
}

function classTable(figures, split) {
  const classes = figures.by_class;
  if (!classes?.length) return null;
  const title = figures.classes > classes.length ? `${split}, ${classes.length} of ${count(figures.classes)}, the worst by F1` : split;
  return onDemand(`Precision, recall and F1 by class (${title})`, () => table(`Figures by class of ${split}`,
    [{ title: 'Class' }, { title: 'Examples', number: true }, { title: 'Precision', number: true }, { title: 'Recall', number: true }, { title: 'F1', number: true }],
    classes.map((c) => [String(c.class), number(c.weight), figure('', c.precision), figure('', c.recall), figure('', c.f1)])));
}

/** The index of the threshold that is nearest to the one that decides. */
function nearest(thresholds, wanted) {
  let best = -1;
  thresholds.forEach((t, i) => {
    if (isNumber(t) && (best < 0 || Math.abs(t - wanted) < Math.abs(thresholds[best] - wanted))) best = i;
  });
  return best;
}

const share = (label) => ({ label, range: [0, 1], value: (v) => number(v, 3) });

/** y over x, and the point where the threshold is. */
function thresholdCurve(title, split, [xLabel, xs], [yLabel, ys], thresholds, threshold, more = []) {
  const at = nearest(thresholds, threshold);
  const dot = at < 0 ? [] : [{ name: `threshold ${number(threshold, 3)}`, x: [xs[at]], y: [ys[at]], stroke: 'dev', scatter: true }];
  // Several points may stand over the same place: a chart's places ascend.
  const order = xs.map((_, i) => i).sort((a, b) => xs[a] - xs[b] || ys[a] - ys[b]);
  return chart({
    title, note: split, height: 300,
    told: at < 0 ? '' : `At the threshold ${number(threshold, 3)}: ${xLabel} ${number(xs[at], 3)}, ${yLabel} ${number(ys[at], 3)}.`,
    x: share(xLabel), y: share(yLabel),
    series: [{ name: yLabel, x: order.map((i) => xs[i]), y: order.map((i) => ys[i]), ...LOOKS.plain, points: false }, ...more, ...dot],
  });
}

const DIAGONAL = { name: 'by chance', x: [0, 1], y: [0, 1], stroke: 'quiet', dash: [4, 4], width: 1, points: false };

function curves(report) {
  const threshold = report.threshold?.value ?? 0.5;
  return bySplit(report.curves, 'Curves', ({ roc, precision_recall: pr }, split) => h('div', { class: 'charts' },
    roc && thresholdCurve('Receiver operating characteristic', split, ['false positive rate', roc.false_positive_rate],
      ['true positive rate', roc.true_positive_rate], roc.threshold, threshold, [DIAGONAL]),
    pr && thresholdCurve('Precision and recall', split, ['recall', pr.recall], ['precision', pr.precision], pr.threshold, threshold)));
}

/** Bins as bars: over the middle of each. */
const middles = (bins) => bins.map((bin) => (bin.from + bin.to) / 2);

/** Of one label. */
function residualsOf({ bins, mean, standard_deviation: deviation, below, above }, split, label) {
  if (!bins?.length) return null;
  const beyond = below + above > 0 ? `, and ${plural(below + above, 'example')} beyond what is drawn` : '';
  return [
    note(`On ${split}: mean ${number(mean)}, standard deviation ${number(deviation)}${beyond}.`),
    chart({
      title: `Residuals${label ? ` of ${label}` : ''}`, note: `${split}: label less prediction, in the label's unit`, height: 260, wide: true,
      told: `Mean ${number(mean)}, standard deviation ${number(deviation)}.`,
      x: { label: 'residual', range: [bins[0].from, bins.at(-1).to] }, y: { label: 'examples', value: number },
      series: [{ name: 'examples', x: middles(bins), y: bins.map((bin) => bin.examples), stroke: 'train', bars: true, width: 1, points: false }],
    }),
  ];
}

function residuals(report) {
  const labels = [report.config?.data?.label].flat();
  return bySplit(report.residuals, 'Residuals', (found, split) => (found.targets
    ? found.targets.map((target, i) => residualsOf(target, split, labels[i]))
    : residualsOf(found, split)));
}

function calibration(report) {
  const found = report.calibration ?? {};
  const temperature = isNumber(found.temperature) && note(`The logits are divided by the temperature ${number(found.temperature)}: loss on dev ${figure('loss', found.dev_loss_before)} before, ${figure('loss', found.dev_loss_after)} after.`);
  const drawn = bySplit(found, 'Calibration', (split, name) => {
    const bins = split.bins.filter((bin) => bin.examples > 0);
    return [
      note(`On ${name}: expected calibration error ${number(split.expected_calibration_error, 3)}, at most ${number(split.maximum_calibration_error, 3)} in a bin.`),
      h('div', { class: 'charts' }, chart({
        title: 'Reliability', note: name, height: 300, told: `Expected calibration error ${number(split.expected_calibration_error, 3)}.`,
        x: share('predicted probability'), y: share('observed share'),
        series: [{ name: 'observed', x: bins.map((b) => b.predicted), y: bins.map((b) => b.observed), ...LOOKS.plain, points: true },
          { ...DIAGONAL, name: 'perfect' }],
      }), chart({
        title: 'Examples by predicted probability', note: name, height: 300, told: '',
        x: share('predicted probability'), y: { label: 'examples', value: number },
        series: [{ name: 'examples', x: middles(split.bins), y: split.bins.map((b) => b.examples), stroke: 'train', bars: true, width: 1, points: false }],
      })),
    ];
  });
  return [temperature, drawn];
}

/** Columns by how much worse the metric becomes when they are shuffled: a bar, and its interval as a line. */
function importance(report) {
  const found = report.permutation_importance;
  if (!found?.columns?.length) return null;
  const columns = [...found.columns].sort((a, b) => b.importance - a.importance);
  const least = Math.min(0, ...columns.map((c) => c.low));
  const span = Math.max(1e-12, ...columns.map((c) => c.high)) - least;
  const place = (x) => `${((100 * (x - least)) / span).toFixed(2)}%`;
  const bar = (c) => h('div', { class: 'bar', 'aria-hidden': 'true' },
    h('i', { style: { left: place(Math.min(0, c.importance)), width: `${((100 * Math.abs(c.importance)) / span).toFixed(2)}%` } }),
    h('b', { style: { left: place(c.low), width: `${((100 * (c.high - c.low)) / span).toFixed(2)}%` } }));
  return [
    note(`How much worse ${named(found.metric)} on ${found.split} is when a column's values are shuffled among ${plural(found.rows, 'row')}: mean of ${plural(found.repeats, 'repeat')}, with an interval. Unshuffled it is ${figure(found.metric, found.baseline)}.`),
    table('Permutation importance', [{ title: 'Column' }, { title: '' }, { title: 'Importance', number: true }, { title: 'Interval', number: true }],
      columns.map((c) => [c.column, bar(c), number(c.importance, 3), `${number(c.low, 3)} to ${number(c.high, 3)}`]), { class: 'importance' }),
  ];
}
