/* Numbers as people read them. What is not known, or no number, is a dash. */

const SHARES = new Set(['accuracy', 'error']);

/** Names that are no words. */
const NAMES = {
  roc_auc: 'ROC AUC', pr_auc: 'PR AUC', f1: 'F1', macro_f1: 'macro F1', rmse: 'RMSE', mae: 'MAE', r2: 'R²', l1: 'L1', l2: 'L2',
};

/** Measures of which less is better. */
const LOWER_IS_BETTER = new Set(['loss', 'error', 'rmse', 'mae']);

/** A figure's name, such as macro F1. */
const named = (name) => NAMES[name] ?? String(name).replaceAll('_', ' ');

const isNumber = (x) => typeof x === 'number' && Number.isFinite(x);

/** With that many significant digits: 0.01235, 1.235e-7, 12,346. */
function number(x, digits = 4) {
  if (typeof x === 'string') return x; // "NaN" and "Infinity", which JSON has no numbers for.
  if (!isNumber(x)) return '–';
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size >= 1e9 || size < 1e-4) return x.toExponential(Math.max(0, digits - 2)).replace('e+', 'e');
  if (Number.isInteger(x) || size >= 10 ** digits) return Math.round(x).toLocaleString('en');
  return x.toLocaleString('en', { maximumSignificantDigits: digits });
}

const count = (x) => (isNumber(x) ? Math.round(x).toLocaleString('en') : '–');

const percent = (x, digits = 2) => (isNumber(x) ? `${(100 * x).toFixed(digits)}%` : number(x));

/** A figure of that name. */
function figure(name, x) {
  if (SHARES.has(name)) return percent(x);
  return isNumber(x) && Math.abs(x) < 10 ? x.toFixed(4) : number(x, 5);
}

/** 0.5 ms, 12.3 s, 4:05 min, 1:04:05 h. */
function seconds(s) {
  if (!isNumber(s)) return '–';
  if (s < 0.1) return `${number(1000 * s, 3)} ms`;
  if (s < 100) return `${s.toFixed(1)} s`;
  const two = (x) => String(x).padStart(2, '0');
  const whole = Math.round(s);
  const [h, m] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return h > 0 ? `${h}:${two(m)}:${two(whole % 60)} h` : `${m}:${two(whole % 60)} min`;
}

/** 2026-11-28 03:04 UTC. */
const time = (iso) => (iso ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : '–');

/** With four decimals, as figures that are compared with each other. */
const fixed = (x, digits = 4) => (isNumber(x) ? x.toFixed(digits) : number(x));

const plural = (n, one, more = `${one}s`) => `${count(n)} ${n === 1 ? one : more}`;

/** A value of the configuration, as YAML would have it in a line. */
function inLine(value) {
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`;
  if (value !== null && typeof value === 'object') {
    return `{${Object.entries(value).map(([k, v]) => `${k}: ${inLine(v)}`).join(', ')}}`;
  }
  return String(value);
}
