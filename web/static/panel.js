/* The panel of a project beside the roadmap: a bar that is clicked, or Enter on it, opens it without leaving the page;
   Esc closes it and the keyboard is back on the bar. Without this the bar is a link to the same page with the panel. */
(() => {
  "use strict";
  const svg = document.querySelector("svg[data-board]"), panel = document.getElementById("panel");
  if (!svg || !panel) return;
  const shown = panel.querySelector("#panel-title") ? location.pathname.split("/").pop() : "";
  let bar = shown ? [...svg.querySelectorAll(".bar")].find((one) => one.dataset.project === shown) : null;
  let wanted = "";
  const mark = (on) => { if (bar) { if (on) bar.setAttribute("aria-current", "true"); else bar.removeAttribute("aria-current"); } };
  mark(true);

  async function open(of) {
    const url = of.getAttribute("href").split("#")[0];
    wanted = url;
    let html;
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true", "Quarterdeck-Written": document.documentElement.dataset.written } });
      if (!answer.ok || answer.redirected) { location.assign(url); return; }
      html = await answer.text();
    } catch {
      document.dispatchEvent(new CustomEvent("toast", { detail: { text: "The server cannot be reached. Try again." } }));
      return;
    }
    if (wanted !== url) return; // another bar was asked for meanwhile
    mark(false);
    bar = of;
    mark(true);
    panel.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    panel.hidden = false;
    panel.scrollTop = 0;
    history.replaceState(null, "", url);
    panel.querySelector("#panel-title").focus();
  }
  function close() {
    wanted = "";
    mark(false);
    panel.hidden = true;
    panel.replaceChildren();
    history.replaceState(null, "", svg.dataset.home);
    if (bar) bar.focus({ preventScroll: true });
    document.dispatchEvent(new CustomEvent("announce", { detail: "Closed." }));
  }

  /* The first question about a plan takes longest: ask it before anybody waits, once in a tab. */
  const some = svg.querySelector(".bar[data-project]"), key = `looked at ${svg.dataset.home.split("?")[0]}`;
  if (some && !sessionStorage.getItem(key)) {
    sessionStorage.setItem(key, "1");
    window.setTimeout(() => fetch(some.getAttribute("href").split("#")[0], { headers: { "HX-Request": "true", "Quarterdeck-Written": document.documentElement.dataset.written } }).catch(() => {}), 600);
  }

  /* Other lanes, another zoom and closed lanes are other addresses of the same page: what lies beside the roadmap stays
     there, and what was closed stays closed. */
  const home = svg.dataset.home.split("?")[0];
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".toolbar .seg a[href], a.lane[href]");
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href);
    if (url.pathname !== home && !url.pathname.startsWith(`${home}/projects/`)) return;
    const path = !panel.hidden && bar ? `${home}/projects/${bar.dataset.project}` : home;
    if (url.pathname === path) return;
    event.preventDefault();
    url.pathname = path;
    location.assign(url);
  });

  svg.addEventListener("click", (event) => {
    const of = event.target.closest(".bar[data-project]");
    if (!of || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(of);
  });
  panel.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !panel.hidden) close();
  });
})();
