/* Trials of a search: against each hyperparameter, over their epochs, round by round, and all of them. */

/** Where most figures lie: some trials are so bad that the others could not be told apart. */
function usualRange(values) {
  const sorted = values.filter(isNumber).sort((a, b) => a - b);
  const quantile = (q) => sorted[Math.round(q * (sorted.length - 1))];
  const spread = Math.max(quantile(0.9) - quantile(0.5), quantile(0.5) - quantile(0.25), 1e-9);
  const low = Math.max(sorted[0], quantile(0.25) - 3 * spread);
  const high = Math.min(sorted.at(-1), quantile(0.75) + 3 * spread);
  const pad = 0.06 * (high - low) || Math.abs(high) * 0.01 || 1;
  return [low - pad, high + pad];
}

const ROUND_COLOURS = ['train', 'dev', 'fourth', 'fifth', 'sixth'];
const roundColour = (round) => ROUND_COLOURS[Math.min(round, ROUND_COLOURS.length) - 1];

/** What goes on, or waits for what its rung decides. */
const goesOn = (trial) => trial.status === 'promoted' || trial.status === 'measured';

/** Trials as points, in groups that can be told apart: those stopped early, those that go on, each round's finished ones, the winner. */
function groupsOf(trials, winner) {
  const measured = trials.filter((t) => isNumber(t.objective));
  const rounds = [...new Set(trials.map((t) => t.round))];
  return [
    ['stopped early', measured.filter((t) => t.status === 'stopped'), 'faint'],
    ['going on', measured.filter(goesOn), 'fourth'],
    ...rounds.map((round) => [rounds.length > 1 ? `finished, round ${round}` : 'finished', measured.filter((t) => t.status !== 'stopped' && !goesOn(t) && t.round === round && t.number !== winner), roundColour(round)]),
    ['winner', measured.filter((t) => t.number === winner), 'test'],
  ].filter(([, members]) => members.length > 0);
}

function againstEach(trials, all, { objective, winner }) {
  const groups = groupsOf(trials, winner);
  if (groups.length === 0) return [];
  const range = usualRange(trials.map((t) => t.objective));
  const beyond = trials.filter((t) => isNumber(t.objective) && (t.objective < range[0] || t.objective > range[1])).length;
  const charts = all.map((dimension) => {
    const { spec, place } = axisOf(dimension);
    const series = groups.map(([name, members, stroke]) => {
      const points = spread(dimension, members.filter((t) => position(dimension, dimension.at(t.parameters)) !== null).map((t) => [place(dimension.at(t.parameters)), t.objective]));
      return { name, x: points.map((p) => p[0]), y: points.map((p) => p[1]), stroke, scatter: true };
    }).filter((s) => s.x.length > 0);
    if (series.length === 0) return null;
    return chart({
      title: dimension.key, told: `${named(objective)} of trials against ${dimension.key}.`, x: spec,
      y: { label: `dev ${named(objective)}`, range, value: (v) => figure(objective, v) }, series, legend: false,
    });
  }).filter(Boolean);
  return [
    note(`${capital(named(objective))} on dev after the last epoch that a trial was trained for${beyond ? `; ${plural(beyond, 'trial is', 'trials are')} beyond what is drawn` : ''}.`),
    h('ul', { class: 'keys' }, groups.map(([name, , stroke]) => h('li', {}, h('i', { class: 'key', style: { background: `var(--${stroke})` } }), name))),
    h('div', { class: 'charts three' }, charts),
  ];
}

function learningCurves(trials, { objective, winner }) {
  const several = trials.filter((t) => t.rungs.filter((r) => isNumber(r.objective)).length > 0);
  const epochs = [...new Set(several.flatMap((t) => t.rungs.map((r) => r.epochs)))].sort((a, b) => a - b);
  if (epochs.length < 2) return null;
  const series = several.sort((a, b) => (a.number === winner) - (b.number === winner) || (b.status === 'stopped') - (a.status === 'stopped')).map((t) => {
    const known = t.rungs.filter((r) => isNumber(r.objective));
    const stopped = t.status === 'stopped';
    return {
      name: `trial ${t.number}`, x: known.map((r) => r.epochs), y: known.map((r) => r.objective),
      stroke: t.number === winner ? 'test' : stopped ? 'faint' : roundColour(t.round), width: t.number === winner ? 3 : stopped ? 1 : 1.5, points: known.length === 1,
    };
  });
  const stops = epochs.map((e) => [e, trials.filter((t) => t.status === 'stopped' && t.epochs === e).length]).filter(([, n]) => n > 0);
  return chart({
    title: `${capital(named(objective))} on dev`, note: 'faint: stopped early; thick: the winner', wide: true, height: 320, legend: false,
    told: stops.map(([e, n]) => `After ${plural(e, 'epoch')} ${plural(n, 'trial was', 'trials were')} stopped.`).join(' '),
    x: { label: 'epoch', whole: true }, y: { label: `dev ${named(objective)}`, value: (v) => figure(objective, v), range: usualRange(series.flatMap((s) => s.y)) }, series,
    marks: stops.map(([e, n]) => ({ at: e, text: `${count(n)} stopped` })),
    alternative: () => table('Trials that were stopped', [{ title: 'After epochs', number: true }, { title: 'Stopped', number: true }], stops.map(([e, n]) => [number(e), count(n)])),
  });
}

function importanceTable(trials, all, { higher }) {
  const first = trials.filter((t) => t.round === 1);
  if (first.length < 12) return note(`With ${plural(first.length, 'trial')} in the first round nothing can be said; it takes 12.`);
  const found = importanceOf(first, all, higher);
  const place = (x) => `${(100 * x).toFixed(1)}%`;
  const bar = (d) => h('div', { class: 'bar', 'aria-hidden': 'true' }, h('i', { style: { left: 0, width: place(d.share) } }), h('b', { class: 'mark', style: { left: place(d.chance) } }));
  return [
    note(`The share of the differences between the ${count(first.length)} trials of the first round that each hyperparameter explains alone, by the ranks of their figures after the first rung; whatever two do only together is in none. The mark is what chance makes of it in one of 20 searches.`),
    table('Importance of hyperparameters', [{ title: 'Hyperparameter' }, { title: '' }, { title: 'Share', number: true }, { title: 'By chance up to', number: true }],
      found.map((d) => [d.key, bar(d), percent(d.share, 0), percent(d.chance, 0)])),
  ];
}

function roundsTable(report, trials, { objective, higher }) {
  const rounds = report.rounds ?? [];
  if (rounds.length === 0) return null;
  const spaces = rounds.map((round) => dimensions(round.space));
  const best = (i) => trials.filter((t) => t.round === rounds[i].round && isNumber(t.objective)).reduce((b, t) => (b === null || (higher ? t.objective > b.objective : t.objective < b.objective) ? t : b), null);
  const columns = [{ title: '' }, ...rounds.map((round, i) => ({ title: rounds.length > 1 ? `Round ${round.round}, ${i === 0 ? 'coarse' : 'fine'}` : 'All of it' }))];
  return [
    rounds.length > 1 && note('Each round but the first draws around the best quarter of the one before.'),
    table('Rounds of the search', columns, [
      ['Trials', ...rounds.map((round) => count(round.trials))],
      [`Best ${named(objective)}`, ...rounds.map((round, i) => (best(i) ? `${figure(objective, best(i).objective)} (trial ${best(i).number})` : '–'))],
      ...spaces[0].map((d, row) => [d.key, ...spaces.map((space) => bounds(space[row]))]),
    ]),
  ];
}

function allTrials(trials, all, { objective, higher, winner }) {
  const sorted = [...trials].sort((a, b) => (isNumber(b.objective) - isNumber(a.objective)) || (higher ? b.objective - a.objective : a.objective - b.objective) || a.number - b.number);
  const shown = sorted.slice(0, 500);
  return [
    shown.length < sorted.length && note(`The best ${count(shown.length)} of ${count(sorted.length)}; all are in trials.jsonl.`),
    table('All trials, the best first', [{ title: 'Trial', number: true }, { title: capital(named(objective)), number: true }, { title: 'Status' }, { title: 'Epochs', number: true }, { title: 'Round', number: true },
      ...all.map((d) => ({ title: d.key, number: true })), { title: 'Time', number: true }, { title: 'sha256' }, { title: 'Cause' }],
    shown.map((t) => [String(t.number), figure(objective, t.objective), t.number === winner ? h('strong', {}, 'winner') : h('span', { class: `level ${t.status}` }, t.status), number(t.epochs), String(t.round),
      ...all.map((d) => { const v = d.at(t.parameters); return typeof v === 'number' ? number(v) : v === undefined ? '–' : inLine(v); }),
      seconds(t.seconds), h('code', {}, (t.sha256 ?? '').slice(0, 12)), t.cause ?? '']), { class: 'trials' }),
  ];
}
