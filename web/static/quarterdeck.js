/* Comfort on top of pages that work without it: theme, tips, copying tables, undo toasts, announcements. */
(() => {
  "use strict";
  const LEAVING = 30000; // milliseconds until a page that was left for a download is taken to have stayed
  const root = document.documentElement;
  const live = () => document.getElementById("live");

  function announce(text) {
    const region = live();
    if (region) { region.textContent = ""; window.setTimeout(() => { region.textContent = text; }, 60); }
  }

  // Theme: the form posts and the server remembers; here only so that the page need not load again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form.themes") || !event.submitter) return;
    event.preventDefault();
    const theme = event.submitter.value;
    if (theme === "auto") root.removeAttribute("data-theme"); else root.dataset.theme = theme;
    form.querySelectorAll("button").forEach((b) => b.setAttribute("aria-pressed", String(b === event.submitter)));
    const data = new FormData(form);
    data.set("theme", theme);
    fetch(form.action, { method: "POST", body: new URLSearchParams(data), headers: { "HX-Request": "true", "Quarterdeck-Written": document.documentElement.dataset.written } });
    announce(`Colours: ${theme}`);
  });

  // Tips: <title> inside SVG and title attributes, also on keyboard focus.
  let tip = null;
  function tipText(element) {
    const own = element.querySelector ? element.querySelector(":scope > title") : null;
    if (own) {
      element.dataset.tip = own.textContent.trim();
      if (!element.hasAttribute("aria-label") && element.tagName.toLowerCase() === "a") element.setAttribute("aria-label", element.dataset.tip);
      own.remove();
    }
    if (element.tagName === "TD" && element.title) { element.dataset.tip = element.title; element.removeAttribute("title"); }
    return element.dataset ? element.dataset.tip : undefined;
  }
  function tipTarget(node) {
    for (let e = node; e && e !== document && e.nodeType === 1; e = e.parentNode) {
      if ((e.closest && e.closest("svg.plot") || e.tagName === "TD") && tipText(e)) return e;
    }
    return null;
  }
  function hideTip() { if (tip) tip.hidden = true; }
  function showTip(element) {
    if (!element) return hideTip();
    if (!tip) { tip = document.createElement("div"); tip.className = "tip"; tip.setAttribute("role", "tooltip"); document.body.append(tip); }
    tip.textContent = element.dataset.tip;
    tip.hidden = false;
    const box = (element.querySelector && element.querySelector(".ring") || element).getBoundingClientRect();
    const own = tip.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left), window.innerWidth - own.width - 8);
    const above = box.top - own.height - 7;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 56 ? above : box.bottom + 7}px`;
  }
  document.addEventListener("pointerover", (e) => showTip(tipTarget(e.target)));
  document.addEventListener("focusin", (e) => showTip(tipTarget(e.target)));
  document.addEventListener("focusout", hideTip);
  document.addEventListener("scroll", hideTip, true);
  document.addEventListener("keydown", (e) => { if (e.key === "Escape") hideTip(); });

  document.addEventListener("click", (event) => { if (event.target.closest && event.target.closest("[data-print]")) window.print(); });

  // Rows that are selected are counted, and all are selected or none.
  const picks = () => [...document.querySelectorAll(".pick input")];
  function count() {
    const told = document.querySelector("[data-picked]"), n = picks().filter((box) => box.checked).length;
    if (!told) return;
    told.textContent = `${n} selected:`;
    announce(`${n} selected`);
  }
  document.addEventListener("change", (event) => { if (event.target.matches(".pick input")) count(); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-pick]");
    if (!button) return;
    picks().forEach((box) => { box.checked = button.dataset.pick === "all"; });
    count();
  });

  // The roadmap as a PNG: its file drawn twice as large, in the colours of the page.
  const LARGEST = 16000; // pixels of a side, of which browsers draw no more
  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("[data-png]");
    if (!button) return;
    const night = (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    const image = new Image(), canvas = document.createElement("canvas");
    image.src = `${button.dataset.png}?theme=${night ? "dark" : "light"}`;
    try {
      await image.decode();
      const scale = Math.min(2, LARGEST / image.naturalWidth, LARGEST / image.naturalHeight);
      canvas.width = image.naturalWidth * scale;
      canvas.height = image.naturalHeight * scale;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => { canvas.toBlob(done, "image/png"); });
      const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: "roadmap.png" });
      link.click();
      window.setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      announce("The picture is made.");
    } catch { toast({ text: "The picture could not be made. The SVG file shows the same." }); }
  });

  // Copy a table, tab-separated, for a spreadsheet, which reads numbers as the page writes them; or a text as it is.
  const plain = (value) => (/^-?\d+\.\d+$/.test(value) ? value.replace(".", root.dataset.decimal) : value);
  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("[data-copy]");
    if (!button) return;
    const table = document.getElementById(button.dataset.copy);
    const text = !table.rows ? table.value || table.innerText : [...table.rows].map((r) => [...r.cells].map((c) => plain(c.dataset.value) || c.innerText.replace(/\s+/g, " ").trim()).join("\t")).join("\n");
    try { await navigator.clipboard.writeText(text); announce("Copied"); button.lastElementChild.textContent = "Copied"; }
    catch { announce("The browser did not allow copying"); }
  });
  // A number of the heat map opens what its row's name opens: who works on what.
  document.addEventListener("click", (event) => {
    const cell = event.target.closest && event.target.closest(".heat td");
    const link = cell && cell.parentNode.querySelector("th a");
    if (link) link.click();
  });

  // Dismiss notices and toasts.
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-dismiss]");
    if (button) button.closest(".toast, .notice").remove();
  });

  // A toast that offers nothing goes by itself, unless it is being read or pressed.
  function letPass(toast) {
    window.setTimeout(() => { if (toast.matches(":hover, :focus-within")) letPass(toast); else toast.remove(); }, 6000);
  }

  // Keys: / goes to the search field.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(input|textarea|select)$/i.test(event.target.tagName)) return;
    const field = document.querySelector("input[type=search]");
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-passing]").forEach(letPass);
    document.querySelectorAll("[data-autofocus]").forEach((e) => e.focus());
    // Where a row of tabs is wider than the window, the current one is in it.
    document.querySelectorAll(".tabs [aria-current], .seg [aria-current]").forEach((e) => {
      const list = e.parentNode, [inside, around] = [e.getBoundingClientRect(), list.getBoundingClientRect()];
      list.scrollLeft += inside.left - around.left - (around.width - inside.width) / 2;
    });
  });
  document.addEventListener("announce", (event) => announce(event.detail.value || event.detail));
  // After a part of the page was replaced the keyboard goes on where the new part says.
  function goOn(event) {
    const part = event.target;
    const wanted = part.matches && part.matches("[data-focus]") ? part : part.querySelector && part.querySelector("[data-focus]");
    if (!wanted) return;
    wanted.focus();
    if (wanted.select) wanted.select();
  }
  document.addEventListener("htmx:afterSettle", goOn);
  document.addEventListener("htmx:oobAfterSwap", goOn);
  document.addEventListener("keydown", (event) => {
    const cancel = event.key === "Escape" && event.target.closest && event.target.closest("tr.editing");
    if (cancel) cancel.querySelector("[data-cancel]").click();
  });
  /* A result that arrives loads its page, but not under a bar that is held, an open proposal, typed text or a word that
     passes: until they are done the panel of the progress offers it. Nor does it overtake a page that is on its way. */
  let left = -Infinity;
  window.addEventListener("beforeunload", () => { left = performance.now(); });
  const typedIn = (field) => field.matches("select")
    ? field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected))
    : field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  const inUse = () => performance.now() - left < LEAVING || document.body.classList.contains("dragging")
    || document.querySelector("#proposal:not([hidden]), #panel:focus-within, tr.editing, [data-passing]")
    || [...document.querySelectorAll("main :is(input, textarea, select)")].some(typedIn);
  document.addEventListener("htmx:confirm", (event) => {
    if (!event.target.matches("[data-arrival]") || !inUse()) return;
    event.preventDefault();
    announce("The result is ready. It is shown when you are done here.");
    const waiting = window.setInterval(() => {
      if (inUse()) return;
      window.clearInterval(waiting);
      event.detail.issueRequest();
    }, 1000);
  });
  // A message that stays until it is dismissed; scripts ask for it with the event "toast", with one button if they like.
  function toast({ text, label, act }) {
    const box = document.createElement("div"), words = document.createElement("span");
    box.className = "toast";
    box.setAttribute("role", "status");
    words.textContent = text;
    box.append(words);
    const button = (name, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "btn sm";
      made.textContent = name;
      made.addEventListener("click", () => { box.remove(); if (act) act(); });
      box.append(made);
    };
    if (label) button(label, act);
    button(label ? "Keep" : "Close");
    const all = document.getElementById("toasts");
    [...all.children].filter((other) => other.textContent === box.textContent).forEach((other) => other.remove());
    all.append(box);
  }
  document.addEventListener("toast", (event) => toast(event.detail));
  document.addEventListener("htmx:sendError", () => toast({ text: "The server cannot be reached. What you typed is still here: try again." }));
})();
