/* The page of a search for hyperparameters. */

function winnerSection(report, { objective }) {
  const { winner } = report;
  if (!winner) return null;
  const names = ORDER.filter((name) => name in (winner.dev ?? {}) && name !== 'error');
  return [
    facts([
      ...Object.entries(winner.parameters ?? {}).map(([key, value]) => [key, h('code', {}, inLine(value))]),
      ['sha256 of the parameters', winner.sha256 && h('code', { class: 'path' }, winner.sha256)],
    ]),
    names.length > 0 && table('Figures of the winner on dev', [{ title: 'Split' }, ...names.map((n) => ({ title: capital(named(n)), number: true }))],
      [['dev', ...names.map((n) => figure(n, winner.dev[n]))]]),
    besideBase(report, objective),
    optimism(report, objective),
  ];
}

/** A difference of figures, in their unit. */
const difference = (name, value) => (name === 'accuracy' ? `${(100 * value).toFixed(2)} points` : figure(name, value));

/** What the search has gained over the configuration that all trials share. */
function gained(report, objective) {
  const { margin } = report;
  if (!isNumber(margin?.amount)) return null;
  return `${margin.amount < 0 ? 'worse' : 'better'} by ${difference(objective, Math.abs(margin.amount))}`;
}

function besideBase(report, objective) {
  const { base, margin } = report;
  if (!base) return null;
  if (!isNumber(base.objective)) return note(`The base configuration as it stands has no figure: ${base.cause ?? base.status}.`);
  if (base.sha256 && base.sha256 === report.winner?.sha256) return note('The winner is the base configuration as it stands, to the bit.');
  const interval = Array.isArray(margin?.interval) ? margin.interval : null;
  const chance = interval && interval[0] <= 0 && interval[1] >= 0 ? '; that may be chance' : '';
  const sure = interval ? `, 95% interval ${interval.map((x) => difference(objective, x)).join(' to ')}${chance}. Found by ${margin.method}` : '';
  return note(`The base configuration, as it stands, was trained beside the trials and comes to ${figure(objective, base.objective)} on dev; the winner is ${gained(report, objective) ?? 'not compared with it'}${sure}.`);
}

/** How much of the winner's figure is the luck of the best of many. */
function optimism(report, objective) {
  const found = report.optimism;
  if (!found) return null;
  const interval = Array.isArray(found.interval) ? `, 95% interval of its figure ${found.interval.map((x) => figure(objective, x)).join(' to ')}` : '';
  return note(`As the best of ${plural(found.finalists, 'trial')} on the same dev examples it seems too good by about ${figure(objective, found.amount)}; without that it is ${figure(objective, found.corrected)}${interval}. Found by ${found.method}.`);
}

function searchHead(data, trials, about) {
  const { report } = data;
  const tile = (title, value, said) => h('div', { class: 'tile' }, h('dt', {}, title), h('dd', {}, h('b', {}, value), said && h('small', {}, said)));
  const ended = Object.entries(report.trials ?? {}).filter(([, n]) => n > 0).map(([status, n]) => `${count(n)} ${status}`).join(', ');
  const { winner, base } = report;
  const status = report.status ?? (winner ? 'finished' : 'unknown');
  return h('header', {},
    h('div', { class: 'title' }, h('h1', {}, document.title.replace(/ · Lockstep$/, '')), h('span', { class: `status ${status}` }, capital(status))),
    h('p', { class: 'lead' }, [`Hyperparameters of ${String(report.train ?? 'a training').split('/').at(-1)}`, `${report.sampler ?? ''} sampling`, `judged by ${named(about.objective)} on dev`].join(' · ')),
    searchEnding(data),
    h('dl', { class: 'tiles' },
      winner && tile(`Best dev ${named(about.objective)}`, figure(about.objective, winner.objective), `trial ${winner.trial}, ${plural(winner.epochs, 'epoch')}`),
      !winner && trials.some((t) => isNumber(t.objective)) && tile(`Best dev ${named(about.objective)}`, ...bestSoFar(trials, about)),
      isNumber(base?.objective) && tile('Base configuration', figure(about.objective, base.objective), gained(report, about.objective) && `the winner is ${gained(report, about.objective)}`),
      tile('Trials', count(trials.length), ended),
      isNumber(report.seconds) && tile('Time', seconds(report.seconds), `${seconds(trials.reduce((sum, t) => sum + t.seconds, 0))} of training`),
      report.mode && tile('Mode', report.mode, report.mode === 'caviar' ? 'many trials at once' : 'one trial at a time')));
}

function bestSoFar(trials, { objective, higher }) {
  const best = trials.filter((t) => isNumber(t.objective)).reduce((b, t) => ((higher ? t.objective > b.objective : t.objective < b.objective) ? t : b));
  return [figure(objective, best.objective), `by now: trial ${best.number}, ${plural(best.epochs, 'epoch')}`];
}

/** Where a search is that goes on, or why it does not. */
function searchEnding({ report, drawn }) {
  const { rung } = report;
  if (report.status === 'running') {
    return refreshing(drawn, rung && `Round ${rung.round} of ${rung.rounds}, rung ${rung.rung} of ${rung.rungs}, to epoch ${count(rung.epochs)}: ${count(rung.done)} of ${plural(rung.trials, 'trial')} done. `);
  }
  if (!report.cause) return null;
  return h('div', { class: 'callout bad', role: 'note' }, h('strong', {}, `${capital(report.status)}. `), h('pre', {}, report.cause),
    report.resume && h('p', {}, 'Go on with it with ', h('code', { class: 'path' }, report.resume)));
}

function how(report) {
  const { budget = {}, halving } = report;
  return facts([
    ['Budget', `${plural(budget.trials, 'trial')} in ${plural(budget.rounds ?? 1, 'round')}${isNumber(budget.minutes) ? `, ${number(budget.minutes)} minutes at most` : ''}`],
    ['Halving', halving ? `one in ${number(halving.factor)} goes on from rung to rung; the first is ${plural(halving.first_epochs, 'epoch')}` : 'none: every trial is trained to its end'],
    ['Mode', report.mode && `${report.mode}: ${report.mode_because}`], ['Seed, shards', `${report.seed}, ${report.shards}`],
    ['Lockstep', report.lockstep_version], ['Spark', report.spark_version], ['Java', report.java_version], ['Arithmetic', report.blas], ['Master', report.master],
    ...Object.entries(report.data_digest ?? {}).map(([split, digest]) => [`Digest of ${split}`, h('code', { class: 'path' }, digest)]),
  ]);
}

function drawSearch(data) {
  const { report } = data;
  const trials = trialsOf(data.rows);
  const all = dimensions(report.space);
  const about = { objective: report.objective ?? 'objective', higher: report.higher_is_better !== false, winner: report.winner?.trial };
  const bad = trials.filter((t) => t.cause).length;
  const parts = [
    section('winner', 'The winner', winnerSection(report, about)),
    section('against', 'Against each hyperparameter', againstEach(trials, all, about)),
    section('parallel', 'Parallel coordinates', parallelCoordinates(trials, all, about)),
    section('curves', 'Learning curves', learningCurves(trials, about)),
    section('importance', 'What it depends on', trials.length > 0 && importanceTable(trials, all, about)),
    section('rounds', 'From coarse to fine', roundsTable(report, trials, about)),
    section('trials', 'All trials', bad > 0 && note(`${plural(bad, 'trial')} did not end well; the cause is in the last column.`), trials.length > 0 && allTrials(trials, all, about)),
    section('how', 'How it was searched', how(report)),
    section('config', 'Configuration', report.config && onDemand('What all trials share, defaults included', () => configuration(report))),
  ];
  show(searchHead(data, trials, about), parts, h('footer', {}, `Drawn ${time(data.drawn)} by Lockstep ${report.lockstep_version ?? ''} from search.json and trials.jsonl.`));
  keepDrawn();
}

drawSearch(JSON.parse(document.getElementById('data').textContent));
