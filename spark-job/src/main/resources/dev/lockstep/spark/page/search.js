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
    optimism(report, objective),
  ];
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
  const { winner } = report;
  return h('header', {},
    h('div', { class: 'title' }, h('h1', {}, document.title.replace(/ · Lockstep$/, '')), winner && h('span', { class: 'status finished' }, 'Finished')),
    h('p', { class: 'lead' }, [`Hyperparameters of ${String(report.train ?? 'a training').split('/').at(-1)}`, `${report.sampler ?? ''} sampling`, `judged by ${named(about.objective)} on dev`].join(' · ')),
    h('dl', { class: 'tiles' },
      winner && tile(`Best dev ${named(about.objective)}`, figure(about.objective, winner.objective), `trial ${winner.trial}, ${plural(winner.epochs, 'epoch')}`),
      tile('Trials', count(trials.length), ended),
      isNumber(report.seconds) && tile('Time', seconds(report.seconds), `${seconds(trials.reduce((sum, t) => sum + t.seconds, 0))} of training`),
      report.mode && tile('Mode', report.mode, report.mode === 'caviar' ? 'many trials at once' : 'one trial at a time')));
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
