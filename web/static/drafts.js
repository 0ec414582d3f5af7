/* What was typed and not yet saved comes back after the page was loaded again, the server could not be reached or the
   browser went back. */
(() => {
  "use strict";
  const KEY = `typed ${location.pathname}`, PAUSE = 300;
  const SKIPPED = ["hidden", "password", "file", "submit", "button", "reset"];
  const forms = () => [...document.querySelectorAll('form[method="post"]')];
  const address = (form) => form.getAttribute("action") || "";
  const controls = (form) => [...form.elements].filter((e) => e.name && e.type && !SKIPPED.includes(e.type));
  const chosen = (select, ours) => [...select.options].filter(ours).map((o) => o.value).join("\n");
  /* The state of a control as a text, as it is or as the server sent it. */
  function now(e) {
    if (e.type === "checkbox" || e.type === "radio") return String(e.checked);
    return e.options ? chosen(e, (o) => o.selected) : e.value;
  }
  function sent(e) {
    if (e.type === "checkbox" || e.type === "radio") return String(e.defaultChecked);
    if (!e.options) return e.defaultValue;
    // A list of which the server chose nothing shows its first option.
    return chosen(e, (o) => o.defaultSelected) || (e.multiple || !e.options.length ? "" : e.options[0].value);
  }
  function put(e, text) {
    if (e.type === "checkbox" || e.type === "radio") e.checked = text === "true";
    else if (e.options) [...e.options].forEach((o) => { o.selected = text.split("\n").includes(o.value); });
    else e.value = text;
  }
  /* All controls by a name that is the same after the page was loaded again: form, name, and which of those. */
  function named() {
    const found = new Map();
    for (const form of forms()) {
      for (const e of controls(form)) {
        let at = 0;
        const box = e.type === "checkbox" || e.type === "radio";
        const name = () => JSON.stringify([address(form), e.name, ...(box ? [e.value] : []), at]);
        while (found.has(name())) at += 1;
        found.set(name(), e);
      }
    }
    return found;
  }
  const first = new Map(); // what the server sent with the page; parts that came later may hold what was typed before
  const before = (name, e) => (first.has(name) ? first.get(name) : sent(e));

  /* ---- keeping ---- */
  function read(page) {
    try { return JSON.parse(sessionStorage.getItem(page)); } catch { return null; }
  }
  function typed() {
    const kept = [];
    for (const [name, e] of named()) {
      const text = now(e), was = before(name, e);
      if (text !== was) kept.push({ name, was, text });
    }
    return kept;
  }
  let timer = 0, submitted = null; // the form that was sent, by its address
  function keep() {
    window.clearTimeout(timer);
    const fields = typed();
    try {
      if (fields.length) sessionStorage.setItem(KEY, JSON.stringify({ submitted, fields }));
      else sessionStorage.removeItem(KEY);
    } catch { /* no room: the page works without */ }
  }
  const soon = () => { window.clearTimeout(timer); timer = window.setTimeout(keep, PAUSE); };
  document.addEventListener("input", soon);
  document.addEventListener("change", soon);
  window.addEventListener("pagehide", keep);
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    submitted = address(event.target);
    if (submitted === "/sign-out") { sessionStorage.clear(); window.removeEventListener("pagehide", keep); } else keep();
  });

  /* ---- bringing back ---- */
  /* The answer to a form that was sent needs nothing back; a page that is loaded anew or gone back to does. */
  function forgetSent() {
    const [visit] = performance.getEntriesByType("navigation");
    if (!visit || visit.type !== "navigate" || !document.referrer) return;
    const page = `typed ${new URL(document.referrer).pathname}`;
    const kept = read(page);
    if (!kept || kept.submitted === null) return;
    const fields = kept.fields.filter(({ name }) => JSON.parse(name)[0] !== kept.submitted);
    sessionStorage.setItem(page, JSON.stringify({ submitted: null, fields }));
  }
  function bring(fields) {
    const found = named();
    return fields.filter(({ name, was, text }) => {
      const e = found.get(name);
      if (!e || sent(e) !== was) return false; // it is gone, or was changed since
      put(e, text);
      if (e.closest("details")) e.closest("details").open = true;
      return true;
    }).length;
  }
  document.addEventListener("DOMContentLoaded", () => {
    for (const [name, e] of named()) first.set(name, sent(e));
    forgetSent();
    const kept = read(KEY);
    if (!kept || !bring(kept.fields)) return;
    const act = () => { forms().forEach((form) => form.reset()); keep(); };
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: "What you had typed is back.", label: "Discard it", act } }));
  });
})();
