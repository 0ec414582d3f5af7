/* The roadmap as a board. A bar is held by mouse, by a long press or by arrow keys; the server is asked what each week
   it is held over would do; letting go leaves the proposal with its buttons. The menu above the chart does the same. */
(() => {
  "use strict";
  const DAY = 86400000, WEEK = 7 * DAY, QUARTER = 13;
  const GAP = 120; // milliseconds between two questions
  const PRESS = 450, STILL = 100, SLACK = 6, EDGE = 56; // a long press, a still chart, a still hand, the margin in which the chart scrolls along
  const svg = document.querySelector("svg[data-board]");
  const panel = document.getElementById("proposal");
  if (!svg || !panel) return;
  const box = svg.closest(".scroll"), names = box.querySelector(".roadmap-names");
  const drawn = document.getElementById("proposed"), outline = document.getElementById("held");
  const lanes = [...svg.querySelectorAll("g[data-person]")];
  const time = (text) => Date.parse(`${text}T00:00Z`);
  const date = (ms) => new Date(ms).toISOString().slice(0, 10);
  const first = time(svg.dataset.first), last = time(svg.dataset.last);
  const begin = time(svg.dataset.begin), length = svg.dataset.days * DAY;
  const percent = (ms) => Math.min(100, Math.max(0, ((ms - begin) / length) * 100));
  const say = (text) => document.dispatchEvent(new CustomEvent("announce", { detail: text }));
  const barsOf = (project) => [...svg.querySelectorAll(".bar")].filter((bar) => bar.dataset.project === project);

  let held = null; // what is held: bar, how, where it was taken and where it is now
  let press = null; // a pointer that is down and has not moved yet

  /* ---- asking: one question at a time, the newest place next ---- */
  let wanted = "", flying = null, pause = 0, asked = 0;
  function address(bar, gesture) {
    const url = new URL(svg.dataset.board, location.href);
    for (const [name, value] of Object.entries({ project: bar.dataset.project, ...gesture })) url.searchParams.set(name, value);
    return url.href;
  }
  /* What is held over its own lane moves in time, over another person's lane it changes hands. */
  function gesture() {
    return held.lane === held.home ? { starts: date(held.at) } : { phase: held.phase, person: held.lane.dataset.person };
  }
  async function fetchPart(url) {
    const answer = await fetch(url, { headers: { "HX-Request": "true", "Quarterdeck-Written": document.documentElement.dataset.written } });
    return answer.text();
  }
  function ask(url) {
    wanted = url;
    if (flying || pause) return;
    pause = window.setTimeout(async () => {
      pause = 0;
      flying = wanted;
      asked = performance.now();
      try {
        const html = await fetchPart(flying);
        if (held && held.url === flying) answered(html);
      } catch { say("The server cannot be reached. Try again."); }
      const again = wanted !== flying;
      flying = null;
      if (again && held) ask(wanted);
    }, Math.max(0, asked + GAP - performance.now()));
  }
  function answered(html) {
    show(html);
    const told = panel.firstElementChild;
    say(told ? told.dataset.said || told.textContent.trim() : "");
    held.known = held.url;
    if (held.dropped) settle();
  }

  /* ---- drawing ---- */
  function shape(layer, bar, from, to, kind) {
    const ring = bar.querySelector(".ring"), group = document.createElementNS(svg.namespaceURI, "g");
    const colour = [...bar.classList].find((name) => /^f\d$/.test(name));
    const rect = document.createElementNS(svg.namespaceURI, "rect");
    const set = { class: kind, x: `${percent(from)}%`, width: `${percent(to) - percent(from)}%`, y: +ring.getAttribute("y") + 1, height: 20, rx: 3 };
    if (kind === "proposed") set.fill = `url(#stripes${colour.slice(1)})`;
    for (const [name, value] of Object.entries(set)) rect.setAttribute(name, value);
    group.setAttribute("class", colour);
    group.append(rect);
    layer.append(group);
    return rect;
  }
  function show(html) {
    panel.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    panel.hidden = false;
    plain();
    const told = panel.querySelector("[data-bars]");
    if (!told) return;
    const moving = new Set(told.dataset.leaving.split(" "));
    for (const line of told.dataset.bars.split(";").filter(Boolean)) {
      const [project, from, to] = line.split(" ");
      moving.add(project);
      barsOf(project).forEach((bar) => shape(drawn, bar, time(from), time(to), "proposed"));
    }
    svg.querySelectorAll(".bar, .strip").forEach((bar) => bar.classList.toggle("moves", moving.has(bar.dataset.project)));
  }
  function plain() {
    drawn.replaceChildren();
    svg.querySelectorAll(".moves").forEach((bar) => bar.classList.remove("moves"));
  }
  /* The outline moves at once; what the server answers follows. */
  function trace() {
    const away = held.lane !== held.home, [x, width] = held.span, by = away ? 0 : held.at - held.from;
    outline.replaceChildren();
    held.rect = shape(outline, held.bar, x + by, x + width + by, "held");
    if (away) held.rect.setAttribute("y", +held.lane.dataset.y + 5);
  }
  function follow() {
    const rect = held.rect.getBoundingClientRect(), seen = box.getBoundingClientRect();
    const left = Math.max(seen.left, names.getBoundingClientRect().right);
    held.rect.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (rect.left < left) box.scrollLeft -= left - rect.left + EDGE;
    else if (rect.right > seen.right) box.scrollLeft += Math.min(rect.right - seen.right + EDGE, rect.left - left);
  }

  /* ---- holding, placing, dropping ---- */
  function hold(bar, how, grabbed, own) {
    clear();
    const home = bar.closest("[data-person]"), some = bar.querySelector("[data-phase]");
    const phase = own || (some && some.dataset.phase);
    const from = time(bar.dataset.starts), ring = bar.querySelector(".ring");
    const ends = begin + ((parseFloat(ring.getAttribute("x")) + parseFloat(ring.getAttribute("width"))) / 100) * length;
    held = { bar, how, from, at: from, grabbed, phase, home, lane: home, url: "", known: "", span: [from, ends - from] };
    document.body.classList.add("dragging");
    panel.classList.add("brief");
    panel.textContent = "Looking at what it would do\u2026";
    panel.hidden = false;
    trace();
    place(from);
  }
  function place(ms, lane = held.home) {
    held.at = Math.min(last, Math.max(first, ms));
    held.lane = lane;
    trace();
    const url = address(held.bar, gesture());
    if (url !== held.url) { held.url = url; ask(url); }
  }
  function underPointer() {
    const rect = svg.getBoundingClientRect();
    const ms = begin + ((held.x - rect.left) / rect.width) * length - held.grabbed;
    place(held.from + Math.round((ms - held.from) / WEEK) * WEEK, laneAt(held.y - rect.top));
  }
  const changesHands = () => held.home && held.phase;
  function laneAt(y) {
    const under = ({ dataset }) => y >= +dataset.y && y < +dataset.y + +dataset.height;
    return (changesHands() && lanes.find(under)) || held.home;
  }
  function nextLane(step) {
    return (changesHands() && lanes[lanes.indexOf(held.lane) + step]) || held.lane;
  }
  function drop() {
    if (held.at === held.from && held.lane === held.home) { giveUp(); return; }
    held.dropped = true;
    if (held.known === held.url) settle();
  }
  function settle() {
    const { url, bar } = held, told = panel.querySelector("[data-bars]");
    // A project that would come in has no row yet: the page has one for it.
    const rowless = (line) => line && !svg.querySelector(`[data-project="${line.split(" ")[0]}"]`);
    if (told && told.dataset.bars.split(";").some(rowless)) { location.assign(url); return; }
    history.replaceState(null, "", url);
    letGo();
    const title = panel.querySelector("#proposal-title");
    if (title) title.focus({ preventScroll: true });
    // The panel has grown: what was dropped stays in sight above it.
    const hidden = bar.querySelector(".ring").getBoundingClientRect().bottom + SLACK - panel.getBoundingClientRect().top;
    if (hidden > 0) window.scrollBy(0, hidden);
  }
  function letGo() {
    held = null;
    document.body.classList.remove("dragging");
    panel.classList.remove("brief");
    outline.replaceChildren();
  }
  function clear() {
    if (held) letGo();
    plain();
    panel.replaceChildren();
    panel.hidden = true;
  }
  function giveUp() {
    const { bar } = held;
    clear();
    bar.focus({ preventScroll: true });
    say("Given up. Nothing is changed.");
  }
  function discard() {
    const told = panel.querySelector("[data-project]");
    const bar = told && barsOf(told.dataset.project)[0];
    clear();
    history.replaceState(null, "", svg.dataset.home);
    if (bar) bar.focus();
    say("Discarded. Nothing is changed.");
  }

  /* ---- mouse and touch ---- */
  const grip = (event) => {
    const bar = event.target.closest && event.target.closest(".bar[data-starts]");
    return bar && !event.target.classList.contains("hit") ? bar : null;
  };
  function lift() {
    window.clearTimeout(press.timer);
    const { bar, x, y, id, phase } = press, rect = svg.getBoundingClientRect();
    press = null;
    hold(bar, "pointer", begin + ((x - rect.left) / rect.width) * length - time(bar.dataset.starts), phase);
    Object.assign(held, { x, y, id, began: x });
    try { svg.setPointerCapture(id); } catch { /* the finger is gone again */ }
    window.requestAnimationFrame(along);
  }
  /* A finger that stops a chart that still runs on cannot hold a bar: the browser goes on scrolling with it. */
  let scrolled = -Infinity;
  document.addEventListener("scroll", (event) => { scrolled = event.timeStamp; }, { capture: true, passive: true });
  svg.addEventListener("pointerdown", (event) => {
    const bar = grip(event);
    if (event.pointerType !== "mouse" && event.timeStamp - scrolled < STILL) return;
    if (!bar || event.button !== 0 || (held && held.how === "pointer")) return;
    press = { bar, id: event.pointerId, x: event.clientX, y: event.clientY, touch: event.pointerType !== "mouse", phase: event.target.dataset.phase };
    if (press.touch) press.timer = window.setTimeout(() => { if (press) lift(); }, PRESS);
  });
  document.addEventListener("pointermove", (event) => {
    if (press && event.pointerId === press.id && Math.hypot(event.clientX - press.x, event.clientY - press.y) > SLACK) {
      if (press.touch) { window.clearTimeout(press.timer); press = null; return; }
      lift();
    }
    if (!held || held.how !== "pointer" || held.dropped || event.pointerId !== held.id) return;
    Object.assign(held, { x: event.clientX, y: event.clientY });
    underPointer();
  });
  let justDropped = false;
  function up(event) {
    if (press && press.id === event.pointerId) { window.clearTimeout(press.timer); press = null; }
    if (!held || held.how !== "pointer" || held.id !== event.pointerId || held.dropped) return;
    if (event.type === "pointercancel") { giveUp(); return; }
    justDropped = true;
    window.setTimeout(() => { justDropped = false; }, 0);
    drop();
  }
  document.addEventListener("pointerup", up);
  document.addEventListener("pointercancel", up);
  svg.addEventListener("click", (event) => { if (justDropped) { event.preventDefault(); event.stopPropagation(); } }, true);
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("contextmenu", (event) => { if (held || (press && press.touch)) event.preventDefault(); });
  svg.addEventListener("touchmove", (event) => { if (held) event.preventDefault(); }, { passive: false });
  /* At the edge the chart scrolls along under the hand. */
  function along() {
    if (!held || held.how !== "pointer" || held.dropped) return;
    const seen = box.getBoundingClientRect(), left = Math.max(seen.left, names.getBoundingClientRect().right);
    // Only where the hand has gone: a bar that is taken at the edge does not run away.
    const by = held.x > seen.right - EDGE && held.x > held.began ? 8 : held.x < left + EDGE && held.x < held.began ? -8 : 0;
    if (by) { box.scrollLeft += by; underPointer(); }
    window.requestAnimationFrame(along);
  }

  /* ---- keys ---- */
  svg.addEventListener("keydown", (event) => {
    const bar = event.target.closest(".bar[data-starts]");
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key], across = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!bar || event.altKey || event.ctrlKey || event.metaKey || (held && (held.how === "pointer" || held.dropped))) return;
    if (step || (across && bar.closest("[data-person]"))) {
      event.preventDefault();
      if (!held) hold(bar, "keys", 0);
      if (step) place(held.at + step * (event.shiftKey ? QUARTER : 1) * WEEK);
      else place(held.from, nextLane(across));
      follow();
    } else if (event.key === "Delete") {
      event.preventDefault();
      if (!held) hold(bar, "keys", 0);
      Object.assign(held, { dropped: true, url: address(bar, { selected: false }) });
      ask(held.url);
    } else if (event.key === "Enter" && held) {
      event.preventDefault();
      drop();
    }
  });
  svg.addEventListener("focusout", () => { if (held && held.how === "keys" && !held.dropped) { clear(); say("Given up. Nothing is changed."); } });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = !panel.hidden && panel.contains(document.activeElement);
    if (!held && !open) return;
    event.preventDefault(); // what else is open stays open
    if (held) giveUp(); else discard();
  });
  /* Undo and redo of what was kept: the buttons beside the chart. */
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
    if (held || /^(input|textarea|select)$/i.test(event.target.tagName)) return;
    const form = document.querySelector(`form[data-step="${event.shiftKey ? "redo" : "undo"}"]`);
    event.preventDefault();
    if (form) form.requestSubmit(); else say(event.shiftKey ? "There is nothing to redo." : "There is nothing to undo.");
  });
  panel.addEventListener("click", (event) => {
    if (event.target.closest("[data-discard]")) { event.preventDefault(); discard(); }
  });

  /* The first question about a plan takes longest: ask it before anybody waits, once in a tab. */
  const some = svg.querySelector(".bar[data-starts]"), key = `asked ${svg.dataset.home.split("?")[0]}`;
  if (some && !sessionStorage.getItem(key)) {
    sessionStorage.setItem(key, "1");
    window.setTimeout(() => fetchPart(address(some, { starts: some.dataset.starts })).catch(() => {}), 300);
  }
})();
