// The ladder in the browser: the editions round the one shown on board, drawn as SVG without asking
// the server. Streamlit calls the default export again whenever the data change.
//
// data = {
//   editions: [{ id, label, finding, figure, rows: [row], zone_to,
//                cut: { low, high, text } | null }],
//   edition, before, after: id of the edition beyond those on board | null,
//   picked: [unit_code], max_picked,
//   domain: [low, high], ticks: [{ at, text }], rank_intervals: bool, labels: { … }
// }
// row = { row, apart, unit_code, name, rank_text, score, score_low, score_high, score_text,
//         range_text, meaning, mark, faint, note }  (what is null, false or empty may be absent)
//
// It reports `edition` and `picked` when the reader has stopped clicking for a moment, and at once
// `figure`, the key of a score that was clicked: `edition.figure` with the unit's code in {unit}.

const SVG = "http://www.w3.org/2000/svg";
const ROW = 24; // px; also the smallest height of a target for a finger
const NAME = 110;
const GAP = 8;
const SCORES = 56;
const AXIS = 24;
const REPORT_AFTER = 400; // ms
const SETTLED_AFTER = 350; // ms; a little longer than the transition in ladder_component.css

const ladders = new WeakMap();

export default function (component) {
  const root = component.parentElement.querySelector(".ladder");
  let ladder = ladders.get(root);
  if (!ladder) {
    ladder = createLadder(root);
    ladders.set(root, ladder);
  }
  const turn = ladder.receive(
    component.data,
    component.setStateValue,
    component.setTriggerValue,
  );
  // A cleanup that belongs to an older call must not end the ladder of a newer one.
  return () => ladder.end(turn);
}

function createLadder(root) {
  const state = {
    data: null,
    edition: local(null),
    picked: local([]),
    report: null,
    trigger: null,
    turn: 0,
    width: 0,
    focused: null,
    timers: {},
  };
  const parts = build(root);
  const units = new Map(); // unit_code -> the elements of its row
  const observer = new ResizeObserver(() => {
    const width = Math.floor(parts.frame.clientWidth);
    if (width && width !== state.width) {
      state.width = width;
      still(() => draw());
    }
  });
  observer.observe(parts.frame);

  parts.previous.addEventListener("click", () => step(-1));
  parts.next.addEventListener("click", () => step(1));
  parts.period.addEventListener("change", () => show(parts.period.value));
  root.addEventListener("keydown", onKey);
  parts.rows.addEventListener("click", (event) => {
    if (!askFigure(event)) toggle(codeAt(event));
  });
  parts.rows.addEventListener("focusin", (event) => onFocus(codeAt(event)));
  parts.rows.addEventListener("focusout", hideTip);
  parts.rows.addEventListener("pointermove", (event) => showTip(codeAt(event), event));
  parts.rows.addEventListener("pointerleave", hideTip);

  function receive(data, setStateValue, setTriggerValue) {
    const first = state.data === null;
    state.data = data;
    state.report = setStateValue;
    state.trigger = setTriggerValue;
    state.edition.hear(data.edition);
    state.picked.hear(data.picked ?? []);
    if (!data.editions.some((edition) => edition.id === state.edition.value)) {
      state.edition.value = data.editions.at(-1)?.id ?? null;
    }
    relabel();
    if (first) still(() => draw());
    else draw();
    state.turn += 1;
    return state.turn;
  }

  function end(turn) {
    if (turn !== state.turn) return;
    observer.disconnect();
    Object.values(state.timers).forEach(clearTimeout);
    ladders.delete(root);
    root.replaceChildren();
  }

  // -- what the reader does ------------------------------------------------------------------

  function position() {
    return state.data.editions.findIndex((edition) => edition.id === state.edition.value);
  }

  function step(by) {
    const edition = state.data.editions[position() + by];
    const beyond = by < 0 ? state.data.before : state.data.after;
    if (edition) show(edition.id);
    else if (beyond) {
      state.edition.ask(beyond);
      state.report("edition", beyond);
    }
  }

  // A click on the score itself, or the key i, asks where the figure comes from.
  function askFigure(event) {
    const code = codeAt(event);
    return Boolean(code && event.target.closest(".score") && ask(code));
  }

  function ask(code) {
    const figure = current().figure;
    if (!figure) return false;
    hideTip();
    state.trigger("figure", figure.replace("{unit}", code));
    return true;
  }

  function show(id) {
    if (id === state.edition.value) return;
    state.edition.say(id);
    hideTip();
    draw();
    later("report", REPORT_AFTER, reportAll);
  }

  function toggle(code) {
    if (!code || units.get(code)?.home) return;
    const others = state.picked.value.filter((picked) => picked !== code);
    const added = others.length === state.picked.value.length;
    const picked = added ? [...others, code] : others;
    // One more than there is room for: the one picked first gives way.
    state.picked.say(picked.slice(-(state.data.max_picked ?? picked.length)));
    draw();
    later("report", REPORT_AFTER, reportAll);
  }

  function onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target === parts.period) return;
    const code = codeAt(event);
    const moves = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };
    if (event.key === "ArrowLeft") step(-1);
    else if (event.key === "ArrowRight") step(1);
    else if (code && event.key in moves) moveFocus(code, moves[event.key]);
    else if (code && (event.key === "Enter" || event.key === " ")) toggle(code);
    else if (code && event.key.toLowerCase() === "i") ask(code);
    else if (event.key === "Escape") return hideTip();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function moveFocus(code, by) {
    const order = current().rows.map((row) => row.unit_code);
    const target = order.indexOf(code) + by;
    const next = order[Math.max(0, Math.min(order.length - 1, target))];
    units.get(next)?.group.focus();
  }

  function onFocus(code) {
    if (!code) return;
    state.focused = code;
    units.forEach((unit, each) => unit.group.setAttribute("tabindex", each === code ? 0 : -1));
    if (units.get(code).group.matches(":focus-visible")) showTip(code);
  }

  function reportAll() {
    for (const name of ["edition", "picked"]) {
      const value = state[name].unsaid();
      if (value !== undefined) state.report(name, value);
    }
  }

  // -- drawing -------------------------------------------------------------------------------

  function current() {
    return state.data.editions[position()] ?? { rows: [], zone_to: 0, cut: null, finding: "" };
  }

  function relabel() {
    const { labels, editions } = state.data;
    parts.svg.setAttribute("aria-label", labels.figure);
    parts.previous.setAttribute("aria-label", labels.previous);
    parts.next.setAttribute("aria-label", labels.next);
    parts.period.setAttribute("aria-label", labels.period);
    parts.controls.hidden = editions.length < 2;
    const said = JSON.stringify(editions.map(({ id, label }) => [id, label]));
    if (parts.period.dataset.said !== said) {
      parts.period.dataset.said = said;
      parts.period.replaceChildren(
        ...editions.map(({ id, label }) => {
          const option = document.createElement("option");
          option.value = id;
          option.textContent = label;
          return option;
        }),
      );
    }
  }

  function draw() {
    if (!state.data || !state.width) return;
    const edition = current();
    const place = position();
    parts.period.value = state.edition.value ?? "";
    parts.previous.disabled = place <= 0 && !state.data.before;
    parts.next.disabled = place >= state.data.editions.length - 1 && !state.data.after;
    setText(parts.finding, edition.finding ?? "");
    drawKey(edition);
    const frame = measure(edition);
    drawGround(edition, frame);
    drawRows(edition, frame);
    later("settle", SETTLED_AFTER, settle);
  }

  function measure(edition) {
    const left = (state.data.rank_intervals ? 38 : 18) + GAP;
    const from = left + NAME + GAP;
    const to = state.width - SCORES - GAP;
    const [low, high] = state.data.domain;
    const lines = Math.max(0, ...edition.rows.map((row) => row.row + 1));
    const height = lines * ROW;
    const x = (score) => from + ((score - low) / (high - low)) * (to - from);
    // With a view box it shrinks with its frame where nothing can be drawn anew: on paper.
    const [width, tall] = [state.width, height + AXIS];
    setAll(parts.svg, { width, height: tall, viewBox: `0 0 ${width} ${tall}` });
    return { left, from, to, height, x };
  }

  function drawKey(edition) {
    const { labels } = state.data;
    const marks = new Set(edition.rows.map((row) => row.mark));
    const shown = {
      cut: edition.cut?.text,
      zone: edition.zone_to > 0 && labels.zone,
      unknown: marks.has("unknown") && labels.unknown,
      disputed: marks.has("disputed") && labels.disputed,
    };
    for (const [name, text] of Object.entries(shown)) {
      parts.key[name].hidden = !text;
      setText(parts.key[name].lastChild, text || "");
    }
  }

  function drawGround(edition, { from, to, height, x }) {
    setAll(parts.zone, { width: state.width, height: (edition.zone_to ?? 0) * ROW });
    const { low = null, high = null } = edition.cut ?? {};
    const band = low !== null && high !== null && high > low;
    setAll(parts.band, {
      x: band ? x(low) : 0,
      width: band ? x(high) - x(low) : 0,
      height,
      visibility: band ? "visible" : "hidden",
    });
    [low, high === low ? null : high].forEach((cut, side) => {
      const line = parts.cuts[side];
      setAll(line, { y2: height, visibility: cut === null ? "hidden" : "visible" });
      if (cut !== null) line.style.transform = `translateX(${x(cut)}px)`;
    });
    drawTicks({ from, to, height, x });
    const apart = edition.rows.find((row) => row.apart);
    setText(parts.apart, apart && apart.row > 0 ? state.data.labels.apart : "");
    setAll(parts.apart, { x: 0, y: apart ? (apart.row - 0.5) * ROW : 0 });
  }

  function drawTicks({ from, to, height, x }) {
    const every = Math.ceil(state.data.ticks.length / Math.max(2, (to - from) / 44));
    const ticks = state.data.ticks.filter((tick, number) => number % every === 0);
    while (parts.grid.childElementCount < ticks.length) {
      parts.grid.append(element("g", {}, [element("line"), element("text", { class: "tick" })]));
    }
    [...parts.grid.children].forEach((group, number) => {
      const tick = ticks[number];
      group.setAttribute("visibility", tick ? "visible" : "hidden");
      if (!tick) return;
      const [line, text] = group.children;
      setAll(line, { x1: x(tick.at), x2: x(tick.at), y2: height });
      setAll(text, { x: x(tick.at), y: height + 15 });
      setText(text, tick.text);
    });
  }

  function drawRows(edition, frame) {
    const codes = new Set(edition.rows.map((row) => row.unit_code));
    for (const [code, unit] of units) {
      if (!codes.has(code)) {
        unit.group.remove();
        units.delete(code);
      }
    }
    if (!codes.has(state.focused)) {
      const home = edition.rows.find((row) => row.meaning === "home");
      state.focused = (home ?? edition.rows[0])?.unit_code ?? null;
    }
    const picked = new Set(state.picked.value);
    for (const row of edition.rows) drawRow(row, picked.has(row.unit_code), frame);
  }

  function drawRow(row, picked, { left, from, to, x }) {
    const code = row.unit_code;
    const unit = units.get(code) ?? createRow(code);
    const home = row.meaning === "home";
    unit.home = home;
    unit.row = row;
    unit.group.style.transform = `translateY(${row.row * ROW}px)`;
    const classes = ["row", row.meaning, row.mark, row.faint && "faint", row.apart && "apart"];
    setAll(unit.group, {
      class: [...classes, picked && !home && "picked"].filter(Boolean).join(" "),
      tabindex: code === state.focused ? 0 : -1,
      "aria-label": `${row.rank_text}. ${row.name}: ${row.range_text ?? row.score_text}`,
      "aria-pressed": home ? null : String(picked),
      "aria-disabled": home ? "true" : null,
    });
    setAll(unit.ground, { width: state.width });
    setText(unit.rank, row.rank_text);
    setText(unit.name, row.name);
    setText(unit.score, row.score_text);
    setAll(unit.rank, { x: left - GAP });
    setAll(unit.name, { x: left });
    setAll(unit.score, { x: state.width });
    drawMark(unit, row, { from, to, x });
  }

  function drawMark(unit, row, { from, to, x }) {
    const known = row.mark !== "unknown";
    const low = row.score_low ?? null;
    const high = row.score_high ?? null;
    const range = !known && (low !== null || high !== null);
    const start = low === null ? from : x(low);
    const stop = high === null ? to : x(high);
    setAll(unit.mark, {
      d: markPath(row, row.meaning === "home" ? 7.5 : 5.5),
      visibility: known ? "visible" : "hidden",
    });
    if (known) unit.mark.style.transform = `translate(${x(row.score)}px, ${ROW / 2}px)`;
    setAll(unit.range, {
      x: range ? start : from,
      width: range ? Math.max(stop - start, 1) : 0,
      visibility: range ? "visible" : "hidden",
    });
  }

  function createRow(code) {
    const middle = { y: ROW / 2 };
    const unit = {
      group: element("g", { role: "button", "data-code": code }),
      ground: element("rect", { class: "ground", height: ROW }),
      rank: element("text", { class: "rank", ...middle }),
      name: element("text", { class: "name", ...middle }),
      score: element("text", { class: "score", ...middle }),
      range: element("rect", { class: "range", y: ROW / 2 - 4, height: 8, rx: 4 }),
      mark: element("path", { class: "mark" }),
    };
    unit.group.append(unit.ground, unit.rank, unit.name, unit.score, unit.range, unit.mark);
    parts.rows.append(unit.group);
    units.set(code, unit);
    return unit;
  }

  // Rows are read aloud in the order of the document. Moving them at once would cut the transition.
  function settle() {
    const focused = root.getRootNode().activeElement;
    const order = current().rows.map((row) => units.get(row.unit_code)?.group);
    if (order.every((group, number) => parts.rows.children[number] === group)) return;
    still(() => parts.rows.append(...order));
    if (focused && parts.rows.contains(focused)) focused.focus({ preventScroll: true });
  }

  // -- pointing ------------------------------------------------------------------------------

  function codeAt(event) {
    return event.target.closest?.("[data-code]")?.dataset.code ?? null;
  }

  function showTip(code, pointer = null) {
    const row = code && units.get(code)?.row;
    if (!row) return hideTip();
    const { labels } = state.data;
    const lines = [
      [labels.rank, row.rank_text],
      [labels.score, row.range_text ?? row.score_text],
      [labels.note, row.note],
    ].filter(([, text]) => text);
    setText(parts.tip.firstChild, row.name);
    parts.tip.lastChild.replaceChildren(
      ...lines.flatMap(([label, text]) => [make("dt", label), make("dd", text)]),
    );
    parts.tip.hidden = false;
    placeTip(row, pointer);
  }

  function placeTip(row, pointer) {
    const frame = parts.frame.getBoundingClientRect();
    const at = pointer ? pointer.clientX - frame.left + 14 : 60;
    const right = Math.max(0, frame.width - parts.tip.offsetWidth);
    const below = (row.row + 1) * ROW + 4;
    const above = row.row * ROW - parts.tip.offsetHeight - 4;
    const room = frame.top + below + parts.tip.offsetHeight < window.innerHeight;
    parts.tip.style.left = `${Math.min(Math.max(0, at), right)}px`;
    parts.tip.style.top = `${room ? below : above}px`;
  }

  function hideTip() {
    parts.tip.hidden = true;
  }

  // -- time ----------------------------------------------------------------------------------

  function later(name, wait, action) {
    clearTimeout(state.timers[name]);
    state.timers[name] = setTimeout(action, wait);
  }

  function still(change) {
    root.classList.add("still");
    change();
    void root.offsetWidth; // the browser takes the new places before transitions come back
    root.classList.remove("still");
  }

  return { receive, end };
}

// A value that the reader changes here and the page changes there. The last action here wins: what
// the page sends is taken only when it is news, not an echo of something reported before.
function local(value) {
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  let heard; // what the page sent last
  let reported = []; // reported and not yet come back
  let asked; // reported and not to be shown before it comes back
  return {
    value,
    say(next) {
      if (asked !== undefined) reported.push(asked);
      asked = undefined;
      this.value = next;
    },
    // What was said before is passed over: told later than this, it would win.
    ask(next) {
      asked = next;
    },
    unsaid() {
      if (asked !== undefined) return undefined;
      const known = reported.length ? reported.at(-1) : heard;
      if (same(this.value, known)) return undefined;
      reported.push(this.value);
      return this.value;
    },
    hear(next) {
      const before = heard;
      heard = next;
      const echo = reported.findIndex((each) => same(each, next));
      if (asked !== undefined && same(asked, next)) {
        asked = undefined;
        reported = [];
        this.value = next;
      } else if (echo >= 0) {
        reported = reported.slice(echo + 1);
      } else if (!same(before, next)) {
        reported = [];
        asked = undefined;
        this.value = next;
      }
    },
  };
}

// -- elements ----------------------------------------------------------------------------------

function build(root) {
  const previous = make("button", "‹", { type: "button", class: "step" });
  const next = make("button", "›", { type: "button", class: "step" });
  const period = make("select", "", { class: "period" });
  const controls = make("div", "", { class: "controls" });
  controls.append(previous, period, next);
  const finding = make("p", "", { class: "finding", "aria-live": "polite" });
  const key = {};
  const keys = make("div", "", { class: "key" });
  for (const name of ["cut", "zone", "unknown", "disputed"]) {
    key[name] = make("span", "", { class: `entry ${name}` });
    key[name].append(make("i", "", { "aria-hidden": "true" }), make("span", ""));
    keys.append(key[name]);
  }
  const zone = element("rect", { class: "zone" });
  const band = element("rect", { class: "band" });
  const cuts = [element("line", { class: "cut" }), element("line", { class: "cut" })];
  const grid = element("g", { class: "grid", "aria-hidden": "true" });
  const apart = element("text", { class: "apart-heading" });
  const rows = element("g", { class: "rows" });
  const svg = element("svg", { role: "group" }, [zone, grid, band, ...cuts, apart, rows]);
  const tip = make("div", "", { class: "tip", "aria-hidden": "true" });
  tip.append(make("strong", ""), make("dl", ""));
  tip.hidden = true;
  const frame = make("div", "", { class: "frame" });
  frame.append(svg, tip);
  root.replaceChildren(controls, finding, keys, frame);
  return {
    previous, next, period, controls, finding, key, zone, band, cuts, grid, apart, rows, svg, tip,
    frame,
  };
}

function make(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  return setAll(made, attributes);
}

function element(tag, attributes = {}, children = []) {
  const made = setAll(document.createElementNS(SVG, tag), attributes);
  made.append(...children);
  return made;
}

function setAll(target, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null) target.removeAttribute(name);
    else if (target.getAttribute(name) !== String(value)) target.setAttribute(name, value);
  }
  return target;
}

function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

function markPath(row, size) {
  if (row.mark === "disputed") {
    const [reach, half] = [size, size / 3];
    return (
      `M${-reach},${-half}H${-half}V${-reach}H${half}V${-half}H${reach}` +
      `V${half}H${half}V${reach}H${-half}V${half}H${-reach}Z`
    );
  }
  return `M${-size},0A${size},${size},0,1,1,${size},0A${size},${size},0,1,1,${-size},0Z`;
}
