/* What the tests ask of a page in the browser. */

/** Everything that can be opened is, and drawn. */
function openAll() {
  document.querySelectorAll('details').forEach((details) => { details.open = true; });
  return new Promise((done) => {
    setTimeout(() => {
      drawAll();
      requestAnimationFrame(() => requestAnimationFrame(done));
    }, 50);
  });
}

const known = new Map();

function rgb(text) {
  if (!known.has(text)) known.set(text, parsed(text));
  return known.get(text);
}

function parsed(text) {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.fillStyle = text;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
}

/** How many pixels of a canvas have about that colour. */
function pixels(canvas, [r, g, b]) {
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext('2d', { willReadFrequently: true });
  context.drawImage(canvas, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] > 100 && Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 60) found++;
  }
  return found;
}

/** Of each chart its title and, series by series, how many pixels have its colour. */
function drawn() {
  return charts.map(({ spec, plot }) => ({
    title: spec.title,
    series: spec.series.filter((s) => s.y.some(isNumber)).map((s) => ({
      name: s.name, shown: s.stroke !== 'band',
      pixels: plot ? pixels(plot.ctx.canvas, rgb(color(s.stroke))) : 0,
    })),
  }));
}

/** What is wider than the screen, and cannot be scrolled. */
function tooWide() {
  const width = document.documentElement.clientWidth;
  const wide = [...document.body.querySelectorAll('*')].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right > width + 1 && !element.closest('.scroll, .skip, .unseen');
  });
  return wide.map((element) => `${element.tagName}.${element.className}`).concat(
    document.documentElement.scrollWidth > innerWidth ? [`page: ${document.documentElement.scrollWidth}`] : []);
}

const over = (top, bottom) => top.slice(0, 3).map((v, i) => v * top[3] + bottom[i] * (1 - top[3])).concat(1);

function ground(element) {
  const layers = [];
  for (let e = element; e; e = e.parentElement) {
    const layer = rgb(getComputedStyle(e).backgroundColor);
    if (layer[3] > 0) layers.push(layer);
    if (layer[3] === 1) break;
  }
  return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
}

function luminance([r, g, b]) {
  const linear = [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

function contrast(a, b) {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
}

/** Texts by how well they stand out, the worst first, and how many there are. */
function contrasts() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || element.closest('script, noscript, .skip')) continue;
    if (element.getClientRects().length === 0) continue;
    const below = ground(element);
    found.push({ text: walker.currentNode.textContent.trim().slice(0, 40), ratio: contrast(over(rgb(getComputedStyle(element).color), below), below) });
  }
  found.sort((a, b) => a.ratio - b.ratio);
  return { count: found.length, worst: found.slice(0, 5) };
}

/** Colours of charts by how well they stand out on what they are drawn on, by name. */
function chartContrasts() {
  const below = rgb(color('card'));
  return Object.fromEntries(['quiet', 'faint', 'train', 'dev', 'test', 'fourth', 'fifth', 'sixth'].map((name) => [name, contrast(rgb(color(name)), below)]));
}

/** Elements that the tabulator key reaches and that have no name. */
function nameless() {
  return [...document.querySelectorAll('a, button, input, summary, [tabindex="0"]')]
    .filter((e) => !(e.textContent.trim() || e.getAttribute('aria-label') || e.closest('label')))
    .map((e) => e.outerHTML.slice(0, 80));
}
