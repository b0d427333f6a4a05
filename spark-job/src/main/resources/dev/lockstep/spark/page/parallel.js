/* Parallel coordinates: a line for each trial through its hyperparameters to what came of it. */

const SVG = 'http://www.w3.org/2000/svg';

function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children);
  return element;
}

/** From worst to best: place in the ranking of trials that have a figure, 0 to 1. */
function standing(trials, higher) {
  const measured = trials.filter((t) => isNumber(t.objective)).sort((a, b) => (higher ? a.objective - b.objective : b.objective - a.objective));
  return new Map(measured.map((t, i) => [t.number, measured.length > 1 ? i / (measured.length - 1) : 1]));
}

function parallelCoordinates(trials, all, { objective, higher, winner }) {
  const places = standing(trials, higher);
  const drawn = trials.filter((t) => places.has(t.number)).sort((a, b) => places.get(a.number) - places.get(b.number));
  if (drawn.length < 2 || all.length === 0) return null;
  const [gap, top, height] = [118, 44, 260];
  const width = gap * (all.length + 1) + 24;
  const x = (i) => gap / 2 + i * gap;
  const y = (share) => top + height * (1 - share);
  const figures = drawn.map((t) => t.objective);
  const ends = `${figure(objective, figures[0])} to ${figure(objective, figures.at(-1))}`;
  // A trial may lack a hyperparameter: its line then passes below the axis.
  const below = y(0) + 26;
  const lacking = all.map((d) => drawn.some((t) => position(d, d.at(t.parameters)) === null));
  const lines = drawn.map((trial) => {
    // By rank: a few bad trials would press the others together.
    const points = [...all.map((d) => position(d, d.at(trial.parameters))), places.get(trial.number)];
    const path = points.map((p, i) => [x(i), p === null ? below : y(Math.max(0, Math.min(1, p)))])
      .map(([px, py], i) => `${i ? 'L' : 'M'}${px.toFixed(1)} ${py.toFixed(1)}`).join('');
    const best = trial.number === winner;
    const line = svg('path', { d: path, class: best ? 'line best' : 'line' }, svg('title', {}));
    line.style.setProperty('--standing', places.get(trial.number).toFixed(2));
    line.firstChild.textContent = `Trial ${trial.number}: ${named(objective)} ${figure(objective, trial.objective)}`;
    return line;
  });
  const text = (content, at, py, cls) => {
    const element = svg('text', { x: at, y: py, class: cls });
    element.textContent = content;
    return element;
  };
  const head = (key, i) => {
    const words = key.includes(': ') ? key.split(': ') : [key.slice(0, key.lastIndexOf('.') + 1), key.slice(key.lastIndexOf('.') + 1)];
    return [text(words[0], x(i), 14, 'quiet'), text(words[1], x(i), 30, 'name')];
  };
  const axes = [...all.map((d, i) => {
    const labels = d.scale === 'choice'
      ? d.values.map((v) => text(inLine(v), x(i) + 5, y(position(d, v)) + 4, 'tick'))
      : [text(number(d.to), x(i) + 5, y(1) - 3, 'tick'), text(number(d.from), x(i) + 5, y(0) + 13, 'tick')];
    if (lacking[i]) labels.push(text('none', x(i) + 5, below + 4, 'tick'));
    return [...head(d.key, i), svg('line', { x1: x(i), x2: x(i), y1: y(0), y2: y(1), class: 'axis' }), ...labels];
  }), [
    ...head(`rank of dev: ${named(objective)}`, all.length), svg('line', { x1: x(all.length), x2: x(all.length), y1: y(0), y2: y(1), class: 'axis' }),
    text(figure(objective, figures.at(-1)), x(all.length) + 5, y(1) - 3, 'tick'), text(figure(objective, figures[0]), x(all.length) + 5, y(0) + 13, 'tick'),
  ]].flat();
  const picture = svg('svg', { viewBox: `0 0 ${width} ${top + height + 36}`, class: 'parallel', role: 'img', 'aria-label': `Hyperparameters of ${plural(drawn.length, 'trial')}, and ${named(objective)} from ${ends}. The figures are in the table of trials.` }, ...lines, ...axes);
  picture.style.setProperty('min-width', `${Math.min(width, 100 * (all.length + 1))}px`);
  return [
    note(`A line is a trial; the stronger its colour, the better it is among all. The widest is the winner. Trials without a figure are left out.`),
    h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Parallel coordinates' }, picture),
  ];
}
