/* Elements of a page. Texts are always set as texts, whatever stands in them. */

/** An element with attributes and children, which are elements or texts; null and false are left out. */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'style') Object.entries(value).forEach(([k, v]) => element.style.setProperty(k, v));
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

/**
 * A table. columns: [{title, number}], of which the first one's cells are the heads of the rows; rows: of as many
 * texts or elements.
 */
function table(caption, columns, rows, attributes = {}) {
  const align = (i) => (columns[i].number ? 'number' : null);
  const cell = (value, i) => (i === 0
    ? h('th', { scope: 'row', class: align(i) }, value)
    : h('td', { class: align(i) }, value));
  return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h('table', attributes,
      h('caption', { class: 'unseen' }, caption),
      h('thead', {}, h('tr', {}, columns.map((c, i) => h('th', { scope: 'col', class: align(i) }, c.title)))),
      h('tbody', {}, rows.map((row) => h('tr', {}, row.map(cell))))));
}

/** Terms, and what is said of each: [[term, text or element]]; what is not known is left out. */
function facts(pairs) {
  return h('dl', { class: 'facts' }, pairs
    .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
    .map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value))));
}

/** Something that is shown when it is asked for, and made then. */
function onDemand(title, make, open = false) {
  const details = h('details', {}, h('summary', {}, title));
  const show = () => {
    if (details.open && details.childElementCount === 1) append(details, [make()]);
  };
  details.addEventListener('toggle', show);
  details.open = open;
  show();
  return details;
}

const note = (...children) => h('p', { class: 'note' }, ...children);

const sections = [];

/** A section of the page, which the table of contents leads to; without content there is none. */
function section(id, title, ...children) {
  const content = children.flat(Infinity).filter((child) => child);
  if (content.length === 0) return null;
  sections.push({ id, title });
  return h('section', { id, 'aria-labelledby': `${id}-title` }, h('h2', { id: `${id}-title` }, title), content);
}

const contents = () => h('nav', { 'aria-label': 'Contents' },
  h('ul', {}, sections.map((s) => h('li', {}, h('a', { href: `#${s.id}` }, s.title)))));

/** Shows the page: its head, and the sections that there are. */
function show(head, parts, foot) {
  const main = h('main', { id: 'main', tabindex: -1 }, parts);
  document.getElementById('page').replaceChildren(head, contents(), main, foot);
}

/** Of what goes on: where it is, whether it still does, and what else is to be said. */
function refreshing(drawn, where, more) {
  const told = h('span', {});
  const tell = () => {
    const ago = Math.round((Date.now() - Date.parse(drawn)) / 1000);
    told.textContent = ago > 120 ? `Nothing new since ${time(drawn)}: the process may have ended. ` : '';
  };
  tell();
  setInterval(tell, 5000);
  return h('p', { class: 'callout' }, told, where, 'This page shows what is known by now, and loads itself again every 10 seconds.', more);
}
