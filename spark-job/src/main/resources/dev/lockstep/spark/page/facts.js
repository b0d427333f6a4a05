/* What a run was made of, where its time went, and what its figures mean. */

/** Such as 73 → 64 → 32 → 2. */
function networkTold(report) {
  const { network } = report.config ?? {};
  const { data } = report;
  if (!network || !data) return null;
  const hidden = network.hidden ?? (Array.isArray(network.layers) ? network.layers.map((l) => (typeof l === 'object' ? l.units ?? l.kind ?? l.type : l)) : []);
  const last = data.classes > 0 ? plural(data.classes, 'class', 'classes') : 'a number';
  return `${plural(data.features, 'input')} → ${[...hidden, last].join(' → ')}`;
}

const paths = (config) => {
  const { data = {} } = config ?? {};
  const all = [data.path, data.train, data.dev, data.test].flat().filter(Boolean);
  return all.length > 0 ? [...new Set(all)].map((path) => h('code', { class: 'path' }, path)) : null;
};

const batchSize = (size) => (isNumber(size) ? plural(size, 'example') : size);

function whatWasTrained(report) {
  const { config = {}, data = {}, parameters, splits = {} } = report;
  const rows = SPLITS.filter((s) => data[`${s}_examples`] > 0)
    .map((s) => `${count(data[`${s}_examples`])} ${s}${isNumber(splits[s]?.share) ? ` (${percent(splits[s].share, 1)})` : ''}`).join(', ');
  const left = [[data.rejected_rows, 'with missing values'], [data.malformed_rows, 'malformed']].filter(([n]) => n > 0)
    .map(([n, why]) => `${count(n)} ${why}`).join(', ');
  const optimizer = config.optimizer?.name && `${config.optimizer.name}, learning rate ${number(config.learning_rate?.initial)} (${config.learning_rate?.schedule ?? 'constant'})`;
  return facts([
    ['Label', config.data?.label && [config.data.label].flat().join(', ')],
    ['Rows', rows], ['Left out', left], ['Tables', paths(config)],
    ['Network', networkTold(report)], ['Activation', config.network?.activation],
    ['Parameters', parameters && `${count(parameters.count)}${parameters.zeros > 0 ? `, of which ${count(parameters.zeros)} are exactly 0` : ''}`],
    ['Loss', config.training?.loss && named(config.training.loss)], ['Optimizer', optimizer],
    ['Mini-batch', batchSize(report.batch_size ?? config.training?.batch_size)],
    ['Seed, shards', isNumber(report.seed) && `${report.seed}, ${count(report.shards)}`],
    ['Goes on from', report.initial_model?.path],
    ['Stopping', report.early_stopping?.told],
    ['Threshold', report.threshold && `${number(report.threshold.value)}${report.threshold.tuned_for ? `, tuned on dev for ${named(report.threshold.tuned_for)}` : ''}`],
    ['sha256 of the parameters', parameters?.sha256 && h('code', { class: 'path' }, parameters.sha256)],
  ]);
}

const PARTS = [['compute', 'train'], ['augmentation', 'fifth'], ['exchange', 'dev'], ['optimizer', 'test'], ['other', 'quiet']];

function timeSpent(report) {
  const { time_breakdown: parts, step_milliseconds: step } = report;
  const known = parts ? [...PARTS, ...Object.keys(parts).filter((p) => !PARTS.some(([name]) => name === p)).map((p) => [p, 'sixth'])]
    .filter(([name]) => parts[name] > 0) : [];
  const total = known.reduce((sum, [name]) => sum + parts[name], 0);
  return [
    total > 0 && [
      h('div', { class: 'stack', 'aria-hidden': 'true' }, known.map(([name, color]) => h('i', { style: { width: `${(100 * parts[name]) / total}%`, background: `var(--${color})` } }))),
      table('Where the time of training and of what was measured after it went', [{ title: 'Part' }, { title: 'Time', number: true }, { title: 'Share', number: true }],
        known.map(([name, color]) => [[h('i', { class: 'key', style: { background: `var(--${color})` } }), capital(named(name))], seconds(parts[name]), percent(parts[name] / total, 1)])),
    ],
    facts([
      ['Loading', isNumber(report.data?.load_seconds) && seconds(report.data.load_seconds)],
      ['Training', isNumber(report.train_seconds) && seconds(report.train_seconds)],
      ['Examples a second', isNumber(report.examples_per_second) && count(report.examples_per_second)],
      ['A step takes', step && `${number(step.p50, 3)} ms (p95 ${number(step.p95, 3)}, p99 ${number(step.p99, 3)})`],
      ['Checkpoints', report.checkpoints?.count > 0 && `${count(report.checkpoints.count)}, each held training up for ${number(report.checkpoints.stall_milliseconds?.p50, 3)} ms`],
    ]),
  ];
}

const VERDICTS = {
  high_bias: 'High bias: the network does not fit what it is trained on well enough.',
  high_variance: 'High variance: the network fits what it is trained on better than other rows.',
  high_bias_and_variance: 'High bias and high variance.',
  just_right: 'Just right: neither bias nor variance is high.',
  low_bias: 'Low bias; without a dev split variance is not known.',
};

function diagnosis(report) {
  const found = report.diagnosis;
  if (!found?.verdict) return null;
  const row = (name, error, told, difference, chance) => (isNumber(error) ? [name, percent(error), isNumber(difference) ? told : '', isNumber(difference) ? percent(difference) : '', isNumber(chance) ? percent(chance) : ''] : null);
  return [
    note(VERDICTS[found.verdict] ?? named(found.verdict), found.dev_overfitted ? ' Choices were made that fit the dev split, not the test split.' : ''),
    table('Bias and variance', [{ title: 'Split' }, { title: 'Error', number: true }, { title: 'Difference' }, { title: 'Size', number: true }, { title: 'By chance up to', number: true }], [
      row('target', found.target_error, ''), row('train', found.train_error, 'avoidable bias', found.avoidable_bias),
      row('dev', found.dev_error, 'variance', found.variance, found.variance_chance),
      row('test', found.test_error, 'dev-test gap', found.dev_test_gap, found.dev_test_gap_chance)].filter(Boolean)),
    learningCurve(report),
  ];
}

const MORE_DATA = { helps: 'More data would help.', bias_first: 'More data would help, but a bigger network or longer training more.', helps_little: 'More data would help little.' };

function learningCurve(report) {
  const points = report.learning_curve?.points;
  if (!points?.length) return null;
  const series = ['train', 'dev'].map((split) => ({ name: split, x: points.map((p) => p.examples), y: points.map((p) => p[`${split}_error`]), ...LOOKS[split], points: true }));
  return chart({
    title: 'Learning curve', note: MORE_DATA[report.learning_curve.more_data], told: '',
    x: { label: 'examples trained on', value: count }, y: { label: 'error', value: (v) => percent(v) }, series,
  });
}

function mismatch(report) {
  const found = report.mismatch;
  const unseen = Object.entries(report.data?.unseen_categories ?? {}).flatMap(([split, columns]) => Object.entries(columns).map(([column, rows]) => [column, split, count(rows)]));
  const shift = (each, measure) => (measure in each ? `${fixed(each[measure])} (${fixed(each[`${measure}_by_chance`], 3)})` : '');
  return [
    found && [
      note(`Of ${plural(found.comparisons, 'comparison')} of a feature in two splits ${count(found.fine)} are fine, ${count(found.moderate)} moderate, ${count(found.shifted)} shifted. In brackets: what chance alone may make. The worst:`),
      table('Features that differ most between splits', [{ title: 'Feature' }, { title: 'Splits' }, { title: 'Level' }, { title: 'Stability index', number: true }, { title: 'Mean difference', number: true }, { title: 'Missing', number: true }],
        (found.worst ?? []).map((each) => [each.feature, each.splits.join(' and '), h('span', { class: `level ${each.level}` }, each.level), shift(each, 'psi'), shift(each, 'smd'), shift(each, 'missing_psi')])),
    ],
    unseen.length > 0 && [note('Values that training did not see, which count for nothing:'),
      table('Values that training did not see', [{ title: 'Column' }, { title: 'Split' }, { title: 'Rows', number: true }], unseen)],
  ];
}

/** Keys of the configuration, section by section. */
function configuration(report) {
  const { config } = report;
  if (!config) return null;
  return h('div', { class: 'config' }, Object.entries(config).map(([name, keys]) => h('div', {}, h('h3', {}, name),
    facts(keys !== null && typeof keys === 'object' && !Array.isArray(keys) ? Object.entries(keys).map(([key, value]) => [key, h('code', {}, inLine(value))]) : [['', inLine(keys)]]))));
}

function provenance(report) {
  const digests = Object.entries(report.data?.digest ?? {});
  return facts([
    ['Lockstep', report.lockstep_version], ['Spark', report.spark_version], ['Java', report.java_version],
    ['Arithmetic', report.blas], ['Exchange', report.exchange], ['Master', report.master], ['Application', report.application_id],
    ['Ended', report.finished && time(report.finished)],
    ...digests.map(([split, digest]) => [`Digest of ${split}`, h('code', { class: 'path' }, digest)]),
    ['Initial model', report.initial_model_sha256 && h('code', { class: 'path' }, report.initial_model_sha256)],
    ['Published', report.publication && `${named(report.publication.decision)}${report.publication.version ? `, version ${report.publication.version}` : ''}: ${report.publication.why}`],
  ]);
}
