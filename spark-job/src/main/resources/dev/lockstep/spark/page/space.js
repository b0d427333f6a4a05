/* The space of a search: hyperparameters, each on its own scale. */

/** Parameters that are numbers or choices: a list of layers becomes their number, and the units of each. */
function dimensions(space) {
  return Object.entries(space ?? {}).flatMap(([key, domain]) => {
    if (domain.scale === 'layers') {
      return [
        { key: `${key}: layers`, ...domain.layers, scale: 'integer', at: (p) => p[key]?.length },
        ...domain.units.map((units, i) => ({ key: `${key}: units ${i + 1}`, ...units, scale: 'log', whole: true, at: (p) => p[key]?.[i] })),
      ];
    }
    return [{ key, ...domain, at: (p) => p[key] }];
  });
}

/** Where a value lies on its dimension, from 0 to 1; null without a value. */
function position(dimension, value) {
  if (value === undefined || value === null) return null;
  if (dimension.scale === 'choice') {
    const i = dimension.values.findIndex((v) => inLine(v) === inLine(value));
    return i < 0 ? null : (i + 0.5) / dimension.values.length;
  }
  const map = { log: Math.log, one_minus_log: (v) => -Math.log(1 - v) }[dimension.scale] ?? ((v) => v);
  const [from, to] = [map(dimension.from), map(dimension.to)];
  return to > from ? (map(value) - from) / (to - from) : 0.5;
}

/** What is told of a dimension's bounds. */
const bounds = (d) => (d.scale === 'choice' ? d.values.map(inLine).join(', ') : `${number(d.from)} to ${number(d.to)}`);

/** An axis on which the values lie by their scale, and where each is on it. */
function axisOf(dimension) {
  const { key, scale } = dimension;
  if (scale === 'choice') {
    const names = dimension.values.map(inLine);
    return {
      spec: { label: key, range: [-0.5, names.length - 0.5], splits: () => names.map((_, i) => i), values: (u, splits) => splits.map((i) => names[i] ?? ''), value: (i) => names[Math.round(i)] ?? '–' },
      place: (v) => names.indexOf(inLine(v)),
    };
  }
  const margin = (from, to) => [from * (from / to) ** 0.04, to * (to / from) ** 0.04];
  // The interesting end of momentum is near to 1: the axis tells what is lacking.
  if (scale === 'one_minus_log') return { spec: { label: `1 - ${key}`, log: true, range: margin(1 - dimension.to, 1 - dimension.from) }, place: (v) => 1 - v };
  if (scale === 'log') return { spec: { label: key, log: true, range: margin(dimension.from, dimension.to) }, place: (v) => v };
  const pad = scale === 'integer' ? 0.5 : 0.04 * (dimension.to - dimension.from) || 0.5;
  return { spec: { label: key, range: [dimension.from - pad, dimension.to + pad], whole: scale === 'integer', value: scale === 'integer' ? count : undefined }, place: (v) => v };
}

/** Places that no two trials share, in the order of places: some are moved a little, those of choices and integers more. */
function spread(dimension, points) {
  const random = seeded(7);
  const wide = dimension.scale === 'choice' || (dimension.scale === 'integer' && dimension.to - dimension.from < 30) ? 0.5 : 0;
  const moved = points.map(([x, y]) => [x + wide * (random.next().value - 0.5), y]).sort((a, b) => a[0] - b[0]);
  for (let i = 1; i < moved.length; i++) moved[i][0] = Math.max(moved[i][0], moved[i - 1][0] + Math.abs(moved[i - 1][0]) * 1e-9 + 1e-12);
  return moved;
}

/** Trials, each with its rungs in order, its last figure, and what became of it. */
function trialsOf(rows) {
  const trials = new Map();
  rows.forEach((row) => {
    const trial = trials.get(row.trial) ?? { number: row.trial, round: row.round, parameters: row.parameters ?? {}, rungs: [], seconds: 0 };
    trial.rungs.push(row);
    trial.seconds += row.seconds ?? 0;
    trial.status = row.status;
    trial.cause = row.cause ?? trial.cause;
    trial.sha256 = row.sha256 ?? trial.sha256;
    trial.epochs = row.epochs;
    if (isNumber(row.objective)) trial.objective = row.objective;
    trials.set(row.trial, trial);
  });
  return [...trials.values()];
}

/** Numbers from 0 to 1, the same ones every time. */
function* seeded(seed) {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** The share of the variance of y between groups, less what as many groups have by chance; 0 to 1. */
function explained(groups, y) {
  const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const all = mean(y);
  const byGroup = new Map();
  groups.forEach((g, i) => byGroup.set(g, [...(byGroup.get(g) ?? []), y[i]]));
  const total = y.reduce((sum, v) => sum + (v - all) ** 2, 0);
  let within = 0;
  byGroup.forEach((values) => {
    const own = mean(values);
    within += values.reduce((sum, v) => sum + (v - own) ** 2, 0);
  });
  const [n, k] = [y.length, byGroup.size];
  if (total === 0 || k < 2 || n <= k) return 0;
  return Math.max(0, 1 - (within / (n - k)) / (total / (n - 1)));
}

/** Ranks from 1, equal ones alike. */
function ranks(values) {
  const order = values.map((v, i) => [v, i]).sort((a, b) => a[0] - b[0]);
  const found = [];
  for (let from = 0, to; from < order.length; from = to) {
    for (to = from; to < order.length && order[to][0] === order[from][0];) to++;
    for (let i = from; i < to; i++) found[order[i][1]] = (from + to + 1) / 2;
  }
  return found;
}

/**
 * How much of the differences between trials each dimension alone explains: of the ranks of the objective after the
 * first rung, where all trials of a round are alike, within bins of the dimension. Trials that did not end are the
 * worst. What only some trials have explains nothing of the others. With what chance makes at most, in 95 of 100
 * shuffles.
 */
function importanceOf(trials, all, higher) {
  const worst = higher ? -Infinity : Infinity;
  const first = trials.map((t) => (isNumber(t.rungs[0].objective) ? t.rungs[0].objective : worst));
  return all.map((dimension) => {
    const places = trials.map((t) => position(dimension, dimension.at(t.parameters)));
    const known = places.map((_, i) => i).filter((i) => places[i] !== null);
    const bins = Math.max(2, Math.min(8, Math.floor(known.length / 5)));
    const y = ranks(known.map((i) => first[i]));
    const order = ranks(known.map((i) => places[i]));
    const groups = known.map((i, at) => (dimension.scale === 'choice' ? places[i] : Math.min(bins - 1, Math.floor((bins * (order[at] - 0.5)) / known.length))));
    const random = seeded(1);
    const shuffles = Array.from({ length: 100 }, () => {
      const keys = y.map(() => random.next().value);
      return explained(groups, y.map((_, i) => i).sort((a, b) => keys[a] - keys[b]).map((i) => y[i]));
    }).sort((a, b) => a - b);
    const part = known.length / trials.length;
    return { key: dimension.key, share: part * explained(groups, y), chance: part * shuffles[94] };
  }).sort((a, b) => b.share - a.share);
}
